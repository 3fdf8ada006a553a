"""Every event that an importer finds goes through intake before it is sent, so that nothing bypasses validation."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import orjson

from timeline.errors import TimelineError
from timeline.importers.item import Doubt, Found, Item, Passed
from timeline.intake import Limits, read_json


class Ready(NamedTuple):
    """An event that intake reads, as the bytes to send."""

    line: int
    body: bytes


def checked(items: Iterable[Item], limits: Limits = Limits()) -> Iterator[Ready | Doubt | Passed]:
    """The items with the events read; one that cannot be is a refusal that names the column it came from, else the field."""
    for item in items:
        if isinstance(item, Found):
            yield from _read(item, limits)
        else:
            yield item


def _read(found: Found, limits: Limits) -> Iterator[Ready | Doubt]:
    try:
        body = found.event if isinstance(found.event, bytes) else orjson.dumps(found.event)
    except TypeError as error:
        yield Doubt(found.line, "", f"cannot be written as JSON: {error}", refused=True)
        return
    try:
        read_json(body, limits)
    except TimelineError as error:
        for pointer, detail in [(fault.pointer or "", fault.detail) for fault in error.faults] or [("", error.detail)]:
            yield Doubt(found.line, column(pointer, found.columns), detail, refused=True)
        return
    yield Ready(found.line, body)


def column(pointer: str, columns: Mapping[str, str]) -> str:
    """The column behind the nearest part of the event, else the pointer itself."""
    at = pointer
    while at:
        if at in columns:
            return columns[at]
        at = at.rpartition("/")[0]
    return pointer
