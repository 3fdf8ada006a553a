"""A stream that is followed through lost connections and restarts, from where it was left, until one has had enough."""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeVar

import httpx2

from timeline.client import problems
from timeline.errors import Busy, StoreUnavailable, TimelineError

LOG = "/v1/events/live"
EVENT_STREAM = "text/event-stream"
POSITION = "timeline-position"
RETRY_SECONDS = 1.0
"""Between two connections, unless the service names another time with `retry`."""
RETRY_SECONDS_MAX = 30.0
JITTER = 0.5
"""Up to this part is added to every pause, so that a crowd does not come back at once."""
SILENCE_SECONDS = 45.0
"""The service says something every 15 seconds; after so long the connection is taken for dead."""
EVENT_BYTES_MAX = 16_777_216
"""A row may be as large as all that is known of its subject."""

T = TypeVar("T")


class Connect(Protocol):
    """Opens the stream after a cursor, or at its beginning where that is None."""

    def __call__(self, cursor: str | None) -> AbstractAsyncContextManager[httpx2.EventSource]: ...


class Lost(Protocol):
    """Is told that there is no connection, why, and in how many seconds the next is tried."""

    def __call__(self, error: TimelineError, seconds: float) -> None: ...


class Following(AsyncIterator[T]):
    """What comes, one by one, for ever: ``async for``. Make it with `Client.follow` or `Client.follow_view`.

    The first connection must succeed, so that a wrong address is told; after that each one that ends is followed by another, and
    only what trying again cannot mend is raised. `cursor` is the place behind all that was handed out: keep it, and pass it as
    `after` of the question to go on from there another day. It is opaque, and None until the service has named a place.
    """

    def __init__(
        self, url: str, connect: Connect, read: Callable[[httpx2.ServerSentEvent], T], begins: str | None, lost: Lost | None
    ) -> None:
        """`connect` itself begins after `begins`; other cursors are given to it."""
        self.cursor = self._begins = begins
        self._url = url
        self._connect = connect
        self._read = read
        self._lost = lost
        self._retry_seconds = RETRY_SECONDS
        self._failures = 0
        self._connected = False
        self._stopped = False
        self._waiting: asyncio.Timeout | None = None
        self._source = self._followed()

    async def __anext__(self) -> T:
        """Raises TimelineError for what trying again cannot mend."""
        if not self._stopped:
            try:
                async with asyncio.timeout(None) as self._waiting:
                    return await anext(self._source)
            except TimeoutError:
                pass  # it was told to stop
            finally:
                self._waiting = None
        await self._source.aclose()
        raise StopAsyncIteration

    def stop(self) -> None:
        """End it: whoever waits for the next is told that there is none. From any task of the loop."""
        self._stopped = True
        if self._waiting is not None:
            self._waiting.reschedule(asyncio.get_running_loop().time())

    async def aclose(self) -> None:
        """End it and let go of the connection; not while another task waits for the next."""
        self.stop()
        await self._source.aclose()

    async def _followed(self) -> AsyncGenerator[T, None]:
        while True:
            error: TimelineError = StoreUnavailable(f"{self._url} ended the stream")
            try:
                async with self._connect(None if self.cursor == self._begins else self.cursor) as source:
                    await self._accept(source.response)
                    async for sse in source:
                        self._take_note(sse)
                        if sse.data:
                            yield self._read(sse)
            except httpx2.HTTPError as failure:
                error = problems.silent(self._url, failure)
            except TimelineError as failure:
                error = failure
            if not self._connected or not isinstance(error, Busy | StoreUnavailable):
                raise error
            await self._pause(error)

    async def _accept(self, response: httpx2.Response) -> None:
        """Raises what the service refuses with."""
        if not (response.is_success and response.headers.get("content-type", "").startswith(EVENT_STREAM)):
            await response.aread()
            raise problems.told(self._url, response)
        self._connected = True
        if self.cursor is None and response.request.url.path == LOG:
            self.cursor = response.headers.get(POSITION)  # without a cursor it begins at the head, whose position is told at once

    def _take_note(self, sse: httpx2.ServerSentEvent) -> None:
        """Before it is handed out, so that whoever has it reads the cursor behind it."""
        self.cursor = sse.id or self.cursor
        self._failures = 0
        if sse.retry is not None:
            self._retry_seconds = sse.retry / 1_000

    async def _pause(self, error: TimelineError) -> None:
        """Twice as long after every failure in a row, and never shorter than the service asks for."""
        seconds = min(self._retry_seconds * 2**self._failures, max(RETRY_SECONDS_MAX, self._retry_seconds))
        seconds = max(seconds, float(error.extra.get("retry_after", 0))) * (1 + JITTER * random.random())  # noqa: S311  no secret
        self._failures += 1
        if self._lost is not None:
            self._lost(error, seconds)
        await asyncio.sleep(seconds)
