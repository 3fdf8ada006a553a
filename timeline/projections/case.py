"""What a fold is given: the facts in force of one subject, as one chooses to know them."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from events.edtf import Bound
from events.fact import Fact
from timeline.projections.fact_in_force import Dispute, FactInForce, own_order
from timeline.projections.memo import Memo, once

T = TypeVar("T")


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

    def release(self) -> None:
        """Let go of all that was worked out, of the facts too: they remember what refers to them, and such circles would be freed late."""
        self.memo.clear()
        for fact in self.facts:
            fact.memo.clear()

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
