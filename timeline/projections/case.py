"""What a fold is given: the facts in force of one subject, as one chooses to know them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from events.edtf import Day, Edtf
from events.fact import Fact, Modality, Mode, Report
from events.source import Reliability

F = TypeVar("F", bound=Fact)
CASES_REMEMBERED = 8
"""Views fold one case after the other; what is worked out for several of them is kept that long."""

_WORST = 9
_RELIABILITY_RANK = {"A": 1, "B": 2, "C": 3, "D": 4, "E": 5}
_CREDIBILITY_RANK = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}


@dataclass(frozen=True)
class Dispute:
    """Somebody denies a fact, or the part of it that `field` points at."""

    id: str
    by: str
    field: str | None
    says: str | None
    origin: str


@dataclass(frozen=True, eq=False)
class FactInForce:
    """A fact that nobody took back, as corrected, with what else was said about it."""

    id: str
    digest: bytes
    published: Day
    report: Report[Fact]
    """As corrected."""
    corrections: tuple[str, ...] = ()
    """Ids of the corrections that were applied, in order."""
    corroborations: tuple[tuple[str, str], ...] = ()
    """Id and origin of each corroboration."""
    disputes: tuple[Dispute, ...] = ()
    reliability: Reliability | None = None
    credibility: int | None = None
    """Grades as they hold now, regrades counted."""

    @property
    def type(self) -> str:
        return self.report.type

    @property
    def data(self) -> Fact:
        return self.report.data

    @cached_property
    def time(self) -> Edtf:
        return self.report.time

    @cached_property
    def mode(self) -> Mode:
        return self.report.mode

    @cached_property
    def modality(self) -> Modality:
        return self.report.claimed_as

    @property
    def ids(self) -> tuple[str, ...]:
        """The events behind the fact: itself and what corrected it."""
        return (self.id, *self.corrections)

    @cached_property
    def origins(self) -> frozenset[str]:
        """The ends of the independent chains that it rests on."""
        return frozenset({self.report.source.origin, *(origin for _, origin in self.corroborations)})

    @cached_property
    def preference(self) -> tuple[int, int, Day, bytes, str]:
        """Greater is preferred: better graded, then later published, then the greater digest; of equal reports the greater id."""
        return (
            -_RELIABILITY_RANK.get(self.reliability or "", _WORST),
            -_CREDIBILITY_RANK.get(self.credibility or 0, _WORST),
            self.published,
            self.digest,
            self.id,
        )


@dataclass(frozen=True)
class Skipped:
    """A claim that could not take effect, and why."""

    id: str
    target: str
    reason: str


@dataclass(frozen=True, eq=False)
class Case:
    """All that is known and in force about one subject, merged subjects included.

    `facts` are in the subject's own order: earliest valid day, latest published day, digest. Claims and merges are not among
    them; their effect is. Compared by identity, so that what several views ask of it is worked out once.
    """

    subject: str
    facts: tuple[FactInForce, ...]
    skipped: tuple[Skipped, ...] = ()

    @property
    def kind(self) -> str:
        return self.subject.partition("/")[0]

    def of(self, *types: type[Fact]) -> list[FactInForce]:
        """The facts of these types that are not denials, in order."""
        return [fact for fact in self.facts if isinstance(fact.data, types) and fact.modality != "denied"]


def preferred(facts: Iterable[FactInForce]) -> FactInForce | None:
    """The fact to be preferred, None of none."""
    return max(facts, key=lambda fact: fact.preference, default=None)
