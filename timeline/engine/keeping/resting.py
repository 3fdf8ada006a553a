"""Rows of a store that somebody else keeps, or nobody at the moment: as far as they go, they answer."""

from collections.abc import Mapping

from timeline.engine.keeping.rectangles import ViewSet
from timeline.projections.projection import Projection
from timeline.rows.protocol import RowStore


class Resting:
    """What was kept when it was last looked at. `caught_up` looks again."""

    follows = False

    def __init__(self, rows: RowStore, views: Mapping[str, Projection]) -> None:
        self._rows = rows
        self._views = views
        self.sets: Mapping[str, ViewSet] = {}
        self.position = 0

    async def caught_up(self, position: int, _seconds: float) -> bool:
        """Whether the rows reflect the position. Rows of other versions of the code do not count."""
        kept = await self._rows.sets()
        current = {name: found for name, found in kept.items() if name in self._views and found.version == self._views[name].version}
        self.sets = {name: ViewSet(self._views[name], found.id) for name, found in current.items()}
        self.position = min((found.position for found in current.values()), default=0)
        return self.position >= position
