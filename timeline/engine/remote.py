"""Strides that are folded in another process and stored in this one: folding fills a core, and whoever asks here goes on being answered.

This process says `ADVANCE` and gets the strides that the other folds, one after the other; each is stored and answered with the ids of
its new rows, until the other says how far it came. The other ends when its input does, so it never outlives this process.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, NamedTuple

from timeline.engine import frames
from timeline.engine.rectangles import EVERY_DAY, ViewSet
from timeline.engine.stride import Strider
from timeline.errors import StoreUnavailable
from timeline.log.protocol import Log
from timeline.rows.protocol import Kept, Place, RowStore, Stride

ADVANCE = "advance"
Closed = tuple[int, int]
"""Id of a row and the position at which it is believed no longer."""
Opened = tuple[Any, ...]


class Folded(NamedTuple):
    """A stride on its way to the process that stores it."""

    sets: list[int]
    position: int
    closed: list[Closed]
    opened: list[Opened]


class Came(NamedTuple):
    """How far the other process came, and whether that is further than before."""

    position: int
    moved: bool


class RemoteStrider:
    """A `Strider` whose folding is done by a process that `command` starts; the rows are stored here."""

    def __init__(self, log: Log, rows: RowStore, sets: Mapping[str, ViewSet], position: int, command: Sequence[str]) -> None:
        self._log = log
        self._rows = rows
        self.sets = sets
        self.position = position
        self._command = command
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
            stride = Stride(told.sets, told.position, [_ended(*one) for one in told.closed], [Kept(*one) for one in told.opened])
            await self._rows.keep(stride)
            self._say(process, [kept.id for kept in stride.opened])
        assert isinstance(told, Came)
        self.position = told.position
        return told.moved

    async def _started(self) -> asyncio.subprocess.Process:
        if self._process is None:
            pipe = asyncio.subprocess.PIPE
            process = await asyncio.create_subprocess_exec(*self._command, stdin=pipe, stdout=pipe, start_new_session=True)
            self._process = process
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
        opened = [(k.place, k.subject, k.pos_from, k.body, k.values, k.sure, k.pos_to) for k in stride.opened]
        tell(self._answers, Folded(list(stride.sets), stride.position, [(kept.id, kept.pos_to) for kept in stride.closed], opened))
        for kept, number in zip(stride.opened, frames.read(self._requests), strict=True):
            kept.id = number


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


def _ended(row_id: int, position: int) -> Kept:
    """A row that is stored already: of it only the id and its end count."""
    return Kept(place=Place(0, "", EVERY_DAY, every=False), subject="", pos_from=0, body=b"", pos_to=position, id=row_id)
