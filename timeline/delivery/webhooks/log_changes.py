"""The log as a source of webhooks: its events, each a change, its position the cursor."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from heapq import merge
from operator import attrgetter
from typing import NamedTuple

import orjson

from timeline import clock
from timeline.cloudevents import wrap
from timeline.delivery.tail import Tail
from timeline.delivery.webhooks.model import Format, Topic
from timeline.delivery.webhooks.source import Change, Page
from timeline.question import LIMIT_MAX, EventsPage, EventsQuestion, Knowledge
from timeline.record import Recorded

LOOK_SECONDS = 60.0
PAUSE_SECONDS = 0.05
"""After news, so that what is appended one by one is read together."""
Pages = Callable[[EventsQuestion], Awaitable[EventsPage]]


class _Newest(NamedTuple):
    """All events from behind a position up to the newest that was seen: read once for all webhooks that are up to date."""

    after: int
    by_type: Mapping[str, Sequence[Recorded]]

    def of(self, topic: Topic) -> list[Recorded]:
        """Those that the topic asks for, in order of position."""
        return list(merge(*(events for name, events in self.by_type.items() if _is_of(topic, name)), key=attrgetter("position")))


class LogChanges:
    """Events of the types subscribed to, in order of position."""

    def __init__(self, pages: Pages, tail: Tail) -> None:
        self._pages = pages
        self._tail = tail
        self._seen = 0
        self._newest = _Newest(0, {})
        self._looking = asyncio.Lock()

    async def begin(self, topic: Topic) -> str:  # noqa: ARG002  every topic begins at the head
        return str(await self._tail.head())

    async def after(self, topic: Topic, cursor: str, limit: int) -> Page:
        """Where the page is the last, all is looked at up to the head that was read before it."""
        position = int(cursor)
        if self._newest.after <= position < self._seen:
            found = [event for event in self._newest.of(topic) if event.position > position]
            return Page([_change(event) for event in found[:limit]], str(self._seen if len(found) <= limit else found[limit - 1].position))
        head = await self._tail.head()
        page = await self._pages(EventsQuestion(after=position, limit=limit, types=topic.types))
        until = max(position, head) if page.next is None else page.next
        last = max(until, page.events[-1].position) if page.events else until
        return Page([_change(event) for event in page.events], str(last))

    async def at(self, topic: Topic, cursor: str) -> Change | None:  # noqa: ARG002  a position is an event whatever is asked for
        page = await self._pages(EventsQuestion(after=int(cursor) - 1, limit=1))
        return _change(page.events[0]) if page.events else None

    async def news(self, topic: Topic, cursor: str) -> None:  # noqa: ARG002  any append may be news
        """One looks and reads for all who wait, so that an append costs as much however many webhooks there are."""
        position = int(cursor)
        while self._seen <= position:
            async with self._looking:
                if self._seen <= position:
                    await self._look(position)

    async def _look(self, position: int) -> None:
        if self._tail.closed:
            await asyncio.Event().wait()  # the service is ending, and so is whoever waits
        if await self._tail.beyond(position, LOOK_SECONDS):
            await asyncio.sleep(PAUSE_SECONDS)
            head = await self._tail.head()
            page = await self._pages(EventsQuestion(after=position, limit=LIMIT_MAX, knowledge=Knowledge(at_position=head)))
            self._newest = _Newest(position, _by_type(page.events)) if page.next is None else _Newest(head, {})
            self._seen = head


def _by_type(events: Sequence[Recorded]) -> dict[str, list[Recorded]]:
    found: dict[str, list[Recorded]] = {}
    for event in events:
        found.setdefault(event.type, []).append(event)
    return found


def _is_of(topic: Topic, name: str) -> bool:
    return not topic.types or any(name.startswith(one[:-1]) if one.endswith(".*") else name == one for one in topic.types)


def _change(event: Recorded) -> Change:
    return Change(str(event.position), event.type, partial(_body, event))


def _body(event: Recorded, wanted: Format) -> bytes:
    if wanted == "cloudevents":
        return orjson.dumps(wrap(event))
    return orjson.dumps({"type": event.type, "timestamp": clock.write(event.recorded_at), "data": orjson.Fragment(event.served())})
