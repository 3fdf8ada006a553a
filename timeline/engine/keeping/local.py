"""Strides that are folded and stored in this process."""

from collections.abc import Mapping

from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.keeping.settling import SUBJECTS_AT_ONCE
from timeline.engine.keeping.stride import Pause, Strider, Walk
from timeline.log.protocol import Log
from timeline.rows.protocol import RowStore


class LocalStrider(Strider):
    """A `Strider` of all subjects, which keeps their rows as published, too."""

    def __init__(self, log: Log, rows: RowStore, sets: Mapping[str, ViewSet], position: int, pause: Pause) -> None:
        super().__init__(log, rows, sets, position, pause)
        self._store = rows

    @property
    def events(self) -> int:
        return self.position

    def successor(self) -> Walk:
        return self

    async def settle(self) -> bool:
        """Keep the rows as published of some subjects; False when those of all are kept."""
        subjects = await self._store.unsettled(SUBJECTS_AT_ONCE)
        if subjects:
            found = await self.tell(subjects, self.position)
            await self._store.settle(found.settling, [await self._store.prepare(found.stride)])
        return bool(subjects)
