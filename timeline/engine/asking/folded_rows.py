"""Rows by folding on the spot: plain, right, and as slow as the log is long."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from heapq import nsmallest
from typing import TypeVar

from timeline.engine.asking.source import Asked
from timeline.engine.fold import cases
from timeline.engine.known import known
from timeline.engine.reading import rows_of
from timeline.log.protocol import Log, Selection
from timeline.question import Row
from timeline.record import Recorded

T = TypeVar("T")
EVENTS_FOLDED_AT_ONCE = 100
"""So many are folded in a few milliseconds, less than a thread is worth."""


class FoldedRows:
    """Folds every subject that the view may show, for each question."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._alone = asyncio.Lock()

    rows_at_once = sys.maxsize
    """All: each page folds anew."""

    async def page(self, asked: Asked, limit: int) -> list[Row]:
        certainty = asked.question.certainty

        def first(events: list[Recorded]) -> list[Row]:
            sought = (row for row in _rows(asked, events) if row.key > asked.after and certainty in {None, row.certainty})
            return nsmallest(limit, sought, key=lambda row: row.key)

        return await self._fold(asked, first)

    async def row(self, asked: Asked, key: str) -> Row | None:
        return await self._fold(asked, lambda events: next((row for row in _rows(asked, events) if row.key == key), None))

    async def _fold(self, asked: Asked, work: Callable[[list[Recorded]], T]) -> T:
        """Do the work in a thread, a long log's one after the other, so that everybody else is answered meanwhile."""
        events: list[Recorded] = []
        for kind in sorted(asked.view.kinds):
            events += await self._log.read(Selection(subject=f"{kind}/", until=asked.until, published_by=asked.published_by))
        if len(events) <= EVENTS_FOLDED_AT_ONCE:
            return work(events)
        async with self._alone:
            return await asyncio.to_thread(work, events)


def _rows(asked: Asked, events: list[Recorded]) -> Iterator[Row]:
    for case in cases(known(event) for event in events).values():
        yield from rows_of(asked.view, case, asked.days, asked.question.filters)
