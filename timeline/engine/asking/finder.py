"""Rows that are kept, with those of subjects that no kept rows tell of, which are folded on the spot.

These are subjects of which something was published by the day asked for and something later, and whose rows as published are not kept,
or not yet.
"""

from collections.abc import AsyncIterator, Sequence
from heapq import merge
from itertools import chain
from typing import NamedTuple

from timeline.engine.belief import Belief
from timeline.engine.reading import periods_of, rows_of
from timeline.projections.case import Case
from timeline.projections.period import meet
from timeline.projections.projection import Projection
from timeline.question import Row, Window
from timeline.rows.protocol import RowStore
from timeline.rows.wanted import EVERYTHING, LAST_KEY, Rest, Wanted

SUBJECTS_AT_ONCE = 20
"""So many are read in one step and folded in the next few milliseconds."""
ROWS_AT_ONCE = 1_000
_AFTER_SUBJECT = "$"
"""Keys of a subject are the subject, or go on with a ``#``, which comes right before this."""


class Stretch(NamedTuple):
    """Rows in order of key, and of a key in order of days: all that there are up to the last key."""

    rows: Sequence[Row]
    last: str


class Finder:
    """Finds rows of one state of knowledge."""

    def __init__(self, rows: RowStore, belief: Belief) -> None:
        self._rows = rows
        self._belief = belief

    async def find(self, view: Projection, wanted: Wanted) -> Stretch:
        """The first rows of a view; of `days` all, else at most `limit`."""
        found = await self._rows.find(wanted)
        told = found.told if wanted.scopes == EVERYTHING else found.told.that(lambda row: _has_scope(view, wanted, row))
        folded = [row async for row in self._folded(view, wanted, found.rest, found.last)] if found.rest else []
        if not (told or folded):
            return Stretch(found.rows, found.last)
        kept = (found.rows + told).by_key() if told else found.rows
        rows = list(merge(kept, sorted(folded, key=_key), key=_key)) if folded else kept
        if wanted.days is None and len(rows) > wanted.limit:
            rows = rows[: wanted.limit]
            return Stretch(rows, rows[-1].key)
        return Stretch(rows, found.last)

    async def others(self, view: Projection, wanted: Wanted) -> list[Row]:
        """All rows of what was published by a day that rows of everything known do not tell, in order of key."""
        found: list[Row] = []
        wanted = wanted._replace(limit=ROWS_AT_ONCE, known=False)
        while wanted.published is not None:
            stretch = await self.find(view, wanted)
            found += stretch.rows
            if stretch.last == LAST_KEY:
                break
            wanted = wanted._replace(after=stretch.last)
        return found

    async def _folded(self, view: Projection, wanted: Wanted, rest: Rest, last: str) -> AsyncIterator[Row]:
        """The rows of these subjects with keys up to the last one; sorted by key, those of a key are in order of days."""
        async for case in self._cases(view, wanted, rest, last):
            for row in _rows_wanted(view, case, wanted):
                if wanted.after < row.key <= last:
                    yield row

    async def _cases(self, view: Projection, wanted: Wanted, rest: Rest, last: str) -> AsyncIterator[Case]:
        least, most = (wanted.after, last) if view.keyed_by_subject else ("", LAST_KEY)
        sought = [joined for joined in rest if any(least < f"{subject}{_AFTER_SUBJECT}" and subject <= most for subject in joined)]
        for start in range(0, len(sought), SUBJECTS_AT_ONCE):
            for case in await self._belief.cases(sought[start : start + SUBJECTS_AT_ONCE]):
                if case.kind in view.kinds:
                    yield case


def _rows_wanted(view: Projection, case: Case, wanted: Wanted) -> list[Row]:
    """As a store would find them, had it the subject's rows."""
    if wanted.days is not None:
        days = wanted.days
        return [period.row for period in periods_of(view, case) if meet(period.days, days) is not None]
    on = Window(wanted.on, wanted.on)
    found = chain.from_iterable(rows_of(view, case, on, {name: (value,)} if name else {}) for name, value in wanted.scopes)
    by_key = {row.key: row for row in found}
    return [row for row in by_key.values() if wanted.sure is None or wanted.sure == (row.certainty == "sure")]


def _has_scope(view: Projection, wanted: Wanted, row: Row) -> bool:
    """Whether the row has one of the values by which rows are wanted."""
    return any(value in view.filters[name].values(row) for name, value in wanted.scopes)


def _key(row: Row) -> str:
    return row.key
