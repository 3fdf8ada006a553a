"""How far streams of views may go: one look at the log, the kept rows and the clock for all of them."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from timeline.clock import Clock, day_of
from timeline.delivery.tail import Tail
from timeline.engine.following.followed import Reach
from timeline.errors import StoreUnavailable

LOOK_SECONDS = 0.25
"""How long a new day may stay unnoticed, and rows that somebody else keeps."""
PATIENCE_SECONDS = 0.25
"""Kept rows wait for a pause in the appends, but not for longer than this while somebody follows them."""
SETTLED_MICROSECONDS = 2_000_000
"""A day begins so long after midnight: what was recorded just before it is on disk by then, and told under the day before."""
_log = logging.getLogger(__name__)


class Followable(Protocol):
    """The part of the service that is asked here."""

    clock: Clock

    async def reach(self) -> tuple[int, int | None, tuple[int, ...]]: ...

    async def kept_rows_came(self, position: int, *, patience_seconds: float, seconds: float) -> bool: ...


async def seen(service: Followable) -> Reach:
    """How far streams may go now."""
    return Reach(*await service.reach(), day_of(service.clock() - SETTLED_MICROSECONDS))


class Horizon:
    """The reach, looked at anew for as long as somebody watches."""

    def __init__(self, service: Followable, tail: Tail) -> None:
        self._service = service
        self._tail = tail
        self._moved = asyncio.Event()
        self._watching = 0
        self._watcher: asyncio.Task[None] | None = None
        self._reach: Reach | None = None

    async def reach(self) -> Reach:
        """How far it is now. Raises StoreUnavailable while it was never seen."""
        return await self._look() if self._reach is None else self._reach

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Held by everybody who wants to be told when it moves."""
        self._watching += 1
        if self._watcher is None:
            self._watcher = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            self._watching -= 1

    async def beyond(self, reach: Reach, seconds: float) -> None:
        """Wait until it is another one, or the seconds are over, or the tail is closed."""
        moved = self._moved
        if self._tail.closed or self._reach != reach or seconds <= 0:
            return
        try:
            async with asyncio.timeout(seconds):
                await moved.wait()
        except TimeoutError:
            return

    async def close(self) -> None:
        """Wait until nobody looks any more, which the end of the tail brings about."""
        if self._watcher is not None:
            await asyncio.gather(self._watcher, return_exceptions=True)

    async def _watch(self) -> None:
        try:
            while self._watching and not self._tail.closed:
                try:
                    await self._wait(await self._look())
                except StoreUnavailable:
                    await asyncio.sleep(LOOK_SECONDS)  # those who follow read the store themselves, and are told there
                except Exception:  # noqa: BLE001  whatever fails, those who follow must not wait for ever
                    _log.exception("looking for news of views failed; trying again")
                    await asyncio.sleep(LOOK_SECONDS)
        finally:
            self._watcher = self._reach = None
            self._tell()

    async def _wait(self, reach: Reach) -> None:
        """Until there may be something new: rows that come after the log, further events, another day."""
        if reach.kept is not None and reach.kept < reach.head:
            await self._service.kept_rows_came(reach.head, patience_seconds=PATIENCE_SECONDS, seconds=LOOK_SECONDS)
        else:
            await self._tail.beyond(reach.head, LOOK_SECONDS)

    async def _look(self) -> Reach:
        reach = await seen(self._service)
        if reach != self._reach:
            self._reach = reach
            self._tell()
        return reach

    def _tell(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()
