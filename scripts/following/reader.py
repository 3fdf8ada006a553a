"""One reader of the log who checks as he reads: every event that he asked for, once, in order, through every lost connection."""

import asyncio
import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

FRAME = re.compile(rb"id: (\d+)\nevent: ([a-z_.]+)\ndata: \{[^\n]*\}\n\n")
END = b"\n\n"
CONNECT_SECONDS = 20.0
TYPES = (b"exercise.reported_ongoing", b"exercise.started", b"exercise.concluded", b"exercise.held")
"""The event at position n is of the type TYPES[n % 4], as the one who appends takes care."""


class Asking(NamedTuple):
    """What a reader asks, and which positions answer it."""

    query: str
    wanted: Callable[[int], bool]


ASKING = (
    Asking("", lambda position: True),  # noqa: ARG005
    Asking("&type=exercise.started", lambda position: position % 4 == 1),
    Asking("&type=exercise.concluded&type=exercise.held", lambda position: position % 4 >= 2),
    Asking("", lambda position: True),  # noqa: ARG005
)


class Wrong(Exception):
    """A reader was told something that he should not have been told, or not been told something."""


class Reader(asyncio.Protocol):
    """`reads` is False for one who never takes what comes, until the end."""

    def __init__(self, port: int, asking: Asking, *, reads: bool) -> None:
        self._port = port
        self._asking = asking
        self._transport: asyncio.Transport | None = None
        self._ended = asyncio.Event()
        self._rest = b""
        self._answered = False
        self.reads = reads
        self.position = 0
        self.told = 0
        self.connections = 0
        self.refused = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._rest, self._answered = b"", False
        resume = f"Last-Event-ID: {self.position}\r\n" if self.position else ""
        host = f"Host: 127.0.0.1:{self._port}\r\n{resume}"
        self._transport.write(f"GET /v1/events/live?after=0{self._asking.query} HTTP/1.1\r\n{host}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        if not self._answered:
            if not data.startswith(b"HTTP/1.1 200"):
                self.refused += 1
                self.leave()
                return
            self._answered = True
            self.connections += 1
        if not self.reads and self._transport is not None:
            self._transport.pause_reading()
            return  # what has come is dropped: he asks for it again
        self._read(self._rest + data)

    def _read(self, data: bytes) -> None:
        whole, end, self._rest = data.rpartition(END)
        for found in FRAME.finditer(whole + end):
            position = int(found[1])
            if found[2] != TYPES[position % 4] or not self._asking.wanted(position):
                raise Wrong(f"asked{self._asking.query or ' for all'}, told {found[0][:80]!r}")
            if position != self._next():
                raise Wrong(f"after {self.position} came {position}, asked{self._asking.query or ' for all'}")
            self.position = position
            self.told += 1

    def _next(self) -> int:
        return next(position for position in range(self.position + 1, self.position + 6) if self._asking.wanted(position))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._transport = None
        self._ended.set()

    def leave(self) -> None:
        """Break the connection off; `follow` makes another."""
        if self._transport is not None:
            self._transport.abort()

    def done(self, last: int) -> bool:
        """Whether all was told up to the position."""
        return self._next() > last

    async def follow(self) -> None:
        """For ever, as a client that honours `retry` roughly does."""
        loop = asyncio.get_running_loop()
        while True:
            self._ended.clear()
            try:
                async with asyncio.timeout(CONNECT_SECONDS):
                    await loop.create_connection(lambda: self, "127.0.0.1", self._port)
                await self._ended.wait()
            except (OSError, TimeoutError):
                pass
            await asyncio.sleep(random.uniform(0.2, 1.0))


async def restless(readers: Sequence[Reader]) -> None:
    """Each leaves about once in five seconds, wherever he is."""
    while True:
        await asyncio.sleep(0.1)
        for reader in random.sample(readers, max(1, len(readers) // 50)):
            reader.leave()
