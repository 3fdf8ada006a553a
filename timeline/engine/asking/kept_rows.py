"""Rows from those that are kept, where they can answer."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Protocol

from timeline.engine.asking.joined import Joined
from timeline.engine.asking.published import row_of, with_folded
from timeline.engine.asking.source import Asked
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.reading import latest_of, passes
from timeline.errors import ViewBehind
from timeline.log.protocol import Log
from timeline.projections.projection import Projection
from timeline.question import Row
from timeline.rows.body import StoredRows
from timeline.rows.protocol import RowStore, Stated, Wanted

WAIT_SECONDS = 2.0
RETRY_AFTER_SECONDS = 1
ROWS_OF_KEY_MAX = 1_000_000
FOLDED_EVENTS_MAX = 3_000
"""A log up to this size is folded on the spot, in about a second, rather than that nothing is answered."""


class Keeping(Protocol):
    """What knows how far rows are kept. `follows`: they are being kept up with the log, so that waiting helps."""

    @property
    def follows(self) -> bool: ...

    @property
    def sets(self) -> Mapping[str, ViewSet]: ...

    @property
    def position(self) -> int: ...

    async def caught_up(self, position: int, seconds: float) -> bool: ...


class KeptRows:
    """Reads what a keeper keeps."""

    rows_at_once = 1_000

    def __init__(self, log: Log, rows: RowStore, keeper: Keeping) -> None:
        self._log = log
        self._rows = rows
        self._keeper = keeper

    @property
    def position(self) -> int:
        """The last position that the rows reflect."""
        return self._keeper.position

    async def can_answer(self, asked: Asked, head: int) -> bool:
        """Whether the kept rows tell of this question. Views are joined day by day, of all that was published.

        Raises ViewBehind when they do not reflect the head of a long log in time.
        """
        if asked.view.parts and (asked.published_by is not None or asked.question.during is not None):
            return False
        needed = min(asked.until, head)
        if asked.question.stale or await self._keeper.caught_up(needed, WAIT_SECONDS):
            return self._keeps(asked.view)
        if head <= FOLDED_EVENTS_MAX or not self._keeper.follows:
            return False
        raise ViewBehind(
            f"{asked.view.name} reflects position {self._keeper.position} of {head}; try again, or say stale=ok",
            retry_after=RETRY_AFTER_SECONDS,
        )

    def _keeps(self, view: Projection) -> bool:
        return all(each.name in self._keeper.sets for each in ([part.view for part in view.parts] or [view]))

    async def page(self, asked: Asked, limit: int) -> Sequence[Row]:
        if asked.view.parts:
            return await self._joined(asked).page(limit)
        kept = await (self._day(asked, limit) if asked.question.during is None else self._span(asked, limit))
        if asked.published_by is None:
            return kept
        asked = asked._replace(until=min(asked.until, self._keeper.position))
        return await with_folded(self._log, self._rows, asked, kept, limit)

    async def _day(self, asked: Asked, limit: int) -> StoredRows:
        """The rows of a day, or those that stand for every day."""
        filters = asked.question.filters
        first, *others = filters or [""]
        rest = {name: filters[name] for name in others}
        found = StoredRows(())
        after = asked.after
        while len(found) < limit:
            rows = await self._rows.page(self._wanted(asked, after, limit, first, filters.get(first, ("",))))
            found += rows.that(lambda row: passes(asked.view, rest, row)) if rest else rows
            if len(rows) < limit:
                break
            after = rows[-1].key
        return found[:limit]

    async def row(self, asked: Asked, key: str) -> Row | None:
        if asked.view.parts:
            return await self._joined(asked).row(key)
        if asked.published_by is not None:
            return await row_of(self._log, asked, key)
        if asked.question.during is not None:
            rows = await self._rows.span(self._wanted(asked, "", ROWS_OF_KEY_MAX, "", ("",)), asked.days, key)
            return next(iter(latest_of(asked.view, rows, {})), None)
        return await self._rows.row(self._wanted(asked, "", 1, "", ("",)), key)

    async def history(self, asked: Asked, key: str) -> list[Stated]:
        """What the rows of a key ever said, in order of position."""
        return await self._rows.history(self._keeper.sets[asked.view.name].set_id, key, asked.until)

    async def _span(self, asked: Asked, limit: int) -> list[Row]:
        """The rows of a stretch of days: of each key the last sure one, else the last possible one."""
        found: list[Row] = []
        certainty = asked.question.certainty
        after, size = asked.after, 2 * limit
        while len(found) < limit:
            rows = await self._rows.span(self._wanted(asked, after, size, "", ("",)), asked.days)
            by_key = [(key, list(group)) for key, group in groupby(rows, key=lambda row: row.key)]
            more = len(rows) == size
            whole = by_key[:-1] if more else by_key  # of the last key there may be more
            for _, group in whole:
                found += [row for row in latest_of(asked.view, group, asked.question.filters) if certainty in {None, row.certainty}]
            if not more:
                break
            after, size = (whole[-1][0], size) if whole else (after, 4 * size)
        return found[:limit]

    def _joined(self, asked: Asked) -> Joined:
        return Joined(self._rows, {part.view.name: self._keeper.sets[part.view.name].set_id for part in asked.view.parts}, asked)

    def _wanted(self, asked: Asked, after: str, limit: int, name: str, values: tuple[str, ...]) -> Wanted:
        certainty = asked.question.certainty
        set_id = self._keeper.sets[asked.view.name].set_id
        sure = None if certainty is None else certainty == "sure"
        return Wanted(set_id, asked.on, asked.until, after, limit, sure, name, tuple(dict.fromkeys(values)), asked.published_by)
