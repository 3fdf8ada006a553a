"""Rows from those that are kept, where they can answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby, islice
from typing import Protocol

from timeline.engine.asking.finder import Finder
from timeline.engine.asking.joined import Joined
from timeline.engine.asking.named import row_of
from timeline.engine.asking.source import Asked
from timeline.engine.belief import Belief
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.reading import latest_of, passes
from timeline.errors import ViewBehind
from timeline.log.protocol import Log
from timeline.projections.projection import Projection
from timeline.question import Row
from timeline.rows.body import StoredRows
from timeline.rows.protocol import RowStore
from timeline.rows.wanted import EVERYTHING, LAST_KEY, AsPublished, Stated, Wanted

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
        """Whether the kept rows tell of this question. Raises ViewBehind when they do not reflect the head of a long log in time."""
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
        sets = self._set_ids()
        rows = await self._page(asked, limit)
        # Sets that were swapped out meanwhile may have been removed in part already.
        return rows if self._set_ids() == sets else await self.page(asked, limit)

    def _set_ids(self) -> list[int]:
        return [each.set_id for each in self._keeper.sets.values()]

    async def _page(self, asked: Asked, limit: int) -> Sequence[Row]:
        if asked.view.parts:
            return await self._joined(asked).page(limit)
        finder, wanted = self._finder(asked), self._wanted(asked, asked.view, limit)
        found: Sequence[Row] = StoredRows(())
        while True:
            part = await finder.find(asked.view, wanted)
            shown = _shown(asked, part.rows)
            found = found + shown if isinstance(found, StoredRows) and isinstance(shown, StoredRows) else [*found, *shown]
            if len(found) >= limit or part.last == LAST_KEY:
                return found[:limit]
            wanted = wanted._replace(after=part.last)

    async def row(self, asked: Asked, key: str) -> Row | None:
        if asked.published_by is not None or (asked.view.parts and asked.question.during is not None):
            return await row_of(self._log, asked, key)
        if asked.view.parts:
            return await self._joined(asked).row(key)
        wanted = self._wanted(asked, asked.view, 1)
        if wanted.days is None:
            return await self._rows.row(wanted, key)
        rows = await self._rows.of_key(wanted._replace(limit=ROWS_OF_KEY_MAX), key)
        return next(iter(latest_of(asked.view, rows, {})), None)

    async def history(self, asked: Asked, key: str) -> list[Stated]:
        """What the rows of a key ever said, in order of position."""
        return await self._rows.history(self._keeper.sets[asked.view.name].set_id, key, asked.until)

    def _joined(self, asked: Asked) -> Joined:
        every = asked._replace(question=replace(asked.question, filters={}, certainty=None), after="")
        wanted = {part.view.name: self._wanted(every, part.view, 1) for part in asked.view.parts}
        return Joined(self._rows, self._finder(asked), wanted, asked)

    def _finder(self, asked: Asked) -> Finder:
        return Finder(self._rows, Belief(self._log, min(asked.until, self._keeper.position), asked.published_by))

    def _wanted(self, asked: Asked, view: Projection, limit: int) -> Wanted:
        """The rows of a view, by the first filter."""
        question, published = asked.question, None
        if asked.published_by is not None:
            until = min(asked.until, self._keeper.position)
            published = AsPublished(asked.published_by, until, view.kinds, view.keyed_by_subject)
        return Wanted(
            self._keeper.sets[view.name].set_id,
            asked.on,
            asked.until,
            asked.after,
            limit if question.during is None else 2 * limit,
            None if question.certainty is None else question.certainty == "sure",
            tuple((name, value) for name, values in islice(question.filters.items(), 1) for value in dict.fromkeys(values)) or EVERYTHING,
            None if question.during is None else asked.days,
            published,
        )


def _shown(asked: Asked, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows that pass what they were not found by: of a stretch of days the last sure one of each key, else the last possible one."""
    question, view = asked.question, asked.view
    if question.during is not None:
        latest = chain.from_iterable(latest_of(view, of_key, question.filters) for _, of_key in groupby(rows, key=lambda row: row.key))
        return [row for row in latest if question.certainty in {None, row.certainty}]
    rest = dict(islice(question.filters.items(), 1, None))
    if not rest:
        return rows
    return (
        rows.that(lambda row: passes(view, rest, row)) if isinstance(rows, StoredRows) else [row for row in rows if passes(view, rest, row)]
    )
