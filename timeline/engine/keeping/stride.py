"""Walks along the log and keeps the rows of some sets: every state of knowledge is folded, for the subjects that it touched."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import groupby
from typing import Protocol

from timeline.engine.keeping.believed import Believed
from timeline.engine.keeping.publishing import publish
from timeline.engine.keeping.rectangles import ViewSet, enter, refold
from timeline.engine.keeping.settling import Told, told
from timeline.engine.keeping.share import WHOLE, Share
from timeline.engine.keeping.subjects import Subjects
from timeline.log.protocol import Log, Selection
from timeline.record import Recorded
from timeline.rows.kept import Kept, Stride

Pause = Callable[[], Awaitable[None]]
"""Lets everybody else go first."""
EVENTS_PER_STRIDE = 200
"""Appends wait while a stride is stored: some 50 ms. Twice as many take nearly twice as long and are kept no faster."""
ROWS_REMEMBERED = 15_000
"""Of those still believed, over all shares; about 60 MB."""
SLICE_SECONDS = 0.005
"""How long folding may hold up everybody else."""


class StrideRows(Protocol):
    """What of a `RowStore` a stride needs."""

    async def believed(self, subjects: Sequence[str], sets: Sequence[int]) -> list[Kept]: ...

    async def windows(self, subjects: Sequence[str], sets: Sequence[int]) -> list[tuple[int, str, bytes]]: ...

    async def keep(self, stride: Stride) -> None: ...


class Walk(Protocol):
    """Keeps rows of some sets up with the log, here or in another process."""

    @property
    def sets(self) -> Mapping[str, ViewSet]: ...

    @property
    def position(self) -> int: ...

    @property
    def events(self) -> int:
        """How many events the rows reflect: all up to the position, and others while they are built subject by subject."""

    def successor(self) -> "Walk":
        """Who goes on when there is nothing left to take."""

    async def advance(self) -> bool:
        """Take one stride, False when there is nothing to take. Rows and position are stored together."""

    async def settle(self) -> bool:
        """Keep rows as published of some subjects, False when those of all are kept."""

    async def close(self) -> None: ...


class Strider:
    """Keeps the rows of `sets` (by view), which reflect the log up to `position`; `pause` is awaited every few milliseconds.

    Of a share the rows of its subjects alone; all shares together make the stride.
    """

    def __init__(self, log: Log, rows: StrideRows, sets: Mapping[str, ViewSet], position: int, pause: Pause, share: Share = WHOLE) -> None:
        self._pause = pause
        self._log = log
        self._rows = rows
        self.sets = sets
        self.position = position
        self._share = share
        self._subjects = Subjects(log, position, share)
        self._believed: dict[str, Believed] = {}
        """By subject, the one touched longest ago first."""
        self._remembered = 0
        self._began = False

    async def advance(self, until: int | None = None) -> bool:
        """Take one stride, at most up to a position; False when there is nothing to take. Rows and position are stored together."""
        if not self._began:
            await self._subjects.begin()
            self._began = True
        events = await self._next_events(until)
        if not events:
            return False
        await self._recall(self._subjects.held({event.subject for event in events}))
        stride = Stride([each.set_id for each in self.sets.values()], events[-1].position)
        yielded = time.perf_counter()
        for _, append in groupby(events, key=lambda event: event.first):
            together = list(append)
            roots = await self._subjects.learn(together)
            await self._recall(roots)
            for event in together:
                if self._share.holds(event.subject):
                    publish(event, stride)
            for root in sorted(roots):
                await self._refold(root, together[-1].last, stride)
                if time.perf_counter() - yielded > SLICE_SECONDS:
                    await self._pause()
                    yielded = time.perf_counter()
        await self._rows.keep(stride)
        self.position = stride.position
        self._forget()
        return True

    async def tell(self, subjects: Sequence[list[str]], position: int) -> Told:
        """The rows as published of subjects, each with all joined to it, as far as they are of the share and the log goes to a position."""
        held = [joined for joined in subjects if self._share.holds(joined[0])]
        return await told(self._log, self.sets.values(), held, position, self._pause)

    async def close(self) -> None:
        """Nothing is left to do."""

    async def _next_events(self, until: int | None) -> list[Recorded]:
        """The events of the next appends, whole ones only: an append becomes known as a whole."""
        found = await self._log.read(Selection(after=self.position, until=until, limit=EVENTS_PER_STRIDE))
        if found and found[-1].position < found[-1].last:
            found += await self._log.read(Selection(after=found[-1].position, until=found[-1].last))
        return found

    async def _refold(self, root: str, position: int, stride: Stride) -> None:
        """Close what reads otherwise now and open what is new."""
        believed = self._believed[root] = self._believed.pop(root)
        case = await self._subjects.case(root)
        changes = refold(case, self.sets.values(), believed, position)
        if case is not None:
            case.settle()
        enter(changes, stride, root, position, self._subjects.published(root))
        self._remembered += len(changes.opened) - len(changes.ended)

    async def _recall(self, roots: set[str]) -> None:
        """Have the rows of these subjects at hand."""
        unknown = sorted(root for root in roots if root not in self._believed)  # a difference of sets would walk through all believed
        if not unknown:
            return
        for root in unknown:
            self._believed[root] = Believed()
        sets = [each.set_id for each in self.sets.values()]
        for kept in await self._rows.believed(unknown, sets):
            self._believed[kept.subject].add(kept)
            self._remembered += 1
        apart = [each.set_id for each in self.sets.values() if each.view.windows is not None]
        for set_id, root, windows in await self._rows.windows(unknown, apart) if apart else ():
            self._believed[root].windows[set_id] = windows

    def _forget(self) -> None:
        """Let go of the subjects touched longest ago."""
        for root in self._subjects.forget():
            self._remembered -= len(self._believed.pop(root, Believed()))
        while self._remembered > ROWS_REMEMBERED // self._share.of and len(self._believed) > 1:
            self._remembered -= len(self._believed.pop(next(iter(self._believed))))
