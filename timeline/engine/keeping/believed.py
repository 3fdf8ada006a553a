"""The rows of one subject that are believed, found by set, by key, and of a key by day."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from timeline.question import Window
from timeline.rows.kept import Kept


class Believed:
    """Rows of one key never overlap, so they lie in order of their days."""

    def __init__(self) -> None:
        self._sets: dict[int, dict[str, list[Kept]]] = {}
        self._count = 0
        self.windows: dict[int, bytes] = {}
        """By set the windows of all its rows, where they are kept apart."""

    def __len__(self) -> int:
        return self._count

    def of_set(self, set_id: int) -> Iterator[Kept]:
        for rows in self._sets.get(set_id, {}).values():
            yield from rows

    def of(self, set_id: int, key: str) -> list[Kept]:
        """All rows of a key, in order of their days."""
        return self._sets.get(set_id, {}).get(key, [])

    def meeting(self, set_id: int, key: str, days: Window) -> list[Kept]:
        """The rows of a key that share a day with these, in order."""
        kept = self.of(set_id, key)
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
        rows = self._sets.setdefault(place.set_id, {}).setdefault(place.key, [])
        rows.insert(bisect_left(rows, _begins(kept), key=_begins), kept)
        self._count += 1

    def remove(self, kept: Kept) -> None:
        of_set = self._sets[kept.place.set_id]
        rows = of_set[kept.place.key]
        del rows[bisect_left(rows, _begins(kept), key=_begins)]
        self._count -= 1
        if not rows:
            del of_set[kept.place.key]

    def __iter__(self) -> Iterator[Kept]:
        for set_id in self._sets:
            yield from self.of_set(set_id)


def _begins(kept: Kept) -> int:
    first = kept.place.days.first
    return 0 if first is None else first
