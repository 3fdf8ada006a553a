"""Strides that are folded in another process and stored in this one: folding fills a core, and whoever asks here goes on being answered.

This process says `ADVANCE` and gets the stride that the other folds, ready to be stored; when it is, the other hears of it and says how
far it came. The other ends when its input does, so it never outlives this process.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple

from timeline.engine.keeping import frames
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.keeping.stride import Strider
from timeline.errors import StoreUnavailable
from timeline.log.protocol import Log
from timeline.rows.protocol import Kept, RowStore, Stride

ADVANCE = "advance"
STORED = "stored"


class Folded(NamedTuple):
    """A stride on its way to the process that stores it, as `RowStore.prepare` makes it."""

    prepared: Any


class Came(NamedTuple):
    """How far the other process came, and whether that is further than before."""

    position: int
    moved: bool


Start = Callable[[], Awaitable[asyncio.subprocess.Process]]
"""Starts the other process, with pipes for its input and its output."""


class RemoteStrider:
    """A `Strider` whose folding is done by another process; the rows are stored here."""

    def __init__(self, log: Log, rows: RowStore, sets: Mapping[str, ViewSet], position: int, start: Start) -> None:
        self._log = log
        self._rows = rows
        self.sets = sets
        self.position = position
        self._start = start
        self._process: asyncio.subprocess.Process | None = None

    async def advance(self) -> bool:
        """As `Strider.advance` does. Raises StoreUnavailable when the other process ended; a new one has to take over then."""
        head = (await self._log.head()).position
        if head <= self.position:
            return False
        await self._log.catch_up(head)  # the other process only reads
        try:
            return await self._advance(await self._started())
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise StoreUnavailable("the process that folds has ended") from error

    async def _advance(self, process: asyncio.subprocess.Process) -> bool:
        assert process.stdout is not None
        self._say(process, ADVANCE)
        while isinstance(told := await frames.receive(process.stdout), Folded):
            await self._rows.store(told.prepared)
            self._say(process, STORED)
        assert isinstance(told, Came)
        self.position = told.position
        return told.moved

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None:
            process = self._process = await self._start()
            self._say(process, ({name: view_set.set_id for name, view_set in self.sets.items()}, self.position))
        return self._process

    def _say(self, process: asyncio.subprocess.Process, message: object) -> None:
        assert process.stdin is not None
        process.stdin.write(frames.write(message))

    async def close(self) -> None:
        """End the other process; it has nothing of its own to save."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._process = None


class Relayed:
    """The store of rows as the process that folds has it: it reads, and what it would write it sends."""

    def __init__(self, rows: RowStore, requests: BinaryIO, answers: BinaryIO) -> None:
        self._rows = rows
        self._requests = requests
        self._answers = answers

    async def believed(self, subjects: Sequence[str], sets: Sequence[int]) -> list[Kept]:
        return await self._rows.believed(subjects, sets)

    async def keep(self, stride: Stride) -> None:
        tell(self._answers, Folded(await self._rows.prepare(stride)))
        assert frames.read(self._requests) == STORED


async def fold_on_request(strider: Strider, requests: BinaryIO, answers: BinaryIO) -> None:
    """What the other process does until its input ends."""
    while True:
        try:
            asked = frames.read(requests)
        except EOFError:
            return
        assert asked == ADVANCE
        moved = await strider.advance()
        tell(answers, Came(strider.position, moved))


def tell(answers: BinaryIO, message: object) -> None:
    answers.write(frames.write(message))
    answers.flush()
