"""Many subscribers in one process: each is a connection that takes what comes and keeps no more than it is asked to."""

import asyncio
import time
from collections.abc import Callable
from typing import cast

CONNECTING_AT_ONCE = 100


class Subscriber(asyncio.Protocol):
    """Tells `arrived` whenever a frame ends, which here is also the end of what was received."""

    def __init__(self, request: bytes, arrived: Callable[[], None]) -> None:
        self._request = request
        self._arrived = arrived
        self.transport: asyncio.Transport
        self.answered = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # that of uvloop is none by descent
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self.answered.done():
            if not data.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(data[:500].decode(errors="replace"))
            self.answered.set_result(None)
        if data.endswith(b"\n\n\r\n"):
            self._arrived()


class Crowd:
    """Subscribers of one address, and when the last of them was told."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []
        self._told = 0
        self._all_told = asyncio.Event()
        self.last = 0.0

    async def gather(self, port: int, path: str, count: int) -> None:
        """Connect so many, and wait until all are answered."""
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n\r\n".encode()
        loop = asyncio.get_running_loop()
        for begin in range(0, count, CONNECTING_AT_ONCE):
            made = [
                loop.create_connection(lambda: Subscriber(request, self._one_told), "127.0.0.1", port)
                for _ in range(min(CONNECTING_AT_ONCE, count - begin))
            ]
            found = [subscriber for _, subscriber in await asyncio.gather(*made)]
            await asyncio.gather(*(subscriber.answered for subscriber in found))
            self._subscribers += found

    def _one_told(self) -> None:
        self._told += 1
        if self._told == len(self._subscribers):
            self.last = time.perf_counter()
            self._all_told.set()

    def expect(self) -> None:
        """Begin to count anew."""
        self._told = 0
        self._all_told.clear()

    async def all_told(self, seconds: float) -> float:
        """When the last was told, on the clock of `time.perf_counter`. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            await self._all_told.wait()
        return self.last

    def part(self) -> None:
        for subscriber in self._subscribers:
            subscriber.transport.abort()
