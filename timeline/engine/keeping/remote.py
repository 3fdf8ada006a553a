"""Strides that are folded in other processes and stored in this one: folding fills a core, and whoever asks here goes on being answered.

This process says to each `Advance` and gets its part of the stride, ready to be stored. The others may be some strides ahead, so that none
waits for another whose subjects had more to be folded; each hears when a stride is stored. They end when their input does, so they never
outlive this process.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from timeline.engine.keeping import frames
from timeline.engine.keeping.messages import STORED, Advance, Begin, Folded, Retold, Tell
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.keeping.settling import SUBJECTS_AT_ONCE
from timeline.engine.keeping.share import Share
from timeline.engine.keeping.stride import EVENTS_PER_STRIDE
from timeline.engine.keeping.traffic import Traffic
from timeline.errors import StoreUnavailable
from timeline.log.protocol import Log
from timeline.rows.kept import Settling
from timeline.rows.protocol import RowStore

STRIDES_AHEAD = 3
"""So many may be folded and not stored while nobody appends, some MB each; else one, so that appends have what they need of the cores."""
T = TypeVar("T")
STEPS_SETTLED = 20
"""So many steps are taken at most before anything else is looked at."""
Process = asyncio.subprocess.Process
Start = Callable[[], Awaitable[Process]]
"""Starts another process, with pipes for its input and its output."""


class _Other:
    """Another process; what it says is read as it comes, so that it can go on."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._said: asyncio.Queue[Any] = asyncio.Queue()
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        try:
            while True:
                self._said.put_nowait(await frames.receive(self.process.stdout))
        except Exception as error:  # noqa: BLE001  whatever it is, it is raised where somebody waits to hear
            self._said.put_nowait(error)

    def say(self, message: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(frames.write(message))

    async def hear(self, kind: type[T]) -> T:
        """What it says next, which has to be of that kind."""
        said = await self._said.get()
        if isinstance(said, Exception):
            raise said
        assert isinstance(said, kind)
        return said

    async def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        await self._listening


class Others(NamedTuple):
    """The processes that fold: how one is started, how many there are, and who they give way to."""

    start: Start
    shares: int
    traffic: Traffic


class RemoteStrider:
    """A `Strider` whose folding is done by other processes, each for a share of the subjects; the rows are stored here."""

    def __init__(self, log: Log, rows: RowStore, sets: Mapping[str, ViewSet], position: int, others: Others) -> None:
        self._log = log
        self._rows = rows
        self.sets = sets
        self.position = position
        self._start, self._shares, self._traffic = others
        self._others: list[_Other] = []
        self._asked = 0
        """How many strides the others were asked for and did not give yet."""

    async def advance(self) -> bool:
        """As `Strider.advance` does. Raises StoreUnavailable when another process ended; new ones have to take over then."""
        with _ended_others():
            await self._ask(self.position)
            while self._asked:
                parts = await asyncio.gather(*[other.hear(Folded) for other in self._others])
                self._asked -= 1
                position = _together(parts)
                if position == self.position:  # appends were larger than a stride, and they have been at the head
                    continue
                await self._ask(position)
                await self._rows.store([part.prepared for part in parts])
                self._say(STORED)
                self.position = position
                return True
        return False

    async def settle(self) -> bool:
        """As `LocalStrider.settle` does. Raises StoreUnavailable when another process ended.

        While one step is stored the others are at the next, as long as nobody appends or waits for rows.
        """
        at_once = SUBJECTS_AT_ONCE * self._shares
        subjects = await self._rows.unsettled(at_once * STEPS_SETTLED)
        steps = [subjects[start : start + at_once] for start in range(0, len(subjects), at_once)]
        with _ended_others():
            for number, step in enumerate(steps):
                if number == 0:
                    await self._have_started()
                    self._say(Tell(step, self.position))
                parts = await asyncio.gather(*[other.hear(Retold) for other in self._others])
                goes_on = number + 1 < len(steps) and self._traffic.is_idle()
                if goes_on:
                    self._say(Tell(steps[number + 1], self.position))
                await self._store_retold(parts)
                if not goes_on:
                    break
        return bool(steps)

    async def _store_retold(self, parts: Sequence[Retold]) -> None:
        told, left = ([subject for part in parts for subject in part.settling[side]] for side in range(2))
        await self._rows.settle(Settling(told, left), [part.prepared for part in parts])

    async def _ask(self, position: int) -> None:
        """Have the others go on from the position, and some strides ahead where there is so much beyond it."""
        head = (await self._log.head()).position
        while self._asked < (STRIDES_AHEAD if self._traffic.is_quiet() else 1) and position + self._asked * EVENTS_PER_STRIDE < head:
            await self._log.catch_up(head)  # the other processes only read
            await self._have_started()
            self._say(Advance(head))
            self._asked += 1

    async def _have_started(self) -> None:
        while len(self._others) < self._shares:
            other = _Other(await self._start())
            self._others.append(other)
            sets = {name: view_set.set_id for name, view_set in self.sets.items()}
            other.say(Begin(sets, self.position, Share(len(self._others) - 1, self._shares)))

    def _say(self, message: object) -> None:
        for other in self._others:
            other.say(message)

    async def close(self) -> None:
        """End the other processes; they have nothing of their own to save."""
        for other in self._others:
            await other.end()
        self._others = []
        self._asked = 0


@contextmanager
def _ended_others() -> Iterator[None]:
    try:
        yield
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise StoreUnavailable("a process that folds has ended") from error


def _together(parts: Sequence[Folded]) -> int:
    """How far all came, which is the same: each takes what the log has from where it is, and no more than was asked for."""
    positions = {part.position for part in parts}
    if len(positions) > 1:
        raise StoreUnavailable(f"the processes that fold came to different positions: {sorted(positions)}")
    return parts[0].position
