"""The rows of one subject that are believed, found by what row they are, by key, and of a key by day."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from timeline.question import Window
from timeline.rows.protocol import Kept

Key = tuple[int, str, bool]
"""A set, a key, and whether the row stands for every day."""


class Believed:
    """Rows of one key never overlap, so they lie in order of their days."""

    def __init__(self) -> None:
        self._by_key: dict[Key, list[Kept]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def keys_of(self, set_id: int) -> list[Key]:
        return [key for key in self._by_key if key[0] == set_id]

    def of(self, key: Key) -> list[Kept]:
        """All rows of a key, in order of their days."""
        return self._by_key.get(key, [])

    def meeting(self, key: Key, days: Window) -> list[Kept]:
        """The rows of a key that share a day with these, in order."""
        kept = self.of(key)
        first = 0 if days.first is None else max(0, bisect_left(kept, days.first, key=_begins) - 1)
        found = []
        for one in islice(kept, first, None):
            if days.last is not None and _begins(one) > days.last:
                break
            if days.first is None or one.place.days.last is None or one.place.days.last >= days.first:
                found.append(one)
        return found

    def add(self, kept: Kept) -> None:
        place = kept.place
        rows = self._by_key.setdefault((place.set_id, place.key, place.every), [])
        rows.insert(bisect_left(rows, _begins(kept), key=_begins), kept)
        self._count += 1

    def remove(self, kept: Kept) -> None:
        place = kept.place
        key = (place.set_id, place.key, place.every)
        rows = self._by_key[key]
        del rows[bisect_left(rows, _begins(kept), key=_begins)]
        self._count -= 1
        if not rows:
            del self._by_key[key]

    def __iter__(self) -> Iterator[Kept]:
        for rows in self._by_key.values():
            yield from rows


def _begins(kept: Kept) -> int:
    first = kept.place.days.first
    return 0 if first is None else first
