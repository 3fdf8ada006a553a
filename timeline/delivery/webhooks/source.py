"""What webhooks ask of something that changes. The log is one such thing; the views are another as soon as they implement this."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from timeline.delivery.webhooks.model import Format, Topic

JSON = "application/json"
CLOUDEVENT = "application/cloudevents+json"
MEDIA_TYPES: dict[Format, str] = {"event": JSON, "cloudevents": CLOUDEVENT}


class Change(NamedTuple):
    """Something that happened. `cursor` lies right behind it and tells it from every other change of its source.

    `body` gives it in a format: as ``{"type", "timestamp", "data"}`` (Standard Webhooks, "Payload structure"), or as a CloudEvent.
    """

    cursor: str
    type: str
    body: Callable[[Format], bytes]


class Page(NamedTuple):
    """Changes in the order in which they happened; all up to `cursor` has been looked at."""

    changes: list[Change]
    cursor: str


class Source(Protocol):
    """Changes in an order of their own, to be read again from any cursor, after a restart and by another process too.

    Cursors are opaque texts, at most 1,000 characters long.
    """

    async def begin(self, topic: Topic) -> str:
        """The cursor behind all that has happened. Raises Unreadable, with pointers into the subscription, for what it cannot tell."""

    async def after(self, topic: Topic, cursor: str, limit: int) -> Page:
        """The next changes behind the cursor, no more than `limit`."""

    async def at(self, topic: Topic, cursor: str) -> Change | None:
        """The change that this cursor lies right behind, though the topic be another by now; None if it cannot be told any more."""

    async def news(self, topic: Topic, cursor: str) -> None:
        """Wait until something may have happened behind the cursor."""
