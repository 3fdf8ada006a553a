"""Numbers about the world, by the figure that holds on the day."""

from collections.abc import Iterator, Sequence
from typing import Any

from typing_extensions import TypedDict

from events.edtf import Day
from events.statement import IndicatorReported
from timeline.projections.bound import unbounded
from timeline.projections.case import Case, FactInForce
from timeline.projections.evidence import Reading
from timeline.projections.figure_days import FigureDays
from timeline.projections.figures import FigureItem, Measured, cuts, measured
from timeline.projections.period import Period, StatusSpan, edges, periods
from timeline.projections.projection import Filter, Projection
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
    every, told = FigureDays(figures), FigureDays(m for m in figures if m.fact.modality != "planned")

    def row(status: StatusSpan, _sure: bool, day: Day) -> Row:
        holds = told.holding(day) or every.holding(day)
        others = [m for m in every.beside(day) if m is not holds]
        shown = [m.fact for m in (holds, *others) if m is not None]
        surely = _surely(shown, day)
        reading = Reading(shown)
        reading.put("subject", case.subject, shown)
        reading.put("indicator", indicator, shown)
        if holds is not None:
            reading.put("figure", holds.item()["figure"], [holds.fact])
            reading.put("as_of", holds.item(), [holds.fact])
            for name in ("base", "of"):
                reading.put(name, getattr(holds.fact.data, name, None), [holds.fact])
        reading.put("others", [m.item() for m in others], [m.fact for m in others])
        reading.told_by()
        reading.rests("possible", on=shown)
        reading.rests("sure", on=[fact for fact in shown if surely is not None and sure_days(fact) is not None])
        return Row(key, "sure" if surely else "possible", None, status.possible, surely, reading.state, reading.evidence())

    firm = [days for m in figures if (days := sure_days(m.fact)) is not None]
    yield from periods([StatusSpan(None, known, None)], cuts(figures) | edges(firm), row)


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
    filters={
        "subject": Filter("the subject", lambda row: [row.state.get("subject")], of_subject=True),
        "indicator": Filter("the indicator", lambda row: [row.state.get("indicator")]),
    },
)
