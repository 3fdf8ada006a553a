"""Tells those who wait that the log has grown. A wake-up carries nothing: what is new is read from the log."""

import asyncio
from collections.abc import Awaitable, Callable

from timeline.errors import StoreUnavailable

POLL_SECONDS = 0.05
"""How long an append of which nobody told us may stay unnoticed."""


class Tail:
    """The end of the log, as those who wait for it see it. `head` gives the newest position."""

    def __init__(self, head: Callable[[], Awaitable[int]], poll_seconds: float = POLL_SECONDS) -> None:
        self.head = head
        self._poll_seconds = poll_seconds
        self._grown = asyncio.Event()
        self._poller: asyncio.Task[None] | None = None
        self._seen = 0
        self._waiting = 0
        self.closed = False

    def wake(self, position: int | None = None) -> None:
        """Let everybody who waits look again. Whoever knows what the head is now spares them a look at the log."""
        self._seen = max(self._seen, position or 0)
        self._grown.set()
        self._grown = asyncio.Event()

    def close(self) -> None:
        """End every wait for good."""
        self.closed = True
        if self._poller is not None:
            self._poller.cancel()
        self.wake()

    async def beyond(self, position: int, seconds: float) -> bool:
        """Wait until the head lies beyond the position; False when it did not within the seconds, or the tail was closed."""
        deadline = asyncio.get_running_loop().time() + seconds
        self._waiting += 1
        if self._poller is None and not self.closed:
            self._poller = asyncio.create_task(self._poll())
        try:
            while not self.closed:
                grown = self._grown
                if self._seen > position or await self.head() > position:
                    return True
                left = deadline - asyncio.get_running_loop().time()
                if left <= 0 or not await _within(grown, left):
                    return False
            return False
        finally:
            self._waiting -= 1

    async def _poll(self) -> None:
        """One look at the log for all, as long as somebody waits."""
        try:
            while self._waiting and not self.closed:
                await asyncio.sleep(self._poll_seconds)
                await self._look()
        finally:
            self._poller = None

    async def _look(self) -> None:
        try:
            position = await self.head()
        except StoreUnavailable:
            return  # those who wait read the log themselves, and are told there
        if position > self._seen:
            self.wake(position)


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
