"""The facts of an exercise of which a data set gives start and end."""

from collections.abc import Iterator
from typing import NamedTuple

from events import edtf
from timeline.importers.dates import reversed_ends, span
from timeline.importers.item import Doubt, Event, Found, Item

SPAN_DAYS = 300
"""The longest exercises take half a year; one of more than this has a mistyped year."""


class Columns(NamedTuple):
    """The columns that doubts about the dates name."""

    start: str
    end: str


def facts(line: int, event: Event, start: str | None, end: str | None, columns: Columns) -> Iterator[Item]:
    """The event once as `exercise.held`, or as start and end apart where only one is known or EDTF refuses the two together.

    `event` lacks `type` and `valid`; its `id` gets the last part of the type behind it.
    """
    if start and end and not reversed_ends(start, end):
        if _sure_days(start, end) > SPAN_DAYS:
            yield Doubt(line, columns.end, f"ends ({end}) more than {SPAN_DAYS} days after it starts ({start}); read as it stands")
        yield Found(line, _typed(event, "held", span(start, end)), {"/valid": columns.start})
        return
    if start and end:
        yield Doubt(line, columns.end, f"ends ({end}) before it starts ({start}); kept as two facts that contradict one another")
    if start:
        yield Found(line, _typed(event, "started", start), {"/valid": columns.start})
    if end:
        yield Found(line, _typed(event, "concluded", end), {"/valid": columns.end})
    if not start and not end:
        yield Doubt(line, columns.start, "neither start nor end can be read", refused=True)


def _typed(event: Event, step: str, valid: str) -> Event:
    return {**event, "id": f"{event['id']}:{step}", "type": f"exercise.{step}", "valid": valid}


def _sure_days(start: str, end: str) -> int:
    """The days between the two at least."""
    last_start, first_end = edtf.parse(start).latest, edtf.parse(end).earliest
    return first_end - last_start if first_end is not None and last_start is not None else 0
