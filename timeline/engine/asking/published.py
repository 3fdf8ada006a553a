"""Rows as published by a day: those that are kept, of subjects of which everything was published by then, and folded ones of the rest.

Subjects of which something was published by the day and something later are folded on the spot, as far as their keys can be on the page.
"""

from collections.abc import AsyncIterator, Sequence
from heapq import merge

from timeline.engine.asking.keys import LAST_KEY, subjects_named
from timeline.engine.asking.source import Asked
from timeline.engine.belief import Belief
from timeline.engine.reading import rows_of
from timeline.log.protocol import Log
from timeline.projections.case import Case
from timeline.question import Row
from timeline.rows.protocol import RowStore

SUBJECTS_AT_ONCE = 20
"""So many are read in one step and folded in the next few milliseconds."""
_AFTER_SUBJECT = "$"
"""Keys of a subject are the subject, or go on with a ``#``, which comes right before this."""


async def with_folded(log: Log, rows: RowStore, asked: Asked, kept: Sequence[Row], limit: int) -> list[Row]:
    """The first rows: `kept` are the first of those that need no folding, in order of key."""
    last = kept[-1].key if len(kept) == limit else LAST_KEY
    folded = [row async for row in _folded(log, rows, asked, last)]
    return list(merge(kept, sorted(folded, key=_key), key=_key))[:limit]


async def row_of(log: Log, asked: Asked, key: str) -> Row | None:
    """The row of one key, by folding the subjects that it may be of."""
    belief = Belief(log, asked.until, asked.published_by)
    for subject in sorted(await subjects_named(key, asked.view.kinds, log)):
        case = await belief.case(await belief.end(subject))
        for row in rows_of(asked.view, case, asked.days, asked.question.filters) if case is not None else ():
            if row.key == key:
                return row
    return None


async def _folded(log: Log, rows: RowStore, asked: Asked, last: str) -> AsyncIterator[Row]:
    """The rows up to the last key of subjects that have to be folded, in no order."""
    certainty = asked.question.certainty
    async for case in _cases(log, rows, asked, last):
        for row in rows_of(asked.view, case, asked.days, asked.question.filters):
            if asked.after < row.key <= last and certainty in {None, row.certainty}:
                yield row


async def _cases(log: Log, rows: RowStore, asked: Asked, last: str) -> AsyncIterator[Case]:
    assert asked.published_by is not None
    belief = Belief(log, asked.until, asked.published_by)
    least, most = (asked.after, last) if asked.view.keyed_by_subject else ("", LAST_KEY)
    for kind in sorted(asked.view.kinds):
        found = await rows.published_around(asked.published_by, f"{kind}/", min(f"{kind}/{LAST_KEY}", most))
        alone = [subject for subject, merged in found if not merged and f"{subject}{_AFTER_SUBJECT}" > least]
        for start in range(0, len(alone), SUBJECTS_AT_ONCE):
            for case in await belief.unmerged_cases(alone[start : start + SUBJECTS_AT_ONCE]):
                yield case
        for subject in [subject for subject, merged in found if merged]:
            known = await belief.case(subject)
            if known is not None:
                yield known


def _key(row: Row) -> str:
    return row.key
