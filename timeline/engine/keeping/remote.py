"""Strides that are folded in other processes and stored in this one: folding fills a core, and whoever asks here goes on being answered.

This process says to each `Advance` and gets its part of the stride, ready to be stored. While it stores them the others fold the next
one; each hears when a stride is stored. The others end when their input does, so they never outlive this process.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from timeline.engine.keeping import frames
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.keeping.share import Share
from timeline.engine.keeping.stride import Strider
from timeline.errors import StoreUnavailable
from timeline.log.protocol import Log
from timeline.rows.protocol import Kept, RowStore, Stride

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
    """A part of a stride on its way to the process that stores it, as `RowStore.prepare` makes it."""

    position: int
    prepared: Any


Process = asyncio.subprocess.Process
Start = Callable[[], Awaitable[Process]]
"""Starts another process, with pipes for its input and its output."""


class RemoteStrider:
    """A `Strider` whose folding is done by other processes, each for a share of the subjects; the rows are stored here."""

    def __init__(self, log: Log, rows: RowStore, sets: Mapping[str, ViewSet], position: int, start: Start, shares: int) -> None:
        self._log = log
        self._rows = rows
        self.sets = sets
        self.position = position
        self._start = start
        self._shares = shares
        self._processes: list[Process] = []
        self._asked = False
        """Whether the others are at the next stride."""

    async def advance(self) -> bool:
        """As `Strider.advance` does. Raises StoreUnavailable when another process ended; new ones have to take over then."""
        try:
            await self._ask(self.position)
            if not self._asked:
                return False
            parts = await asyncio.gather(*map(_hear, self._processes))
            self._asked = False
            position = self._together(parts)
            await self._ask(position)
            await self._rows.store([part.prepared for part in parts])
            self._say(STORED)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise StoreUnavailable("a process that folds has ended") from error
        self.position = position
        return True

    async def _ask(self, position: int) -> None:
        """Have the others go on from the position, unless they do or there is nothing beyond it."""
        head = (await self._log.head()).position
        if self._asked or head <= position:
            return
        await self._log.catch_up(head)  # the other processes only read
        await self._have_started()
        self._say(Advance(head))
        self._asked = True

    def _together(self, parts: Sequence[Folded]) -> int:
        """How far all came, which is the same: each takes what the log has from where it is, and no more than was asked for."""
        positions = {part.position for part in parts}
        if len(positions) > 1:
            raise StoreUnavailable(f"the processes that fold came to different positions: {sorted(positions)}")
        return parts[0].position

    async def _have_started(self) -> None:
        while len(self._processes) < self._shares:
            process = await self._start()
            self._processes.append(process)
            sets = {name: view_set.set_id for name, view_set in self.sets.items()}
            _say(process, Begin(sets, self.position, Share(len(self._processes) - 1, self._shares)))

    def _say(self, message: object) -> None:
        for process in self._processes:
            _say(process, message)

    async def close(self) -> None:
        """End the other processes; they have nothing of their own to save."""
        for process in self._processes:
            if process.returncode is None:
                process.kill()
                await process.wait()
        self._processes = []
        self._asked = False


def _say(process: Process, message: object) -> None:
    assert process.stdin is not None
    process.stdin.write(frames.write(message))


async def _hear(process: Process) -> Folded:
    assert process.stdout is not None
    folded: Folded = await frames.receive(process.stdout)
    return folded


class Relayed:
    """The store of rows as a process that folds has it: it reads, and what it would write it sends."""

    def __init__(self, rows: RowStore, share: Share, requests: BinaryIO, answers: BinaryIO) -> None:
        self._rows = rows
        self._share = share
        self._requests = requests
        self._answers = answers
        self._sent: frozenset[str] | None = None
        """The subjects of the stride that was sent and is not stored yet."""

    async def believed(self, subjects: Sequence[str], sets: Sequence[int]) -> list[Kept]:
        if self._sent is not None and not self._sent.isdisjoint(subjects):
            self._wait()
        return await self._rows.believed(subjects, sets)

    async def windows(self, subjects: Sequence[str], sets: Sequence[int]) -> list[tuple[int, str, bytes]]:
        return await self._rows.windows(subjects, sets)  # `believed` was asked before, and waited

    async def keep(self, stride: Stride) -> None:
        prepared = await self._rows.prepare(stride, *self._share)
        if self._sent is not None:
            self._wait()
        frames.tell(self._answers, Folded(stride.position, prepared))
        touched = chain((kept.subject for kept, _, _ in stride.said), (kept.subject for kept in stride.closed))
        self._sent = frozenset(chain(touched, (subject for _, subject, _, _ in stride.windows)))

    def _wait(self) -> None:
        assert frames.read(self._requests) == STORED
        self._sent = None

    def next(self) -> Advance:
        """What is wanted next. Raises EOFError when nobody will want anything."""
        if (message := frames.read(self._requests)) == STORED:
            self._sent = None
            message = frames.read(self._requests)
        assert isinstance(message, Advance)
        return message


async def fold_on_request(strider: Strider, rows: Relayed) -> None:
    """What the other process does until its input ends."""
    while True:
        try:
            asked = rows.next()
            moved = await strider.advance(asked.until)
        except EOFError:
            return
        assert moved, "there was something to take when it was asked for"
