"""The rows of an exercise: what the views of exercises share."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from typing_extensions import TypedDict

from events.edtf import Day, iso
from events.exercise import ExerciseFigureReported
from timeline.projections.bound import Said, unbounded
from timeline.projections.case import Case
from timeline.projections.evidence import Reading
from timeline.projections.exercise_course import Course, Stop, course_of, last_evidence
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.figure_days import FigureDays
from timeline.projections.figures import FigureItem, Measured, cuts, measured
from timeline.projections.memo import once
from timeline.projections.participants import Participant, participation_of
from timeline.projections.period import Period, StatusSpan, periods
from timeline.projections.projection import Filter
from timeline.question import Row

Days = list[str | None]


class ExerciseState(TypedDict, total=False):
    """An exercise as known. Pairs of days are the first and the last possible one, null for no bound."""

    name: str
    aliases: list[str]
    series: str
    edition: int
    named_after: str
    outcome: str
    host: list[str]
    focus: list[str]
    participants: list[Participant]
    places: list[dict[str, Any]]
    figures: list[FigureItem]
    planned: dict[str, Days]
    actual: dict[str, Days]
    stopped: list[dict[str, Any]]
    last_evidence: str
    sources: list[str]
    disputes: list[str]


EXERCISE_FILTERS = {
    "participant": Filter("an actor that takes part that day", lambda row: [p["actor"] for p in row.state.get("participants", ())]),
    "host": Filter("an actor that hosts", lambda row: row.state.get("host", ())),
    "series": Filter("the series", lambda row: [row.state.get("series")]),
    "country": Filter("the country of a place", lambda row: [p.get("country") for p in row.state.get("places", ())]),
}


class _Daily(NamedTuple):
    """What changes from day to day: the days on which it may, and the rows made so far, which several views share."""

    scales: list[FigureDays]
    changes: list[Day]
    rows: dict[tuple[StatusSpan, bool, int], Row]


def exercise_rows(statuses: frozenset[str]) -> Callable[[Case], Iterator[Period]]:
    """The fold of a view that selects these statuses."""
    return partial(_rows, statuses)


def _rows(statuses: frozenset[str], case: Case) -> Iterator[Period]:
    selected = [span for span in course_of(case).spans if span.status in statuses]
    yield from periods(selected, _daily(case).changes, partial(_row, case)) if selected else ()


@once
def _daily(case: Case) -> _Daily:
    by_scale: dict[tuple[object, ...], list[Measured]] = {}
    for figure in filter(None, map(measured, case.of(ExerciseFigureReported))):
        by_scale.setdefault(figure.scale, []).append(figure)
    changes = set(participation_of(case).cuts).union(*map(cuts, by_scale.values()))
    return _Daily(list(map(FigureDays, by_scale.values())), sorted(changes), {})


def _row(case: Case, status: StatusSpan, sure: bool, day: Day) -> Row:
    daily = _daily(case)
    asked = status, sure, bisect_right(daily.changes, day)
    if asked not in daily.rows:
        daily.rows[asked] = _made(case, status, sure, day)
    return daily.rows[asked]


def _made(case: Case, status: StatusSpan, sure: bool, day: Day) -> Row:
    reading = _lasting(case).copy()
    reading.put("participants", *participation_of(case).on(day))
    shown = [m for figures in _daily(case).scales if (m := figures.holding(day)) is not None]
    reading.put("figures", [m.item for m in shown], [m.fact for m in shown])
    evidence = reading.evidence(_windows(course_of(case), status))
    return Row(case.subject, "sure" if sure else "possible", status.status, status.possible, status.sure, reading.state, evidence)


@once
def _lasting(case: Case) -> Reading:
    """What reads the same on every day."""
    reading = Reading(fact for fact in case.facts if fact.type.startswith("exercise.") and fact.modality != "denied")
    reading.names()
    reading.single("series", "edition", "named_after", "outcome")
    reading.union("host", "focus")
    reading.places()
    _dates(reading, course_of(case))
    reading.told_by()
    return reading


def _dates(reading: Reading, course: Course) -> None:
    plan, span = course.reports.plan, course.span
    planned = {name: _days(end) for name, end in (("start", plan.start), ("end", plan.end)) if end is not None}
    reading.put("planned", planned or None, [end.fact for end in (plan.start, plan.end) if end is not None])
    told = course.reports
    if span is not None and told.any():
        actual = {}
        if told.starts or told.activity:
            actual["start"] = span.start.as_json()
        if told.ends:
            actual["end"] = span.end.as_json()
        reading.put("actual", actual or None, [report.fact for report in told.told()])
    reading.put("last_evidence", *last_evidence(course))
    reading.put("stopped", [_stop(stop) for stop in course.stops], [fact for stop in course.stops for fact in stop.facts])


def _stop(stop: Stop) -> dict[str, Any]:
    reasons = [reason for fact in stop.facts if (reason := fact.says.get("reason"))]
    return {"status": stop.status, "days": [iso(unbounded(stop.at.first)), iso(unbounded(stop.at.last))], "reasons": reasons}


def _days(end: Said) -> Days:
    return [iso(unbounded(end.first)), iso(unbounded(end.last))]


def _windows(course: Course, status: StatusSpan) -> dict[str, Sequence[FactInForce]]:
    """The facts behind the windows and the status of a row."""
    stops = [fact for stop in course.stops if stop.status == status.status for fact in stop.facts]
    possible_by, sure_by = (course.span.possible_by, course.span.sure_by) if course.span else ((), ())
    possible = stops or possible_by
    return {"possible": possible, "status": possible, "sure": (stops or sure_by or possible_by) if status.sure is not None else ()}
