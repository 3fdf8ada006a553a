"""The rows of an exercise: what the views of exercises share."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from typing_extensions import TypedDict

from events.edtf import Day, iso
from events.exercise import ExerciseFigureReported
from timeline.projections.bound import Said, unbounded
from timeline.projections.case import CASES_REMEMBERED, Case, FactInForce
from timeline.projections.evidence import Reading
from timeline.projections.exercise_course import Course, Stop, course_of, last_evidence
from timeline.projections.figures import FigureItem, Measured, cuts, measured, of_day
from timeline.projections.participants import Participant, participants_on, participation_cuts
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


def exercise_rows(statuses: frozenset[str]) -> Callable[[Case], Sequence[Period]]:
    """The fold of a view that selects these statuses."""
    return partial(_rows, statuses)


@lru_cache(maxsize=2 * CASES_REMEMBERED)
def _rows(statuses: frozenset[str], case: Case) -> Sequence[Period]:
    course = course_of(case)
    figures = [m for fact in case.of(ExerciseFigureReported) if (m := measured(fact)) is not None]
    changes = participation_cuts(case) | cuts(figures)
    selected = [span for span in course.spans if span.status in statuses]
    return list(periods(selected, changes, partial(_row, case, course, figures))) if selected else ()


def _row(case: Case, course: Course, figures: list[Measured], status: StatusSpan, sure: bool, day: Day) -> Row:
    reading = _lasting(case).copy()
    reading.put("participants", *participants_on(case, day))
    scales = list(dict.fromkeys(m.scale for m in figures))
    shown = [m for scale in scales if (m := of_day([f for f in figures if f.scale == scale], day)) is not None]
    reading.put("figures", [m.item() for m in shown], [m.fact for m in shown])
    _windows(reading, course, status)
    return Row(case.subject, "sure" if sure else "possible", status.status, status.possible, status.sure, reading.state, reading.evidence())


@lru_cache(maxsize=CASES_REMEMBERED)
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
    reasons = [fact.data.reason for fact in stop.facts if getattr(fact.data, "reason", None)]  # type: ignore[attr-defined]
    return {"status": stop.status, "days": [iso(unbounded(stop.at.first)), iso(unbounded(stop.at.last))], "reasons": reasons}


def _days(end: Said) -> Days:
    return [iso(unbounded(end.first)), iso(unbounded(end.last))]


def _windows(reading: Reading, course: Course, status: StatusSpan) -> None:
    """The facts behind the windows and the status of the row."""
    stops = [fact for stop in course.stops if stop.status == status.status for fact in stop.facts]
    behind: list[FactInForce] = stops or (list(course.span.possible_by) if course.span else [])
    reading.by["possible"] = behind
    reading.by["status"] = behind
    if status.sure is not None:
        reading.by["sure"] = stops or (list(course.span.sure_by or course.span.possible_by) if course.span else [])
