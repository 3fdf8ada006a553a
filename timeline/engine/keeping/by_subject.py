"""Rows that are built subject by subject, here or in other processes; a walk along the log goes on from there."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Protocol

from timeline.engine.keeping.builder import Builder
from timeline.engine.keeping.messages import Build, Made
from timeline.engine.keeping.plan import EVENTS_PER_LARGE_PIECE, EVENTS_PER_PIECE, Piece, Plan
from timeline.engine.keeping.processes import Others, Processes
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.keeping.stride import Walk
from timeline.log.protocol import Log
from timeline.rows.kept import Built
from timeline.rows.protocol import RowStore

PIECES_AHEAD = 3
"""So many may be wanted and not stored while nobody appends, else one; see `STRIDES_AHEAD`."""


class Making(Protocol):
    """Who builds pieces, in the order in which they are wanted."""

    def may_want(self, wanted: int) -> bool:
        """Whether one more may be wanted besides so many."""

    def most(self) -> int:
        """How many events a piece may have at most."""

    async def want(self, piece: Piece, sets: Mapping[str, ViewSet]) -> None:
        """Have a piece built."""

    async def made(self) -> list[Made]:
        """The parts of the next one."""

    async def close(self) -> None: ...


class BySubject:
    """A `Walk` from subject to subject. Its position is 0 until all are built; then what `follow` makes of the position goes on."""

    position = 0

    def __init__(
        self, log: Log, rows: RowStore, sets: Mapping[str, ViewSet], built: Built, making: Making, follow: Callable[[int], Walk]
    ) -> None:
        self._rows = rows
        self.sets = sets
        self._built = built
        self._making = making
        self._follow = follow
        self._plan = Plan(log, built)
        self._rest: Piece | None = None
        """What is left of a large subject."""
        self._wanted: deque[Piece] = deque()
        self._finished = False

    @property
    def events(self) -> int:
        return self._built.events

    async def advance(self) -> bool:
        """Store one piece, False when all are stored. Raises StoreUnavailable when another process ended."""
        while self._may_want() and (piece := self._rest or await self._plan.next(self._making.most())) is not None:
            self._rest = None
            await self._making.want(piece, self.sets)
            self._wanted.append(piece)
        if not self._wanted:
            await self._rows.finish([each.set_id for each in self.sets.values()], self._built.until)
            self._finished = True
            return False
        await self._store(self._wanted.popleft(), await self._making.made())
        return True

    def _may_want(self) -> bool:
        """A large subject goes on with what is built of it, so nothing is wanted behind it."""
        return not self._wanted or (not self._wanted[-1].most and self._making.may_want(len(self._wanted)))

    async def _store(self, piece: Piece, parts: list[Made]) -> None:
        within = max(part.within for part in parts)
        events = self._built.events + sum(part.events for part in parts)
        if within:
            self._rest = piece._replace(within=within)
            built = self._built._replace(within=within, events=events)
        else:
            built = Built(self._built.until, piece.last, 0, events)
        await self._rows.build([part.prepared for part in parts], built)
        self._built = built

    async def settle(self) -> bool:
        """Rows as published are kept of what answers alone."""
        return False

    def successor(self) -> Walk:
        return self._follow(self._built.until) if self._finished else self

    async def close(self) -> None:
        await self._making.close()


class LocalMaking:
    """Builds pieces in this process."""

    def __init__(self, rows: RowStore, builder: Builder) -> None:
        self._rows = rows
        self._builder = builder
        self._wanted: deque[Piece] = deque()

    def may_want(self, wanted: int) -> bool:
        """One is built after the other."""
        return wanted == 0

    def most(self) -> int:
        return EVENTS_PER_PIECE

    async def want(self, piece: Piece, _sets: Mapping[str, ViewSet]) -> None:
        self._wanted.append(piece)

    async def made(self) -> list[Made]:
        part = await self._builder.build(self._wanted.popleft())
        return [Made(await self._rows.prepare(part.stride), part.events, part.within)]

    async def close(self) -> None:
        """Nothing is left to do."""


class RemoteMaking:
    """Has pieces built by other processes, each its share."""

    def __init__(self, others: Others) -> None:
        self._others = Processes(others)

    def may_want(self, wanted: int) -> bool:
        return wanted < (PIECES_AHEAD if self._others.traffic.is_quiet() else 1)

    def most(self) -> int:
        return EVENTS_PER_LARGE_PIECE if self._others.traffic.is_quiet() else EVENTS_PER_PIECE

    async def want(self, piece: Piece, sets: Mapping[str, ViewSet]) -> None:
        await self._others.begin(sets, 0)
        self._others.say(Build(piece))

    async def made(self) -> list[Made]:
        return await self._others.hear(Made)

    async def close(self) -> None:
        await self._others.close()
