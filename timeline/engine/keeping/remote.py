"""Strides that are folded in other processes and stored in this one: folding fills a core, and whoever asks here goes on being answered.

This process says to each `Advance` and gets its part of the stride, ready to be stored. The others may be some strides ahead, so that none
waits for another whose subjects had more to be folded; each hears when a stride is stored.
"""

from collections.abc import Mapping, Sequence

from timeline.engine.keeping.messages import STORED, Advance, Folded, Retold, Tell
from timeline.engine.keeping.processes import Others, Processes
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.keeping.settling import SUBJECTS_AT_ONCE
from timeline.engine.keeping.stride import EVENTS_PER_STRIDE, Walk
from timeline.errors import StoreUnavailable
from timeline.log.protocol import Log
from timeline.rows.kept import Settling
from timeline.rows.protocol import RowStore

STRIDES_AHEAD = 3
"""So many may be folded and not stored while nobody appends, some MB each; else one, so that appends have what they need of the cores."""
STEPS_SETTLED = 20
"""So many steps are taken at most before anything else is looked at."""


class RemoteStrider:
    """A `Strider` whose folding is done by other processes, each for a share of the subjects; the rows are stored here."""

    def __init__(self, log: Log, rows: RowStore, sets: Mapping[str, ViewSet], position: int, others: Others) -> None:
        self._log = log
        self._rows = rows
        self.sets = sets
        self.position = position
        self._others = Processes(others)
        self._asked = 0
        """How many strides the others were asked for and did not give yet."""

    async def advance(self) -> bool:
        """As `Strider.advance` does. Raises StoreUnavailable when another process ended; new ones have to take over then."""
        await self._ask(self.position)
        while self._asked:
            parts = await self._others.hear(Folded)
            self._asked -= 1
            position = _together(parts)
            if position == self.position:  # appends were larger than a stride, and they have been at the head
                continue
            await self._ask(position)
            await self._rows.store([part.prepared for part in parts])
            self._others.say(STORED)
            self.position = position
            return True
        return False

    async def settle(self) -> bool:
        """As `LocalStrider.settle` does. Raises StoreUnavailable when another process ended.

        While one step is stored the others are at the next, as long as nobody appends or waits for rows.
        """
        at_once = SUBJECTS_AT_ONCE * len(self._others)
        subjects = await self._rows.unsettled(at_once * STEPS_SETTLED)
        steps = [subjects[start : start + at_once] for start in range(0, len(subjects), at_once)]
        for number, step in enumerate(steps):
            if number == 0:
                await self._others.begin(self.sets, self.position)
                self._others.say(Tell(step, self.position))
            parts = await self._others.hear(Retold)
            goes_on = number + 1 < len(steps) and self._others.traffic.is_idle()
            if goes_on:
                self._others.say(Tell(steps[number + 1], self.position))
            await self._store_retold(parts)
            if not goes_on:
                break
        return bool(steps)

    async def _store_retold(self, parts: Sequence[Retold]) -> None:
        told, left = ([subject for part in parts for subject in part.settling[side]] for side in range(2))
        await self._rows.settle(Settling(told, left), [part.prepared for part in parts])

    @property
    def events(self) -> int:
        return self.position

    def successor(self) -> Walk:
        return self

    async def _ask(self, position: int) -> None:
        """Have the others go on from the position, and some strides ahead where there is so much beyond it."""
        head = (await self._log.head()).position
        ahead = STRIDES_AHEAD if self._others.traffic.is_quiet() else 1
        while self._asked < ahead and position + self._asked * EVENTS_PER_STRIDE < head:
            await self._log.catch_up(head)  # the other processes only read
            await self._others.begin(self.sets, self.position)
            self._others.say(Advance(head))
            self._asked += 1

    async def close(self) -> None:
        """End the other processes."""
        await self._others.close()
        self._asked = 0


def _together(parts: Sequence[Folded]) -> int:
    """How far all came, which is the same: each takes what the log has from where it is, and no more than was asked for."""
    positions = {part.position for part in parts}
    if len(positions) > 1:
        raise StoreUnavailable(f"the processes that fold came to different positions: {sorted(positions)}")
    return parts[0].position
