"""The facts of an exercise of which a data set gives start and end."""

from collections.abc import Iterator
from typing import NamedTuple

from timeline.importers.dates import reversed_ends, span
from timeline.importers.item import Doubt, Event, Found, Item


class Columns(NamedTuple):
    """The columns that doubts about the dates name."""

    start: str
    end: str


def facts(line: int, event: Event, start: str | None, end: str | None, columns: Columns) -> Iterator[Item]:
    """The event once as `exercise.held`, or as start and end apart where only one is known or EDTF refuses the two together.

    `event` lacks `type` and `valid`; its `id` gets the last part of the type behind it.
    """
    if start and end and not reversed_ends(start, end):
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
