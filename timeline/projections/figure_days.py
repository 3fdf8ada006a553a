"""Which figure holds on a day, and which stand beside it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from events.edtf import Day
from timeline.projections.day_index import DayIndex
from timeline.projections.figures import Measured


class FigureDays:
    """Figures, found by day."""

    def __init__(self, figures: Iterable[Measured]) -> None:
        every = list(figures)
        self._index = DayIndex(every, lambda m: (m.first, m.last))
        self._by_last = sorted(every, key=lambda m: m.last)
        self._by_first = sorted(every, key=lambda m: m.first)

    def holding(self, day: Day) -> Measured | None:
        """The preferred figure that covers the day, else the preferred of the latest before it, else None."""
        return max(self._index.on(day) or self.before(day), key=lambda m: m.fact.preference, default=None)

    def beside(self, day: Day) -> list[Measured]:
        """Those that cover the day, and the nearest before and after it."""
        return [*self.before(day), *sorted(self._index.on(day), key=_own_order), *self.after(day)]

    def before(self, day: Day) -> list[Measured]:
        """The latest that end before the day."""
        past = bisect_left(self._by_last, day, key=lambda m: m.last)
        latest = self._by_last[past - 1].last if past else 0
        return sorted(self._by_last[bisect_left(self._by_last, latest, key=lambda m: m.last) : past], key=_own_order)

    def after(self, day: Day) -> list[Measured]:
        """The earliest that begin after the day."""
        past = bisect_right(self._by_first, day, key=lambda m: m.first)
        following = self._by_first[past:]
        earliest = following[0].first if following else 0
        return sorted(following[: bisect_right(following, earliest, key=lambda m: m.first)], key=_own_order)


def _own_order(measured: Measured) -> tuple[Day, Day, bytes, str]:
    return measured.fact.order
