"""Who follows takes turns, a few at a time, so that telling thousands does not keep an append waiting."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

SLICE = 64
"""How many go on at once; then others of the loop come in between. About a millisecond of sending."""
REST = 3.0
"""While something is being appended, so many times as long as a slice or a read took is left to the appends."""


class Turns:
    """A queue of those who have something to send. `busy` says whether something is being appended."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        self._busy = busy
        self._queue: deque[tuple[asyncio.Future[Any], Any]] = deque()
        self._giving: asyncio.Task[None] | None = None

    def give(self, turn: asyncio.Future[Any], result: Any) -> None:
        """Let whoever waits for the future go on with the result, or with the exception, when it is its turn."""
        self._queue.append((turn, result))
        if self._giving is None:
            self._giving = asyncio.create_task(self._give())

    async def _give(self) -> None:
        try:
            while self._queue:
                began = time.perf_counter()
                for _ in range(min(SLICE, len(self._queue))):
                    _resolve(*self._queue.popleft())
                await asyncio.sleep(0)  # those whose turn it is send now
                await self.rest(began)
        finally:
            self._giving = None

    async def rest(self, began: float) -> None:
        """Give way to appends for what was done since `began`, on the clock of `time.perf_counter`."""
        if self._busy():
            await asyncio.sleep((time.perf_counter() - began) * REST)


def _resolve(turn: asyncio.Future[Any], result: Any) -> None:
    if turn.done():
        return  # whoever waited has left
    if isinstance(result, BaseException):
        turn.set_exception(result)
    else:
        turn.set_result(result)
