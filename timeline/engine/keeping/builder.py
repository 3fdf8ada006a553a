"""Builds rows subject by subject: each is folded from its first report to its last."""

import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from events.edtf import Day
from timeline.engine.keeping.believed import Believed
from timeline.engine.keeping.plan import Piece
from timeline.engine.keeping.publishing import publish
from timeline.engine.keeping.rectangles import ViewSet, enter, refold
from timeline.engine.keeping.share import WHOLE, Share
from timeline.engine.keeping.stride import SLICE_SECONDS, Pause, StrideRows
from timeline.engine.keeping.together import Together
from timeline.engine.known import known
from timeline.log.protocol import Log, Selection
from timeline.record import Recorded
from timeline.rows.kept import Stride


class Part(NamedTuple):
    """What was built of a piece: how many events of it, and of a large one up to which position, 0 where nothing of it is left."""

    stride: Stride
    events: int
    within: int


class _Told:
    """Subjects that are told together, as far as they are."""

    def __init__(self, subjects: Sequence[str]) -> None:
        self.subjects = subjects
        self.position = 0
        self.published: Day = 0
        self.together = Together(subjects)
        self.believed = defaultdict[str, Believed](Believed)

    def tell(self, append: Sequence[Recorded], sets: Collection[ViewSet], stride: Stride) -> None:
        """Bring their rows up to date with the events of one append."""
        self.hear(append)
        for subject, case in self.together.after(map(known, append)).items():
            changes = refold(case, sets, self.believed[subject], self.position)
            if case is not None:
                case.settle()
            enter(changes, stride, subject, self.position, self.published)
        for event in append:
            publish(event, stride)

    def hear(self, append: Sequence[Recorded]) -> None:
        self.position = append[-1].last
        self.published = max(self.published, *(event.published for event in append))


class Builder:
    """Builds the rows of `sets`; of a share those of its subjects alone. `pause` is awaited every few milliseconds."""

    def __init__(self, log: Log, rows: StrideRows, sets: Collection[ViewSet], pause: Pause, share: Share = WHOLE) -> None:
        self._log = log
        self._rows = rows
        self._sets = sets
        self._pause = pause
        self._share = share
        self._unfinished: _Told | None = None
        self._paused = 0.0

    async def build(self, piece: Piece) -> Part:
        """Build what of a piece is of the share."""
        held = [subjects for subjects in piece.subjects if self._share.holds(subjects[0])]
        stride = Stride([each.set_id for each in self._sets], 0)
        if piece.most and held:
            return await self._build_on(held[0], piece, stride)
        number_of = {subject: number for number, subjects in enumerate(held) for subject in subjects}
        events: list[list[Recorded]] = [[] for _ in held]
        for event in await self._log.read(Selection(subjects=tuple(number_of), until=piece.until)):
            events[number_of[event.subject]].append(event)
        for subjects, found in zip(held, events, strict=True):
            told = _Told(subjects)
            await self._tell(told, found, stride)
            told.together.release()
        return Part(stride, sum(map(len, events)), 0)

    async def _build_on(self, subjects: list[str], piece: Piece, stride: Stride) -> Part:
        """The next events of a large subject."""
        told = self._unfinished
        if told is None or (told.subjects, told.position) != (subjects, piece.within):
            told = await self._recalled(subjects, piece.within)
        events = await self._next_events(subjects, piece)
        await self._tell(told, events, stride)
        if len(events) < piece.most:
            told.together.release()
            self._unfinished = None
        else:
            self._unfinished = told
        return Part(stride, len(events), told.position if self._unfinished else 0)

    async def _tell(self, told: _Told, events: Sequence[Recorded], stride: Stride) -> None:
        for _, append in groupby(events, key=lambda event: event.first):
            told.tell(list(append), self._sets, stride)
            if time.perf_counter() - self._paused > SLICE_SECONDS:
                await self._pause()
                self._paused = time.perf_counter()

    async def _next_events(self, subjects: Sequence[str], piece: Piece) -> list[Recorded]:
        """Those of the next appends, whole ones only."""
        chosen = Selection(subjects=tuple(subjects), after=piece.within, until=piece.until, limit=piece.most)
        found = await self._log.read(chosen)
        if found and found[-1].position < found[-1].last:
            found += await self._log.read(replace(chosen, after=found[-1].position, until=found[-1].last, limit=None))
        return found

    async def _recalled(self, subjects: list[str], position: int) -> _Told:
        """Subjects as far as they were built before."""
        told = _Told(subjects)
        if position:
            events = await self._log.read(Selection(subjects=tuple(subjects), until=position))
            told.hear(events)
            told.together.after(map(known, events))
            sets = [each.set_id for each in self._sets]
            for kept in await self._rows.believed(subjects, sets):
                told.believed[kept.subject].add(kept)
            for set_id, subject, windows in await self._rows.windows(subjects, sets):
                told.believed[subject].windows[set_id] = windows
        return told
