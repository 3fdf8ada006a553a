"""Reports of one end of a span, resolved: what they allow together, and who of them cannot be right at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from events.edtf import Bound, Day, Range
from timeline.projections.fact_in_force import FactInForce

FIRST_DAY: Day = 0
LAST_DAY: Day = 4_000_000
"""Sentinels outside the calendar that stand for no bound while comparing."""


class Weight(IntEnum):
    """How much a report can do: only a firm one makes days sure, only a soft one limits nothing that others say."""

    SOFT = 1
    """Assessed or alleged."""
    QUALIFIED = 2
    """Actual, with a date that its author marked as uncertain."""
    FIRM = 3
    """Actual."""


class Said(NamedTuple):
    """One end of a span as one fact gives it: some day from first to last (sentinels for no bound)."""

    first: Day
    last: Day
    weight: Weight
    fact: FactInForce


def said(fact: FactInForce, span: Range) -> Said:
    """What a fact that is no plan says of an end."""
    if fact.modality == "actual":
        weight = Weight.QUALIFIED if span.qualified else Weight.FIRM
    else:
        weight = Weight.SOFT
    return Said(low(span.first), high(span.last), weight, fact)


def low(day: Bound) -> Day:
    return FIRST_DAY if day is None else day


def high(day: Bound) -> Day:
    return LAST_DAY if day is None else day


def unbounded(day: Day) -> Bound:
    """The day, None for a sentinel."""
    return None if day <= FIRST_DAY or day >= LAST_DAY else day


@dataclass(frozen=True, slots=True)
class Resolved:
    """The days that an end can have, the facts that give them, and the facts that conflict over it."""

    first: Day
    last: Day
    by: tuple[FactInForce, ...]
    conflict: tuple[FactInForce, ...] = ()


def resolve(reports: Sequence[Said]) -> Resolved | None:
    """Reports of one thing: a range that contains another's is left out; the rest intersect if they share a day, else their hull counts."""
    if not reports:
        return None
    ranges = {(one.first, one.last) for one in reports}
    kept = [one for one in reports if len(ranges) == 1 or not _contains(one, ranges)]
    first, last = max(one.first for one in kept), min(one.last for one in kept)
    by = tuple([one.fact for one in kept])
    if first <= last:
        return Resolved(first, last, by)
    clash = tuple(one.fact for one in reports if any(one.last < first or last < one.first for first, last in ranges))
    return Resolved(min(one.first for one in kept), max(one.last for one in kept), by, clash)


def _contains(one: Said, ranges: Iterable[tuple[Day, Day]]) -> bool:
    """Whether another of the ranges lies inside this one."""
    least, most = one.first, one.last
    return any(least <= first and last <= most and (first, last) != (least, most) for first, last in ranges)


def of_weight(reports: Iterable[Said], least: Weight) -> list[Said]:
    return [one for one in reports if one.weight >= least]
