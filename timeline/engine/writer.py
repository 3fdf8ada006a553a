"""Group commit: everybody who waits is committed in one transaction, as soon as the one before is done."""

import asyncio
import copy
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from timeline.errors import Busy, StoreUnavailable, TimelineError
from timeline.log.protocol import Batch
from timeline.record import Appended


class Limits(NamedTuple):
    """How much may wait, what is being written included. An append that finds nothing waiting is never refused."""

    waiting_events_max: int = 20_000
    """Twice the greatest append, so that one import does not turn everybody else away."""
    waiting_bytes_max: int = 64 * 1024 * 1024
    group_events_max: int = 2_000
    """More in one transaction gain nothing and make the first of them wait for the last. A greater append goes alone."""
    retry_after_seconds: int = 1


LIMITS = Limits()


class Appendable(Protocol):
    """The part of `timeline.log.protocol.Log` that a writer needs."""

    async def append(self, batches: list[Batch]) -> list[Appended | TimelineError]: ...


class _Waiting(NamedTuple):
    batch: Batch
    answer: asyncio.Future[Appended]
    bytes: int


class Writer:
    """The one that appends to the log. Appends are committed in the order in which they came."""

    def __init__(self, log: Appendable, limits: Limits = LIMITS) -> None:
        self._log = log
        self._limits = limits
        self._queue: deque[_Waiting] = deque()
        self._events = self._bytes = 0
        self._flushing: asyncio.Task[None] | None = None
        self._closed = False

    async def append(self, batch: Batch) -> Appended:
        """Append atomically; durable when it returns.

        Raises what `Log.append` gives for the batch, Busy at once (with `retry_after` in seconds) when too much waits, and
        StoreUnavailable when the commit failed or the writer is closed. A caller that is cancelled before its append is
        being written takes it back; after that it is written whole.
        """
        waiting = _Waiting(batch, asyncio.get_running_loop().create_future(), sum(len(event.payload) for event in batch))
        self._accept(waiting)
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush_all())
        return await waiting.answer

    async def close(self) -> None:
        """Finish what waits; from now on every append is refused."""
        self._closed = True
        if self._flushing is not None:
            await asyncio.shield(self._flushing)

    def _accept(self, waiting: _Waiting) -> None:
        if self._closed:
            raise StoreUnavailable("the service is stopping; send the append again when it is back")
        events, size = self._events + len(waiting.batch), self._bytes + waiting.bytes
        if self._events and (events > self._limits.waiting_events_max or size > self._limits.waiting_bytes_max):
            seconds = self._limits.retry_after_seconds
            raise Busy(f"{self._events} events wait to be written; try again in {seconds} s", retry_after=seconds)
        self._events, self._bytes = events, size
        self._queue.append(waiting)

    async def _flush_all(self) -> None:
        try:
            while self._queue:
                group = self._take_group()
                try:
                    await self._commit([waiting for waiting in group if not waiting.answer.done()])
                finally:
                    self._events -= sum(len(waiting.batch) for waiting in group)
                    self._bytes -= sum(waiting.bytes for waiting in group)
        finally:
            self._flushing = None
            for waiting in self._queue:
                waiting.answer.cancel()

    def _take_group(self) -> list[_Waiting]:
        group = [self._queue.popleft()]
        events = len(group[0].batch)
        while self._queue and events + len(self._queue[0].batch) <= self._limits.group_events_max:
            group.append(self._queue.popleft())
            events += len(group[-1].batch)
        return group

    async def _commit(self, group: list[_Waiting]) -> None:
        if not group:
            return
        try:
            outcomes: Sequence[Appended | Exception] = await self._log.append([waiting.batch for waiting in group])
        except Exception as failure:  # noqa: BLE001  the store failed for the whole group: each caller is told, the writer goes on
            outcomes = [copy.copy(failure) for _ in group]
        except BaseException:
            for waiting in group:
                waiting.answer.cancel()
            raise
        for waiting, outcome in zip(group, outcomes, strict=True):
            _settle(waiting.answer, outcome)


def _settle(answer: asyncio.Future[Appended], outcome: Appended | Exception) -> None:
    """Nobody waits any more where the caller was cancelled."""
    if answer.done():
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
