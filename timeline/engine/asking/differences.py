"""Two streams of rows in order of key, and where they differ."""

from collections.abc import AsyncIterator
from typing import NamedTuple

from timeline.question import Row
from timeline.rows import body


class Pair(NamedTuple):
    """A key whose rows differ: the row before and the row after, None where there is none."""

    key: str
    before: Row | None
    after: Row | None


async def differing(before: AsyncIterator[Row], after: AsyncIterator[Row]) -> AsyncIterator[Pair]:
    """Each key whose rows do not read the same, in order."""
    one, other = await anext(before, None), await anext(after, None)
    while one is not None or other is not None:
        key = min(row.key for row in (one, other) if row is not None)
        old = one if one is not None and one.key == key else None
        new = other if other is not None and other.key == key else None
        if not alike(old, new):
            yield Pair(key, old, new)
        if old is not None:
            one = await anext(before, None)
        if new is not None:
            other = await anext(after, None)


def alike(one: Row | None, other: Row | None) -> bool:
    """Whether both read the same, or neither is there."""
    return one is other or (one is not None and other is not None and body.write(one) == body.write(other))
