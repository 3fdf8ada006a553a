"""Numbers about the world, by the figure that holds on the day."""

from collections.abc import Iterator, Sequence
from typing import Any

from typing_extensions import TypedDict

from events.edtf import Bound, Day
from events.statement import IndicatorReported
from timeline.projections.bound import unbounded
from timeline.projections.case import Case
from timeline.projections.evidence import Reading
from timeline.projections.figures import FigureItem, Measured, cuts, measured, of_day
from timeline.projections.period import Period, StatusSpan, periods
from timeline.projections.projection import Filter, Projection
from timeline.projections.valid_days import sure_days
from timeline.question import Row, Window


class IndicatorState(TypedDict, total=False):
    """An indicator of a subject: `figure` is the one that holds on the day, `others` all further ones that cover it."""

    subject: str
    indicator: str
    figure: dict[str, Any]
    as_of: FigureItem
    base: str
    of: str
    others: list[FigureItem]
    sources: list[str]
    disputes: list[str]


def fold(case: Case) -> Iterator[Period]:
    """A figure holds from its first day until a later one covers the day; it is sure on the days that it surely covers."""
    by_indicator: dict[str, list[Measured]] = {}
    for fact in case.of(IndicatorReported):
        if (figure := measured(fact)) is not None:
            by_indicator.setdefault(figure.field, []).append(figure)
    for indicator, figures in sorted(by_indicator.items()):
        yield from _periods(case, indicator, figures)


def _periods(case: Case, indicator: str, figures: Sequence[Measured]) -> Iterator[Period]:
    key = f"{case.subject}#{indicator}"
    known = Window(unbounded(min(m.first for m in figures)), None)
    spans = [StatusSpan(None, known, run) for run in _runs(figures)] or [StatusSpan(None, known, None)]

    def row(status: StatusSpan, sure: bool, day: Day) -> Row:
        holds = of_day([m for m in figures if m.fact.modality != "planned"], day) or of_day(figures, day)
        covering = [m for m in figures if m.first <= day <= m.last and m is not holds]
        shown = [m.fact for m in (holds, *covering) if m is not None]
        reading = Reading(shown)
        reading.state |= {"subject": case.subject, "indicator": indicator}
        if holds is not None:
            reading.put("figure", holds.item()["figure"], [holds.fact])
            reading.put("as_of", holds.item(), [holds.fact])
        reading.single("base", "of")
        reading.put("others", [m.item() for m in covering], [m.fact for m in covering])
        reading.told_by()
        reading.rests("possible", on=shown)
        reading.rests("sure", on=[fact for fact in shown if sure and sure_days(fact) is not None])
        return Row(key, "sure" if sure else "possible", None, status.possible, status.sure, reading.state, reading.evidence())

    yield from periods(spans, cuts(figures), row)


def _runs(figures: Sequence[Measured]) -> list[Window]:
    """The stretches of days that some figure surely covers, joined where they touch."""
    firm = [days for m in figures if (days := sure_days(m.fact)) is not None and days.first is not None and days.last is not None]
    runs: list[tuple[Day, Day]] = []
    for days in sorted(firm, key=lambda w: w.first or 0):
        first, last = _day(days.first), _day(days.last)
        if runs and first <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(runs[-1][1], last))
        else:
            runs.append((first, last))
    return [Window(first, last) for first, last in runs]


def _day(bound: Bound) -> Day:
    assert bound is not None
    return bound


VIEW = Projection(
    name="indicators",
    row="an indicator of a subject, with the figure that holds on the day",
    state=IndicatorState,
    kinds=frozenset({"exercise", "agreement", "incursion", "deployment", "actor", "topic"}),
    fold=fold,
    filters={
        "subject": Filter("the subject", lambda row: [row.state.get("subject")], of_subject=True),
        "indicator": Filter("the indicator", lambda row: [row.state.get("indicator")]),
    },
)
