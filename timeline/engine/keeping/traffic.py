"""Who goes first: appends before rows, unless somebody waits for rows or they fall too far behind."""

import asyncio
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from timeline.errors import Busy

QUIET_SECONDS = 0.05
"""While appends come in a row, rows wait so long after the last one, unless somebody waits for them."""
BUILDING_SECONDS = 0.05
"""Rows that are built wait no longer for a pause: they are not behind, and appends that never pause would keep them from being built."""
PATIENT_EVENTS_MAX = 5_000
"""Rows that are further behind than this wait no longer."""
EVENTS_PER_SECOND, RETRY_SECONDS_MAX = 2_000, 5
"""A refused append waits a second, and one more for every so many events that it brings: those who bring little come first."""


class Traffic:
    """What is being appended, and who waits for rows. `reflected` tells the position of the rows that answer, None where none do."""

    def __init__(self, reflected: Callable[[], int | None], behind_events_max: int) -> None:
        self._reflected = reflected
        self._behind_events_max = behind_events_max
        self._appending = 0
        self._appended_at = 0.0
        self.head = 0
        self.awake = asyncio.Event()
        """Set when there may be something to do."""
        self.sought = asyncio.Event()
        """Set while somebody waits for rows."""

    @property
    def behind(self) -> int:
        """How many events the rows that answer do not reflect yet."""
        reflected = self._reflected()
        return max(0, self.head - reflected) if reflected is not None else 0

    @contextmanager
    def appending(self, events: int) -> Iterator[Callable[[int], None]]:
        """Held while so many events are appended: rows wait for it, and follow it. Tell it the position that was appended last.

        Raises Busy when the rows are too far behind.
        """
        if self.behind > self._behind_events_max:
            seconds = min(1 + events // EVENTS_PER_SECOND, RETRY_SECONDS_MAX)
            raise Busy(f"{self.behind} events are not in the views yet; send this again in {seconds} s", retry_after=seconds)
        self._appending += 1
        try:
            yield self._appended
        finally:
            self._appending -= 1
            self._appended_at = asyncio.get_running_loop().time()
            self.awake.set()

    def _appended(self, position: int) -> None:
        self.head = max(self.head, position)

    def is_quiet(self) -> bool:
        """Whether nothing is being appended, nor was a moment ago."""
        return self._appending == 0 and asyncio.get_running_loop().time() >= self._appended_at + QUIET_SECONDS

    def is_idle(self) -> bool:
        """Whether it is quiet and nobody waits for rows either."""
        return self.is_quiet() and not self.sought.is_set()

    async def give_way(self, seconds: float = math.inf) -> None:
        """Let others go first, and wait at most so long for a pause in the appends, or for somebody who waits for rows."""
        await asyncio.sleep(0)
        until = asyncio.get_running_loop().time() + seconds
        while not self.sought.is_set() and self.behind <= PATIENT_EVENTS_MAX and asyncio.get_running_loop().time() < until:
            since = self._appended_at if self._appending == 0 else asyncio.get_running_loop().time()
            pause = since + QUIET_SECONDS - asyncio.get_running_loop().time()
            if pause <= 0:
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(self.sought.wait(), pause)
