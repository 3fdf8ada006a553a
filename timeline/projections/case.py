"""What a fold is given: the facts in force of one subject, as one chooses to know them."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any, NamedTuple, Protocol, TypeVar

from events.edtf import Bound, Day, Edtf
from events.fact import Fact, Modality, Mode, Report
from events.source import Reliability

F = TypeVar("F", bound=Fact)
T = TypeVar("T")
Memo = dict[Any, Any]
"""What was worked out, by the function that did or by what it was asked."""

_WORST = 9
_RELIABILITY_RANK = {"A": 1, "B": 2, "C": 3, "D": 4, "E": 5}
_CREDIBILITY_RANK = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5}


class Remembers(Protocol):
    """A fact or a case: it never changes, so neither does what follows from it."""

    @property
    def memo(self) -> Memo: ...


R = TypeVar("R", bound=Remembers)


def once(work: Callable[[R], T]) -> Callable[[R], T]:
    """Work out once what several views, or one view time and again, ask of the same fact or case."""

    @wraps(work)
    def known(of: R) -> T:
        memo = of.memo
        if work not in memo:
            memo[work] = work(of)
        found: T = memo[work]
        return found

    return known


class _Grows(NamedTuple):
    """How what was worked out of a case takes in a further fact, and lets go of one; None: it is worked out anew then."""

    take: Callable[[Any, Any], None]
    drop: Callable[[Any, Any], None] | None


GROWS: dict[Any, _Grows] = {}
"""By the function that works it out."""


def growing(
    take: Callable[[T, "FactInForce"], None], drop: Callable[[T, "FactInForce"], None] | None = None
) -> Callable[[Callable[["Case"], T]], Callable[["Case"], T]]:
    """As `once`, of something that is brought up to date when the case gets a further fact or loses one, instead of worked out anew."""

    def decorate(work: "Callable[[Case], T]") -> "Callable[[Case], T]":
        GROWS[work] = _Grows(take, drop)
        return once(work)

    return decorate


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


@dataclass(frozen=True)
class Skipped:
    """A claim that could not take effect, and why."""

    id: str
    target: str
    reason: str


@dataclass(frozen=True)
class DisputedClaim:
    """A claim, a merge or a split that somebody denies: its id, type and days (None: no bound)."""

    id: str
    type: str
    first: Bound
    last: Bound
    dispute: Dispute


class Change(NamedTuple):
    """Facts that a case lost and facts that it got; one that is spoken of newly is both. `claims`: other claims count against it."""

    gone: tuple[FactInForce, ...]
    further: tuple[FactInForce, ...]
    claims: bool


@dataclass(frozen=True, eq=False)
class Case:
    """All that is known and in force about one subject, merged subjects included.

    `facts` are in the subject's own order: earliest valid day, latest published day, digest. Claims and merges are not among
    them; their effect is.
    """

    subject: str
    facts: tuple[FactInForce, ...]
    skipped: tuple[Skipped, ...] = ()
    disputed: tuple[DisputedClaim, ...] = ()
    memo: Memo = field(default_factory=dict, repr=False)
    change: "Change | None" = None
    """In what it differs from the case that it was made of, if it was made of one."""

    def __post_init__(self) -> None:
        in_order = tuple(sorted(self.skipped, key=_skip_order)), tuple(sorted(self.disputed, key=_dispute_order))
        vars(self).update(skipped=in_order[0], disputed=in_order[1])

    @cached_property
    def kind(self) -> str:
        return self.subject.partition("/")[0]

    def settle(self) -> None:
        """Let go of what was worked out, but for what grows with the case: it was used, and a case that is kept waits to grow."""
        for work in [work for work in self.memo if work not in GROWS and not isinstance(work, tuple)]:
            del self.memo[work]

    def changed(
        self, ids: Set[str], further: "Iterable[FactInForce]", skipped: tuple[Skipped, ...], disputed: tuple[DisputedClaim, ...]
    ) -> "Case":
        """The case with further facts in place of those with these ids. This one is used up: what was worked out of it goes on there."""
        self.settle()
        known = _by_id(self)
        gone = tuple([known[each] for each in ids if each in known])
        change = Change(gone, tuple(further), claims=(skipped, disputed) != (self.skipped, self.disputed))
        facts, memo = list(self.facts), self.memo
        for fact in change.gone:
            _remove(facts, fact)
            for work, found in list(memo.items()):
                if work not in GROWS:
                    if isinstance(fact.data, work) and fact.modality != "denied":
                        _remove(found, fact)
                elif (drop := GROWS[work].drop) is not None:
                    drop(found, fact)
                else:
                    del memo[work]
        for fact in change.further:
            insort(facts, fact, key=own_order)
            for work, found in memo.items():
                if work in GROWS:
                    GROWS[work].take(found, fact)
                elif isinstance(fact.data, work) and fact.modality != "denied":
                    insort(found, fact, key=own_order)
        return Case(self.subject, tuple(facts), skipped, disputed, memo, change)

    def of(self, *types: type[Fact]) -> list[FactInForce]:
        """The facts of these types that are not denials, in order. The list is shared: copy it to change it."""
        if types not in self.memo:
            self.memo[types] = [fact for fact in self.facts if isinstance(fact.data, types) and fact.modality != "denied"]
        found: list[FactInForce] = self.memo[types]
        return found


def _take(by_id: dict[str, FactInForce], fact: FactInForce) -> None:
    by_id[fact.id] = fact


def _drop(by_id: dict[str, FactInForce], fact: FactInForce) -> None:
    del by_id[fact.id]


@growing(_take, _drop)
def _by_id(case: Case) -> dict[str, FactInForce]:
    return {fact.id: fact for fact in case.facts}


def _remove(facts: list[FactInForce], fact: FactInForce) -> None:
    """From facts in order."""
    place = bisect_left(facts, fact.order, key=own_order)
    assert facts[place] is fact
    del facts[place]


def _skip_order(skipped: Skipped) -> tuple[str, str, str]:
    return skipped.target, skipped.id, skipped.reason


def _dispute_order(disputed: DisputedClaim) -> str:
    return disputed.dispute.id


def own_order(fact: FactInForce) -> tuple[Day, Day, bytes, str]:
    """The place of a fact among those of its subject."""
    return fact.order


def preference_of(fact: FactInForce) -> tuple[int, int, Day, bytes, str]:
    """Greater is preferred."""
    return fact.preference


def preferred(facts: Iterable[FactInForce]) -> FactInForce | None:
    """The fact to be preferred, None of none."""
    return max(facts, key=preference_of, default=None)
