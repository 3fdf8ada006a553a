"""Numbers about the world, by the figure that holds on the day."""

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
from timeline.projections.figure_series import FigureSeries
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


def _cuts(figure: Measured) -> set[Day]:
    return cuts([figure]) | edges([sure_days(figure.fact)])


def _series(figures: Iterable[Measured]) -> FigureSeries:
    return FigureSeries(figures, _cuts)


def _take(found: dict[str, FigureSeries], fact: FactInForce) -> None:
    figure = measured(fact) if isinstance(fact.data, IndicatorReported) else None
    if figure is None:
        return
    if figure.field in found:
        found[figure.field].add(figure)
    else:
        found[figure.field] = _series([figure])


def _drop(found: dict[str, FigureSeries], fact: FactInForce) -> None:
    figure = measured(fact) if isinstance(fact.data, IndicatorReported) else None
    if figure is None:
        return
    found[figure.field].remove(figure)
    if not found[figure.field]:
        del found[figure.field]


@growing(_take, _drop)
def _indicators(case: Case) -> dict[str, FigureSeries]:
    by_name: dict[str, list[Measured]] = {}
    for figure in filter(None, map(measured, case.of(IndicatorReported))):
        by_name.setdefault(figure.field, []).append(figure)
    return {name: _series(figures) for name, figures in by_name.items()}


def fold(case: Case) -> Iterator[Period]:
    """A figure holds from its first day until a later one covers the day; it is sure on the days that it surely covers."""
    for name, figures in sorted(_indicators(case).items()):
        yield from _periods(case, name, figures, ALWAYS)


def regrown(case: Case) -> list[Regrown] | None:
    """Only rows near the days of a figure that came or went; all of them where it begins the indicator, or did."""
    assert case.change is not None
    gone, further = _figures(case.change.gone), _figures(case.change.further)
    found = []
    for name in {figure.field: None for figure in (*gone, *further)}:
        series = _indicators(case).get(name)
        if series is None:
            return None
        changed = [figure for figure in (*gone, *further) if figure.field == name]
        begun = [series.first_without(changed), *(figure.first for figure in changed if figure in gone)]
        if min((day for day in begun if day is not None), default=None) != series.first:
            return None
        found += [Regrown(f"{case.subject}#{name}", series.reach(figure), partial(_periods, case, name, series)) for figure in changed]
    return found


def _figures(facts: Iterable[FactInForce]) -> list[Measured]:
    return [figure for fact in facts if isinstance(fact.data, IndicatorReported) and (figure := measured(fact)) is not None]


def _periods(case: Case, name: str, series: FigureSeries, days: Window) -> Iterator[Period]:
    span = StatusSpan(None, Window(unbounded(series.first), None), None)
    yield from periods([span], series.cuts_in(days), partial(_row, case.subject, name, series), days)


def _row(subject: str, name: str, series: FigureSeries, status: StatusSpan, _sure: bool, day: Day) -> Row:
    holds, others = series.on(day)
    shown = [m.fact for m in (holds, *others) if m is not None]
    surely = _surely(shown, day)
    reading = Reading(shown)
    reading.put("subject", subject, shown)
    reading.put("indicator", name, shown)
    if holds is not None:
        reading.put("figure", holds.item["figure"], [holds.fact])
        reading.put("as_of", holds.item, [holds.fact])
        for part in ("base", "of"):
            reading.put(part, getattr(holds.fact.data, part, None), [holds.fact])
    reading.put("others", [m.item for m in others], [m.fact for m in others])
    reading.told_by()
    evidence = reading.evidence({"possible": shown, "sure": [fact for fact in shown if surely is not None and sure_days(fact) is not None]})
    return Row(f"{subject}#{name}", "sure" if surely else "possible", None, status.possible, surely, reading.state, evidence)


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
