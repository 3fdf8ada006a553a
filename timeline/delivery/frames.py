"""The log as frames of server-sent events: read and encoded once for all who ask the same and stand at the same place.

There is no buffer for a reader. A chunk says which events come after a position; whoever stands there takes it, sends it, and stands
further on. Those who keep up stand at the same place, and so do those who caught up: what is new is read once for all of them. Who lags
behind what is kept here has the log read again, a page at a time.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import NamedTuple
from weakref import WeakValueDictionary

import orjson

from timeline.cloudevents import wrap
from timeline.delivery.tail import Tail
from timeline.delivery.turns import Turns
from timeline.errors import TimelineError
from timeline.question import EventsPage, EventsQuestion
from timeline.record import Recorded

PAGE_EVENTS = 128
"""Read at once: with events as large as they may be 8 MiB, and all readers together read READS_MAX pages at a time."""
READS_MAX = 4
CHUNK_BYTES = 32_768
"""Sent at once, more only where one event is larger: what a reader who reads nothing costs beside the buffer of its connection."""
KEPT_BYTES_MAX = 16_777_216
ENTRY_BYTES = 300
"""What keeping a chunk costs beside its frames."""

Pages = Callable[[EventsQuestion], Awaitable[EventsPage]]


class Chunk(NamedTuple):
    """Frames of the events that match after a position and up to `until`; none where nothing matched, or nothing came."""

    body: bytes
    until: int


Encode = Callable[[Recorded], bytes]
"""An event as the data of a frame, which has no line breaks."""


def as_cloudevent(event: Recorded) -> bytes:
    return orjson.dumps(wrap(event))


def frame(event: Recorded, encode: Encode = Recorded.served) -> bytes:
    """One event: its id the position, its name the type."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.position, event.type.encode(), encode(event))


class Channel:
    """All who ask the same question, and for the same data. Make it with `Frames.channel`."""

    def __init__(self, frames: "Frames", question: EventsQuestion, encode: Encode) -> None:
        self._frames = frames
        self.question = question
        self.encode = encode

    def after(self, position: int) -> asyncio.Future[Chunk]:
        """The next chunk after the position, once there is one, or an empty one for every `step_seconds` without news.

        It comes when it is the reader's turn. Raises what reading the log raises.
        """
        return self._frames.take(self, position)


class Frames:
    """What is read for all channels, and the newest of it."""

    def __init__(self, pages: Pages, tail: Tail, turns: Turns, step_seconds: float) -> None:
        self._pages = pages
        self._tail = tail
        self._turns = turns
        self._step_seconds = step_seconds
        self._channels: WeakValueDictionary[tuple[EventsQuestion, Encode], Channel] = WeakValueDictionary()
        self._kept: OrderedDict[tuple[Channel, int], Chunk] = OrderedDict()
        self._kept_bytes = 0
        self._waiting: dict[tuple[Channel, int], list[asyncio.Future[Chunk]]] = {}
        self._reading: set[asyncio.Task[None]] = set()
        self._at_once = asyncio.Semaphore(READS_MAX)

    @property
    def ended(self) -> bool:
        """Whether no more will come."""
        return self._tail.closed

    def channel(self, question: EventsQuestion, encode: Encode = Recorded.served) -> Channel:
        """The channel of a question, whose `after` and `limit` do not count; it lasts as long as somebody holds it."""
        question = replace(question, after=None, limit=PAGE_EVENTS, descending=False)
        channel = self._channels.get((question, encode))
        if channel is None:
            channel = self._channels[question, encode] = Channel(self, question, encode)
        return channel

    def take(self, channel: Channel, position: int) -> asyncio.Future[Chunk]:
        """See `Channel.after`."""
        turn: asyncio.Future[Chunk] = asyncio.get_running_loop().create_future()
        place = channel, position
        chunk = self._kept.get(place)
        if chunk is not None:
            self._kept.move_to_end(place)
            self._turns.give(turn, chunk)
        elif place in self._waiting:
            self._waiting[place].append(turn)
        else:
            self._waiting[place] = [turn]
            task = asyncio.create_task(self._read(channel, position))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)
        return turn

    async def _read(self, channel: Channel, position: int) -> None:
        """Wait for news and read it, once for all who stand there."""
        found: Chunk | TimelineError = Chunk(b"", position)
        try:
            if await self._tail.beyond(position, self._step_seconds):
                async with self._at_once:
                    began = time.perf_counter()
                    found = await self._next(channel, position)
                    self._give((channel, position), found)
                    await self._turns.rest(began)
        except TimelineError as error:
            found = error
        finally:
            self._give((channel, position), found)

    def _give(self, place: tuple[Channel, int], found: Chunk | TimelineError) -> None:
        for turn in self._waiting.pop(place, ()):
            self._turns.give(turn, found)

    async def _next(self, channel: Channel, position: int) -> Chunk:
        """A page, cut into chunks of which all are kept: how an event stands may change, so what was asked by that is not."""
        page = await self._pages(replace(channel.question, after=position))
        until = max(position, page.position) if page.next is None else page.events[-1].position
        first, *others = _chunks(page.events, until, channel.encode)
        if channel.question.standing is None:
            for chunk in (first, *others):
                self._keep((channel, position), chunk)
                position = chunk.until
        return first

    def _keep(self, place: tuple[Channel, int], chunk: Chunk) -> None:
        if chunk.until > place[1] and place not in self._kept:
            self._kept[place] = chunk
            self._kept_bytes += len(chunk.body) + ENTRY_BYTES
        while self._kept_bytes > KEPT_BYTES_MAX:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= len(oldest.body) + ENTRY_BYTES


def _chunks(events: Iterable[Recorded], until: int, encode: Encode) -> list[Chunk]:
    """At least one, the last of which reaches as far as was looked."""
    found: list[Chunk] = []
    frames: list[bytes] = []
    size = last = 0
    for event in events:
        made = frame(event, encode)
        if frames and size + len(made) > CHUNK_BYTES:
            found.append(Chunk(b"".join(frames), last))
            frames, size = [], 0
        frames.append(made)
        size, last = size + len(made), event.position
    return [*found, Chunk(b"".join(frames), until)]
