"""A fact that counts, as one chooses to know it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from events.edtf import Day, Edtf
from events.fact import Fact, Modality, Mode, Report
from events.source import Reliability
from timeline.projections.memo import Memo

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
    subject: str
    """The subject that it counts for, by the merges that are known."""
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
    memo: Memo = field(default_factory=dict, repr=False)

    type: str = field(init=False)
    data: Fact = field(init=False)
    says: Mapping[str, Any] = field(init=False)
    """The fields of the data by name. Looking them up costs a tenth of asking a model for a field that it may not have."""
    time: Edtf = field(init=False)
    mode: Mode = field(init=False)
    modality: Modality = field(init=False)
    ids: tuple[str, ...] = field(init=False)
    """The events behind the fact: itself and what corrected it."""
    origins: frozenset[str] = field(init=False)
    """The ends of the independent chains that it rests on."""
    order: tuple[Day, Day, bytes, str] = field(init=False)
    """The place in the subject's own order, whatever order facts came in: earliest valid day, latest published day, digest."""
    preference: tuple[int, int, Day, bytes, str] = field(init=False)
    """Greater is preferred: better graded, then later published, then the greater digest; of equal reports the greater id."""

    def __post_init__(self) -> None:
        report = self.report
        time = report.time
        grades = -_RELIABILITY_RANK.get(self.reliability or "", _WORST), -_CREDIBILITY_RANK.get(self.credibility or 0, _WORST)
        vars(self).update(  # at once: each is asked for, and a cached property costs more than it takes to work them out
            type=report.type,
            data=report.data,
            says=vars(report.data),
            time=time,
            mode=report.mode,
            modality=report.claimed_as,
            ids=(self.id, *self.corrections),
            origins=frozenset((report.source.origin, *[origin for _, origin in self.corroborations])),
            order=(time.earliest or 0, self.published, self.digest, self.id),
            preference=(*grades, self.published, self.digest, self.id),
        )


def own_order(fact: FactInForce) -> tuple[Day, Day, bytes, str]:
    """The place of a fact among those of its subject."""
    return fact.order


def preference_of(fact: FactInForce) -> tuple[int, int, Day, bytes, str]:
    """Greater is preferred."""
    return fact.preference


def preferred(facts: Iterable[FactInForce]) -> FactInForce | None:
    """The fact to be preferred, None of none."""
    return max(facts, key=preference_of, default=None)
