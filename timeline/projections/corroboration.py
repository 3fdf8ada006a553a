"""Which facts bear each other out: those of one type and subject whose days and values meet."""

from collections.abc import Iterable, Iterator
from typing import Any

from events.edtf import Day
from events.figure import Figure
from timeline.projections.bound import high, low
from timeline.projections.day_index import DayIndex
from timeline.projections.fact_in_force import FactInForce

WORDING = frozenset({"name", "reason", "phrase", "outcome", "role", "series", "named_after", "says", "condition"})
"""Fields that say the same in other words: they neither join facts nor part them."""


class Corroboration:
    """The facts of one case by type, the chains that they rest on and their days, so that only those near one another are compared."""

    def __init__(self, facts: Iterable[FactInForce]) -> None:
        by_type: dict[str, dict[frozenset[str], list[FactInForce]]] = {}
        for fact in facts:
            by_type.setdefault(fact.type, {}).setdefault(fact.origins, []).append(fact)
        self._by_type = {
            name: {origins: DayIndex(told, _days) for origins, told in by_origins.items()} for name, by_origins in by_type.items()
        }

    def add(self, fact: FactInForce) -> None:
        by_origins = self._by_type.setdefault(fact.type, {})
        if fact.origins in by_origins:
            by_origins[fact.origins].add(fact)
        else:
            by_origins[fact.origins] = DayIndex([fact], _days)

    def remove(self, fact: FactInForce) -> None:
        self._by_type[fact.type][fact.origins].remove(fact)

    def rests_on_one_chain(self, fact: FactInForce) -> bool:
        """Whether neither a claim nor a fact that meets this one comes from another chain."""
        return len(fact.origins) == 1 and not any(meets(fact, other) for other in self.near(fact))

    def near(self, fact: FactInForce) -> Iterator[FactInForce]:
        """The facts of its type and other chains that share a day with it."""
        for origins, facts in self._by_type.get(fact.type, {}).items():
            if origins != fact.origins:
                yield from facts.meeting(*_days(fact))


def _days(fact: FactInForce) -> tuple[Day, Day]:
    return low(fact.time.earliest), high(fact.time.latest)


def meets(one: FactInForce, other: FactInForce) -> bool:
    """Whether two facts of one type can be about the same thing at the same time. A denial meets nothing, a plan only plans."""
    if "denied" in {one.modality, other.modality} or (one.modality == "planned") != (other.modality == "planned"):
        return False
    return days_meet(one, other) and all(_meet(value, other.says[name]) for name, value in one.says.items() if name not in WORDING)


def days_meet(one: FactInForce, other: FactInForce) -> bool:
    return low(one.time.earliest) <= high(other.time.latest) and low(other.time.earliest) <= high(one.time.latest)


def _meet(a: Any, b: Any) -> bool:
    """Single values must be equal where both are given, figures share a number; lists are united, so they never part facts."""
    if a is None or b is None or isinstance(a, tuple):
        return True
    if isinstance(a, Figure):
        return a.unit == b.unit and a.scope == b.scope and a.reals().meets(b.reals())
    return bool(a == b)
