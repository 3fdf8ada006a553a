"""Which figure holds on a day, and which stand beside it."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterable

from events.edtf import Bound, Day
from timeline.projections.day_index import DayIndex
from timeline.projections.figures import Measured
from timeline.question import Window


class FigureDays:
    """Figures, found by day."""

    def __init__(self, figures: Iterable[Measured]) -> None:
        every = list(figures)
        self._index = DayIndex(every, lambda m: (m.first, m.last))
        self._by_last = sorted(every, key=_last)
        self._by_first = sorted(every, key=_first)

    def add(self, figure: Measured) -> None:
        self._index.add(figure)
        insort(self._by_last, figure, key=_last)
        insort(self._by_first, figure, key=_first)

    def remove(self, figure: Measured) -> None:
        """Let go of a figure that was added."""
        self._index.remove(figure)
        _remove(self._by_last, figure, _last)
        _remove(self._by_first, figure, _first)

    def __bool__(self) -> bool:
        return bool(self._by_first)

    @property
    def first(self) -> Day:
        """The first day that a figure covers."""
        return self._by_first[0].first

    def first_without(self, figures: Collection[Measured]) -> Bound:
        """The first day that a figure other than these covers, None where there are no others."""
        return next((one.first for one in self._by_first if one not in figures), None)

    def reach(self, figure: Measured) -> Window:
        """The days on which a figure can hold, or stand beside the one that does."""
        earlier = bisect_left(self._by_first, figure.first, key=_first)
        later = bisect_right(self._by_last, figure.last, key=_last)
        return Window(
            self._by_first[earlier - 1].first if earlier else None,
            self._by_last[later].last if later < len(self._by_last) else None,
        )

    def holding(self, day: Day) -> Measured | None:
        """The preferred figure that covers the day, else the preferred of the latest before it, else None."""
        found = self._index.on(day) or self.before(day)
        return max(found, key=_preference) if len(found) > 1 else found[0] if found else None

    def beside(self, day: Day) -> list[Measured]:
        """Those that cover the day, and the nearest before and after it."""
        return [*self.before(day), *_in_order(self._index.on(day)), *self.after(day)]

    def before(self, day: Day) -> list[Measured]:
        """The latest that end before the day."""
        past = bisect_left(self._by_last, day, key=_last)
        if past == 0:
            return []
        alike = bisect_left(self._by_last, self._by_last[past - 1].last, hi=past, key=_last)
        return _in_order(self._by_last[alike:past])

    def after(self, day: Day) -> list[Measured]:
        """The earliest that begin after the day."""
        past = bisect_right(self._by_first, day, key=_first)
        if past == len(self._by_first):
            return []
        alike = bisect_right(self._by_first, self._by_first[past].first, lo=past, key=_first)
        return _in_order(self._by_first[past:alike])


def _remove(figures: list[Measured], figure: Measured, key: Callable[[Measured], Day]) -> None:
    place = bisect_left(figures, key(figure), key=key)
    while figures[place] is not figure:
        place += 1
    del figures[place]


def _in_order(figures: list[Measured]) -> list[Measured]:
    return sorted(figures, key=_own_order) if len(figures) > 1 else figures


def _first(measured: Measured) -> Day:
    return measured.first


def _last(measured: Measured) -> Day:
    return measured.last


def _preference(measured: Measured) -> tuple[int, int, Day, bytes, str]:
    return measured.fact.preference


def _own_order(measured: Measured) -> tuple[Day, Day, bytes, str]:
    return measured.fact.order
