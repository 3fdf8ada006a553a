"""Strides that are folded in other processes and stored in this one: folding fills a core, and whoever asks here goes on being answered.

This process says to each `Advance` and gets its part of the stride, ready to be stored. The others may be some strides ahead, so that none
waits for another whose subjects had more to be folded; each hears when a stride is stored. They end when their input does, so they never
outlive this process.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from timeline.engine.keeping import frames
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.keeping.share import Share
from timeline.engine.keeping.stride import EVENTS_PER_STRIDE, Strider
from timeline.errors import StoreUnavailable
from timeline.log.protocol import Log
from timeline.rows.protocol import Kept, RowStore, Stride

STRIDES_AHEAD = 3
"""So many may be folded and not stored; some MB each."""
STORED = "stored"


class Begin(NamedTuple):
    """What another process is to keep: its share of these sets, which reflect the log up to a position."""

    sets: dict[str, int]
    position: int
    share: Share


class Advance(NamedTuple):
    """The wish for a stride, at most up to a position of the log: the same for all, so that each takes the same stretch."""

    until: int


class Folded(NamedTuple):
    """A part of a stride on its way to the process that stores it, as `RowStore.prepare` makes it; None where there was nothing to take."""

    position: int
    prepared: Any


Process = asyncio.subprocess.Process
Start = Callable[[], Awaitable[Process]]
"""Starts another process, with pipes for its input and its output."""


class _Other:
    """Another process; what it says is read as it comes, so that it can go on."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._said: asyncio.Queue[Folded | Exception] = asyncio.Queue()
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        assert self.process.stdout is not None
        try:
            while True:
                self._said.put_nowait(await frames.receive(self.process.stdout))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            self._said.put_nowait(error)

    def say(self, message: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(frames.write(message))

    async def hear(self) -> Folded:
        said = await self._said.get()
        if isinstance(said, Exception):
            raise said
        return said

    async def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        await self._listening


class RemoteStrider:
    """A `Strider` whose folding is done by other processes, each for a share of the subjects; the rows are stored here."""

    def __init__(self, log: Log, rows: RowStore, sets: Mapping[str, ViewSet], position: int, start: Start, shares: int) -> None:
        self._log = log
        self._rows = rows
        self.sets = sets
        self.position = position
        self._start = start
        self._shares = shares
        self._others: list[_Other] = []
        self._asked = 0
        """How many strides the others were asked for and did not give yet."""

    async def advance(self) -> bool:
        """As `Strider.advance` does. Raises StoreUnavailable when another process ended; new ones have to take over then."""
        try:
            await self._ask(self.position)
            while self._asked:
                parts = await asyncio.gather(*[other.hear() for other in self._others])
                self._asked -= 1
                position = _together(parts)
                if position == self.position:  # appends were larger than a stride, and they have been at the head
                    continue
                await self._ask(position)
                await self._rows.store([part.prepared for part in parts])
                self._say(STORED)
                self.position = position
                return True
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise StoreUnavailable("a process that folds has ended") from error
        return False

    async def _ask(self, position: int) -> None:
        """Have the others go on from the position, and some strides ahead where there is so much beyond it."""
        head = (await self._log.head()).position
        while self._asked < STRIDES_AHEAD and position + self._asked * EVENTS_PER_STRIDE < head:
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


def _together(parts: Sequence[Folded]) -> int:
    """How far all came, which is the same: each takes what the log has from where it is, and no more than was asked for."""
    positions = {part.position for part in parts}
    if len(positions) > 1:
        raise StoreUnavailable(f"the processes that fold came to different positions: {sorted(positions)}")
    return parts[0].position


class Relayed:
    """The store of rows as a process that folds has it: it reads, and what it would write it sends."""

    def __init__(self, rows: RowStore, share: Share, requests: BinaryIO, answers: BinaryIO) -> None:
        self._rows = rows
        self._share = share
        self._requests = requests
        self._answers = answers
        self._sent: deque[frozenset[str]] = deque()
        """The subjects of each stride that was sent and is not stored yet."""
        self._wanted: deque[Advance] = deque()

    async def believed(self, subjects: Sequence[str], sets: Sequence[int]) -> list[Kept]:
        while any(not sent.isdisjoint(subjects) for sent in self._sent):
            self._hear()
        return await self._rows.believed(subjects, sets)

    async def windows(self, subjects: Sequence[str], sets: Sequence[int]) -> list[tuple[int, str, bytes]]:
        return await self._rows.windows(subjects, sets)  # `believed` was asked before, and waited

    async def keep(self, stride: Stride) -> None:
        frames.tell(self._answers, Folded(stride.position, await self._rows.prepare(stride, *self._share)))
        touched = chain((kept.subject for kept, _, _ in stride.said), (kept.subject for kept in stride.closed))
        self._sent.append(frozenset(chain(touched, (subject for _, subject, _, _ in stride.windows))))

    def nothing(self, position: int) -> None:
        """Say that there was nothing to take."""
        frames.tell(self._answers, Folded(position, None))

    def next(self) -> Advance:
        """What is wanted next. Raises EOFError when nobody will want anything."""
        while not self._wanted:
            self._hear()
        return self._wanted.popleft()

    def _hear(self) -> None:
        message = frames.read(self._requests)
        if message == STORED:
            self._sent.popleft()
        else:
            assert isinstance(message, Advance)
            self._wanted.append(message)


async def fold_on_request(strider: Strider, rows: Relayed) -> None:
    """What the other process does until its input ends."""
    while True:
        try:
            if not await strider.advance(rows.next().until):
                rows.nothing(strider.position)
        except EOFError:
            return
