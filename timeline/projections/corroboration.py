"""Which facts bear each other out: those of one type and subject whose days and values meet."""

from collections.abc import Sequence
from typing import Any

from events.fact import Fact
from events.figure import Figure
from timeline.projections.bound import high, low
from timeline.projections.case import FactInForce

WORDING = frozenset({"name", "reason", "phrase", "outcome", "role", "series", "named_after", "says", "condition"})
"""Fields that say the same in other words: they neither join facts nor part them."""


def corroborating(fact: FactInForce, facts: Sequence[FactInForce]) -> list[FactInForce]:
    """The other facts that corroborate this one."""
    return [other for other in facts if other is not fact and other.type == fact.type and meets(fact, other)]


def meets(one: FactInForce, other: FactInForce) -> bool:
    """Whether two facts of one type can be about the same thing at the same time. A denial meets nothing, a plan only plans."""
    if "denied" in {one.modality, other.modality} or (one.modality == "planned") != (other.modality == "planned"):
        return False
    return days_meet(one, other) and _values_meet(one.data, other.data)


def days_meet(one: FactInForce, other: FactInForce) -> bool:
    return low(one.time.earliest) <= high(other.time.latest) and low(other.time.earliest) <= high(one.time.latest)


def _values_meet(one: Fact, other: Fact) -> bool:
    return all(_meet(getattr(one, name), getattr(other, name)) for name in type(one).model_fields if name not in WORDING)


def _meet(a: Any, b: Any) -> bool:
    """Single values must be equal where both are given, figures share a number; lists are united, so they never part facts."""
    if a is None or b is None or isinstance(a, tuple):
        return True
    if isinstance(a, Figure):
        return a.unit == b.unit and a.scope == b.scope and a.reals().meets(b.reals())
    return bool(a == b)


def origins(fact: FactInForce, facts: Sequence[FactInForce]) -> frozenset[str]:
    """The independent chains that the fact rests on, those of corroborating facts counted."""
    return fact.origins.union(*(other.origins for other in corroborating(fact, facts)))
