"""Rows of subjects that a question names: each is folded on the spot, whatever else the log holds."""

import sys
from collections.abc import AsyncIterator

from timeline.engine.asking.keys import subjects_named
from timeline.engine.asking.source import Asked
from timeline.engine.belief import Belief
from timeline.engine.reading import rows_of
from timeline.log.protocol import Log
from timeline.question import Row


def names_subjects(asked: Asked) -> bool:
    """Whether the question is narrowed to subjects."""
    return any(asked.view.filters[name].of_subject for name in asked.question.filters)


class NamedRows:
    """Folds the subjects that are named, for each question."""

    def __init__(self, log: Log) -> None:
        self._log = log

    async def _all(self, asked: Asked) -> AsyncIterator[Row]:
        belief = Belief(self._log, asked.until, asked.published_by)
        filters = asked.question.filters
        for subject in sorted({value for name, one in asked.view.filters.items() if one.of_subject for value in filters.get(name, ())}):
            kind, _, slug = subject.partition("/")
            case = await belief.case(subject) if kind in asked.view.kinds and slug and not slug.endswith("/") else None
            for row in rows_of(asked.view, case, asked.days, filters) if case is not None else ():
                yield row

    rows_at_once = sys.maxsize
    """All: each page folds anew."""

    async def page(self, asked: Asked, limit: int) -> list[Row]:
        certainty = asked.question.certainty
        found = [row async for row in self._all(asked) if row.key > asked.after and certainty in {None, row.certainty}]
        return sorted(found, key=lambda row: row.key)[:limit]

    async def row(self, asked: Asked, key: str) -> Row | None:
        return next((row for row in [each async for each in self._all(asked)] if row.key == key), None)


async def row_of(log: Log, asked: Asked, key: str) -> Row | None:
    """The row of one key, by folding the subjects that it may be of."""
    belief = Belief(log, asked.until, asked.published_by)
    for subject in sorted(await subjects_named(key, asked.view.kinds, log)):
        case = await belief.case(await belief.end(subject))
        for row in rows_of(asked.view, case, asked.days, asked.question.filters) if case is not None else ():
            if row.key == key:
                return row
    return None
