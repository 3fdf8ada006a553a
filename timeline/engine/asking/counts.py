"""How many rows a view has, by stretches of time and by the values of its filters."""

from collections.abc import AsyncIterable, Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import product

from events.edtf import Day, iso
from timeline.engine.asking.asked import EVERY_DAY, bad, refuse_unknown_filters, view_named
from timeline.engine.asking.source import Asked, every
from timeline.engine.asking.sources import Sources
from timeline.engine.knowledge import head_and_cut
from timeline.log.protocol import Log
from timeline.projections.projection import Projection
from timeline.question import Row
from timeline.view_questions import Count, CountsAnswer, CountsQuestion

UNKNOWN = "unknown"
"""The time of a row that has no first possible day."""
Values = tuple[str | None, ...]


def _week(day: Day) -> str:
    year, week, _ = date.fromordinal(day).isocalendar()
    return f"{year:04}-W{week:02}"


BUCKETS: dict[str, Callable[[Day], str]] = {
    "day": lambda day: str(iso(day)),
    "week": _week,
    "month": lambda day: str(iso(day))[:7],
    "year": lambda day: str(iso(day))[:4],
}
"""Stretches of time and how they are written: days and weeks as in ISO 8601."""


class Teller:
    """Counts the rows of views."""

    def __init__(self, log: Log, sources: Sources) -> None:
        self._log = log
        self._sources = sources

    async def counts(self, asked: CountsQuestion) -> CountsAnswer:
        """Raises NotFound for an unknown view, BadRequest for filters, and for what it cannot be counted by."""
        question = asked.question
        view = view_named(question.view)
        refuse_unknown_filters(view, question.filters)
        _refuse_unknown_counts(view, asked.by)
        head, until = await head_and_cut(self._log, question.knowledge)
        if question.on is None and question.during is None and not view.every_day:
            question = replace(question, during=EVERY_DAY)
        settled = Asked(view, question, question.on, until)
        rows = every(await self._sources.of(settled, head), settled)
        return CountsAnswer(asked, head, await counted(view, asked.by, rows))


async def counted(view: Projection, by: tuple[str, ...], rows: AsyncIterable[Row]) -> tuple[Count, ...]:
    """A row counts once for each combination of its values. By nothing at all there is one count, be it of no rows."""
    tally: dict[Values, dict[str, int]] = {} if by else {(): {"sure": 0, "possible": 0}}
    async for row in rows:
        for values in product(*(_values(view, name, row) for name in by)):
            tally.setdefault(values, {"sure": 0, "possible": 0})[row.certainty] += 1
    return tuple(Count(values, **tally[values]) for values in sorted(tally, key=_order))


def _values(view: Projection, name: str, row: Row) -> Iterator[str | None]:
    """The different values of the row, None where it has none, so that no row is left out."""
    if name in BUCKETS:
        first = row.possible.first
        yield UNKNOWN if first is None else BUCKETS[name](first)
    else:
        yield from set(view.filters[name].values(row)) - {None} or {None}


def _order(values: Values) -> list[tuple[bool, str]]:
    return [(value is None, value or "") for value in values]


def _refuse_unknown_counts(view: Projection, by: tuple[str, ...]) -> None:
    for name in by:
        if name not in BUCKETS and name not in view.filters:
            raise bad("by", f"{view.name} cannot be counted by {name!r}; it can by {', '.join((*BUCKETS, *view.filters))}")
    if len(set(by)) < len(by):
        raise bad("by", "name each thing to count by once")
    if len(BUCKETS.keys() & set(by)) > 1:
        raise bad("by", f"count by at most one of {', '.join(BUCKETS)}")
