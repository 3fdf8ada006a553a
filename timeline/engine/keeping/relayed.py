"""The side of a process that folds: it reads what it is asked for, and sends its part of each stride instead of storing it."""

from collections import deque
from collections.abc import Sequence
from itertools import chain
from typing import BinaryIO

from timeline.engine.keeping import frames
from timeline.engine.keeping.builder import Builder, Part
from timeline.engine.keeping.messages import STORED, Advance, Build, Folded, Made, Retold, Tell
from timeline.engine.keeping.settling import Told
from timeline.engine.keeping.share import Share
from timeline.engine.keeping.stride import Strider
from timeline.rows.kept import Kept, Stride
from timeline.rows.protocol import RowStore


class Relayed:
    """The store of rows as a process that folds has it: it reads, and what it would write it sends."""

    def __init__(self, rows: RowStore, share: Share, requests: BinaryIO, answers: BinaryIO) -> None:
        self._rows = rows
        self._share = share
        self._requests = requests
        self._answers = answers
        self._sent: deque[frozenset[str]] = deque()
        """The subjects of each stride that was sent and is not stored yet."""
        self._wanted: deque[Advance | Build | Tell] = deque()

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

    async def made(self, part: Part) -> None:
        """Send what was built of a piece."""
        frames.tell(self._answers, Made(await self._rows.prepare(part.stride, *self._share), part.events, part.within))

    async def answer(self, told: Told) -> None:
        """Send rows as published."""
        frames.tell(self._answers, Retold(told.settling, await self._rows.prepare(told.stride, *self._share)))

    def nothing(self, position: int) -> None:
        """Say that there was nothing to take."""
        frames.tell(self._answers, Folded(position, None))

    def next(self) -> Advance | Build | Tell:
        """What is wanted next. Raises EOFError when nobody will want anything."""
        while not self._wanted:
            self._hear()
        return self._wanted.popleft()

    def _hear(self) -> None:
        message = frames.read(self._requests)
        if message == STORED:
            self._sent.popleft()
        else:
            assert isinstance(message, Advance | Build | Tell)
            self._wanted.append(message)


async def fold_on_request(strider: Strider, builder: Builder, rows: Relayed) -> None:
    """What the other process does until its input ends."""
    while True:
        try:
            match rows.next():
                case Advance(until):
                    if not await strider.advance(until):
                        rows.nothing(strider.position)
                case Build(piece):
                    await rows.made(await builder.build(piece))
                case Tell(subjects, position):
                    await rows.answer(await strider.tell(subjects, position))
        except EOFError:
            return
