"""Figures of one thing over time: which holds on a day, which stand beside it, and on which days a further one has a bearing."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable

from events.edtf import Bound, Day
from timeline.projections.figure_days import FigureDays
from timeline.projections.figures import Measured, cuts
from timeline.projections.period import hull
from timeline.question import Window


class FigureSeries:
    """Figures, plain and planned. `cuts_of` gives the days on which a row may change because of one."""

    def __init__(self, figures: Iterable[Measured] = (), cuts_of: Callable[[Measured], set[Day]] = lambda figure: cuts([figure])) -> None:
        self._cuts_of = cuts_of
        told = list(figures)
        self._every = FigureDays(told)
        self._actual = FigureDays(m for m in told if m.fact.modality != "planned")
        self._cut_by = Counter(cut for figure in told for cut in cuts_of(figure))
        self._cuts = sorted(self._cut_by)

    def __bool__(self) -> bool:
        return bool(self._every)

    def add(self, figure: Measured) -> None:
        self._every.add(figure)
        if figure.fact.modality != "planned":
            self._actual.add(figure)
        for cut in self._cuts_of(figure):
            self._cut_by[cut] += 1
            if self._cut_by[cut] == 1:
                insort(self._cuts, cut)

    def remove(self, figure: Measured) -> None:
        self._every.remove(figure)
        if figure.fact.modality != "planned":
            self._actual.remove(figure)
        for cut in self._cuts_of(figure):
            self._cut_by[cut] -= 1
            if not self._cut_by[cut]:
                del self._cut_by[cut]
                del self._cuts[bisect_left(self._cuts, cut)]

    @property
    def first(self) -> Day:
        """The first day that a figure covers."""
        return self._every.first

    def first_without(self, figures: Collection[Measured]) -> Bound:
        """The first day that a figure other than these covers, None where there are no others."""
        return self._every.first_without(figures)

    def cuts_in(self, days: Window) -> list[Day]:
        """The days among these on which a row may change."""
        low = 0 if days.first is None else bisect_left(self._cuts, days.first)
        high = len(self._cuts) if days.last is None else bisect_right(self._cuts, days.last)
        return self._cuts[low:high]

    def reach(self, figure: Measured) -> Window:
        """The days on whose row a figure has a bearing."""
        reaches = [self._every.reach(figure)]
        if figure.fact.modality != "planned":
            reaches.append(self._actual.reach(figure))
        return hull(reaches)

    def on(self, day: Day) -> tuple[Measured | None, list[Measured]]:
        """The figure that holds on the day, a planned one only where no other does, and those beside it."""
        holds = self._actual.holding(day) or self._every.holding(day)
        return holds, [m for m in self._every.beside(day) if m is not holds]
