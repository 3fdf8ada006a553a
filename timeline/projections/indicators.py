"""Numbers about the world, by the figure that holds on the day."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from typing_extensions import TypedDict

from events.edtf import Day
from events.statement import IndicatorReported
from timeline.projections.bound import unbounded
from timeline.projections.case import Case, growing
from timeline.projections.evidence import Reading
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.figure_days import FigureDays
from timeline.projections.figures import FigureItem, Measured, cuts, measured
from timeline.projections.period import ALWAYS, Period, StatusSpan, edges, periods
from timeline.projections.projection import Filter, Projection, Regrown
from timeline.projections.valid_days import sure_days
from timeline.question import Row, Window


class IndicatorState(TypedDict, total=False):
    """An indicator of a subject: `figure` is the one that holds on the day.

    `others` are the further ones that cover the day, and the nearest before and after it.
    """

    subject: str
    indicator: str
    figure: dict[str, Any]
    as_of: FigureItem
    base: str
    of: str
    others: list[FigureItem]
    sources: list[str]
    disputes: list[str]


class _Indicator:
    """The figures of one indicator, found by day, and the days on which a row may change."""

    def __init__(self, name: str, figures: Iterable[Measured]) -> None:
        self.name = name
        told = list(figures)
        self.every = FigureDays(told)
        self.actual = FigureDays(m for m in told if m.fact.modality != "planned")
        self._cut_by = Counter(cut for figure in told for cut in _cuts(figure))
        self.cuts = sorted(self._cut_by)

    def add(self, figure: Measured) -> None:
        self.every.add(figure)
        if figure.fact.modality != "planned":
            self.actual.add(figure)
        for cut in _cuts(figure):
            self._cut_by[cut] += 1
            if self._cut_by[cut] == 1:
                insort(self.cuts, cut)

    def remove(self, figure: Measured) -> None:
        self.every.remove(figure)
        if figure.fact.modality != "planned":
            self.actual.remove(figure)
        for cut in _cuts(figure):
            self._cut_by[cut] -= 1
            if not self._cut_by[cut]:
                del self._cut_by[cut]
                del self.cuts[bisect_left(self.cuts, cut)]

    def cuts_in(self, days: Window) -> list[Day]:
        low = 0 if days.first is None else bisect_left(self.cuts, days.first)
        high = len(self.cuts) if days.last is None else bisect_right(self.cuts, days.last)
        return self.cuts[low:high]

    def reach(self, figure: Measured) -> Window:
        """The days on whose row the figure has a bearing."""
        reaches = [self.every.reach(figure)]
        if figure.fact.modality != "planned":
            reaches.append(self.actual.reach(figure))
        firsts, lasts = [w.first for w in reaches], [w.last for w in reaches]
        return Window(
            None if None in firsts else min(day for day in firsts if day is not None),
            None if None in lasts else max(day for day in lasts if day is not None),
        )


def _cuts(figure: Measured) -> set[Day]:
    return cuts([figure]) | edges([sure_days(figure.fact)])


def _take(found: dict[str, _Indicator], fact: FactInForce) -> None:
    figure = measured(fact) if isinstance(fact.data, IndicatorReported) else None
    if figure is None:
        return
    if figure.field in found:
        found[figure.field].add(figure)
    else:
        found[figure.field] = _Indicator(figure.field, [figure])


def _drop(found: dict[str, _Indicator], fact: FactInForce) -> None:
    figure = measured(fact) if isinstance(fact.data, IndicatorReported) else None
    if figure is None:
        return
    found[figure.field].remove(figure)
    if not found[figure.field].every:
        del found[figure.field]


@growing(_take, _drop)
def _indicators(case: Case) -> dict[str, _Indicator]:
    by_name: dict[str, list[Measured]] = {}
    for figure in filter(None, map(measured, case.of(IndicatorReported))):
        by_name.setdefault(figure.field, []).append(figure)
    return {name: _Indicator(name, figures) for name, figures in by_name.items()}


def fold(case: Case) -> Iterator[Period]:
    """A figure holds from its first day until a later one covers the day; it is sure on the days that it surely covers."""
    for _, indicator in sorted(_indicators(case).items()):
        yield from _periods(case, indicator, ALWAYS)


def regrown(case: Case) -> list[Regrown] | None:
    """Only rows near the days of a figure that came or went; all of them where it begins the indicator, or did."""
    assert case.change is not None
    gone, further = _figures(case.change.gone), _figures(case.change.further)
    found = []
    for name in {figure.field: None for figure in (*gone, *further)}:
        indicator = _indicators(case).get(name)
        if indicator is None:
            return None
        changed = [figure for figure in (*gone, *further) if figure.field == name]
        begun = [indicator.every.first_without(changed), *(figure.first for figure in changed if figure in gone)]
        if min((day for day in begun if day is not None), default=None) != indicator.every.first:
            return None
        found += [Regrown(f"{case.subject}#{name}", indicator.reach(figure), partial(_periods, case, indicator)) for figure in changed]
    return found


def _figures(facts: Iterable[FactInForce]) -> list[Measured]:
    return [figure for fact in facts if isinstance(fact.data, IndicatorReported) and (figure := measured(fact)) is not None]


def _periods(case: Case, indicator: _Indicator, days: Window) -> Iterator[Period]:
    span = StatusSpan(None, Window(unbounded(indicator.every.first), None), None)
    yield from periods([span], indicator.cuts_in(days), partial(_row, case.subject, indicator), days)


def _row(subject: str, indicator: _Indicator, status: StatusSpan, _sure: bool, day: Day) -> Row:
    holds = indicator.actual.holding(day) or indicator.every.holding(day)
    others = [m for m in indicator.every.beside(day) if m is not holds]
    shown = [m.fact for m in (holds, *others) if m is not None]
    surely = _surely(shown, day)
    reading = Reading(shown)
    reading.put("subject", subject, shown)
    reading.put("indicator", indicator.name, shown)
    if holds is not None:
        reading.put("figure", holds.item["figure"], [holds.fact])
        reading.put("as_of", holds.item, [holds.fact])
        for name in ("base", "of"):
            reading.put(name, getattr(holds.fact.data, name, None), [holds.fact])
    reading.put("others", [m.item for m in others], [m.fact for m in others])
    reading.told_by()
    evidence = reading.evidence({"possible": shown, "sure": [fact for fact in shown if surely is not None and sure_days(fact) is not None]})
    key = f"{subject}#{indicator.name}"
    return Row(key, "sure" if surely else "possible", None, status.possible, surely, reading.state, evidence)


def _surely(shown: Sequence[FactInForce], day: Day) -> Window | None:
    """The stretch of days around this one that the figures shown surely cover between them."""
    firm = sorted(days for fact in shown if (days := sure_days(fact)) is not None and days.holds(day))
    return Window(firm[0].first, max(days.last or 0 for days in firm)) if firm else None


VIEW = Projection(
    name="indicators",
    row="an indicator of a subject, with the figure that holds on the day",
    state=IndicatorState,
    kinds=frozenset({"exercise", "agreement", "incursion", "deployment", "actor", "topic"}),
    fold=fold,
    regrown=regrown,
    filters={
        "subject": Filter("the subject", lambda row: [row.state.get("subject")], of_subject=True),
        "indicator": Filter("the indicator", lambda row: [row.state.get("indicator")]),
    },
)
