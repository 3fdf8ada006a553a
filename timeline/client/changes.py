"""What a view tells those who follow it."""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import httpx2
import orjson

from timeline.errors import Unreadable

Document = dict[str, Any]
RowEvent = Literal["row.added", "row.changed", "row.removed"]
ROW_EVENTS: dict[str, RowEvent] = {"row.added": "row.added", "row.changed": "row.changed", "row.removed": "row.removed"}


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that came, changed or went. `because` holds the ids of the events that did it, or says that a day passed.

    Before an added row and after a removed one there is None. `cursor` is the place behind the change, to be passed as `after`.
    """

    event: RowEvent
    key: str
    before: Document | None
    after: Document | None
    because: tuple[str, ...] | Literal["clock"]
    cursor: str

    def as_json(self) -> Document:
        because = self.because if self.because == "clock" else list(self.because)
        return {"event": self.event, "key": self.key, "before": self.before, "after": self.after, "because": because, "cursor": self.cursor}


@dataclass(frozen=True, slots=True)
class ViewNotice:
    """What is said of the view as a whole: ``view.reset`` (forget every row, a snapshot follows), ``view.snapshot`` (it is complete)."""

    event: str
    data: Document
    cursor: str

    def as_json(self) -> Document:
        return {"event": self.event, "data": self.data, "cursor": self.cursor}


ViewEvent: TypeAlias = RowChange | ViewNotice


def view_event(sse: httpx2.ServerSentEvent) -> ViewEvent:
    """Raises Unreadable for what is no event of a view."""
    data = document(sse)
    try:
        return change(sse.event, data, sse.id)
    except (KeyError, TypeError):
        raise _strange(sse) from None


def change(event: str, data: Document, cursor: str) -> ViewEvent:
    """What an event of a view says. Raises KeyError and TypeError where it says something else."""
    kind = ROW_EVENTS.get(event)
    if kind is None:
        return ViewNotice(event, data, cursor)
    because = data["because"] if data["because"] == "clock" else tuple(data["because"])
    return RowChange(kind, data["key"], data["before"], data["after"], because, cursor)


def document(sse: httpx2.ServerSentEvent) -> Document:
    """The data of an event as JSON. Raises Unreadable where it is no object."""
    try:
        data = orjson.loads(sse.data)
    except orjson.JSONDecodeError:
        data = None
    if not isinstance(data, dict):
        raise _strange(sse)
    return data


def _strange(sse: httpx2.ServerSentEvent) -> Unreadable:
    return Unreadable(f"what is followed sent an event {sse.event[:80]!r} that this client cannot read; check the address")
