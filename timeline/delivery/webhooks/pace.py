"""Webhooks give way to appends: both are work for the same processor."""

import asyncio
from collections.abc import Callable

INTERVAL_SECONDS = 0.01
"""While something is being appended, one message is sent in so long, over all webhooks; else as fast as receivers take them.

So a service that does nothing but append sends a hundred a second, and one that appends now and then is hardly held up.
"""


class Pace:
    """Says when it is somebody's turn. `busy` says whether something is being appended."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        self._busy = busy
        self._next = 0.0

    async def turn(self) -> None:
        if self._busy():
            now = asyncio.get_running_loop().time()
            mine = max(now, self._next)
            self._next = mine + INTERVAL_SECONDS
            await asyncio.sleep(mine - now)
