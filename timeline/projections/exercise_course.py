"""The course of an exercise or a deployment: which status it has on which days, three-valued."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.edtf import Day, iso
from events.exercise import ExerciseCancelled, ExercisePostponed, ExerciseRescheduled
from timeline.projections.bound import LAST_DAY, Resolved, Said, Weight, high, low, of_weight, resolve, said, unbounded
from timeline.projections.case import Case
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.memo import once
from timeline.projections.period import StatusSpan, before, meet, window
from timeline.projections.span import Clash, Reports, Span, span
from timeline.projections.span_reports import ROLES, reports_of
from timeline.question import Window

STATUSES = ("planned", "ongoing", "overdue", "concluded", "postponed", "cancelled")
STOPS = {"postponed": ExercisePostponed, "cancelled": ExerciseCancelled}


@dataclass(frozen=True, slots=True)
class Stop:
    """A postponement or cancellation that stands, and the days in which it falls."""

    status: str
    at: Resolved
    firm: bool
    facts: tuple[FactInForce, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of the course. `spans` are in the order of history; `span` is None where nothing places it but a stop."""

    spans: tuple[StatusSpan, ...]
    span: Span | None
    reports: Reports
    stops: tuple[Stop, ...]
    clashes: tuple[Clash, ...]


@once
def course_of(case: Case) -> Course:
    """The course of the subject by everything that is known of it."""
    roles = ROLES[case.kind]
    standing = _standing_stops(case) if case.kind == "exercise" else []
    reports = reports_of(case)
    begun = reports.named_first()
    ends = [fact for fact in standing if reports.any() and begun <= high(fact.time.latest)]
    stops = _stops([fact for fact in standing if fact not in ends])
    if ends:
        reports = reports_of(case, ends)
    found = span(reports, open_end=roles.open_end)
    clashes = found.clashes if found else ()
    clashes += tuple(
        Clash("cancelled", "reports of the cancellation share no day", s.at.conflict)
        for s in stops
        if s.status == "cancelled" and s.at.conflict
    )
    if reports.any() and (cancelled := [stop for stop in stops if stop.status == "cancelled"]):
        begun_by = tuple(report.fact for report in reports.told())
        clashes += (Clash("order", "it was cancelled before the reported start", (*cancelled[0].facts, *begun_by)),)
    spans = _statuses(reports, found, stops) if found else _stopped(stops, LAST_DAY, LAST_DAY)
    ordered = sorted(spans, key=lambda one: STATUSES.index(one.status or ""))
    return Course(tuple(ordered), found, reports, tuple(stops), clashes)


def last_evidence(course: Course) -> tuple[str | None, list[FactInForce]]:
    """The last day that a report speaks of, and the reports that do."""
    dated = [report for report in course.reports.told() if unbounded(report.last) is not None]
    last = max((report.last for report in dated), default=None)
    return iso(last), [report.fact for report in dated if report.last == last]


def _standing_stops(case: Case) -> list[FactInForce]:
    """Postponements and cancellations after which nothing was rescheduled, by a report published on their day or later."""
    stops = [fact for fact in case.of(*STOPS.values()) if fact.modality != "planned"]
    resumed = max((fact.published for fact in case.of(ExerciseRescheduled)), default=None)
    return [fact for fact in stops if resumed is None or resumed < low(fact.time.earliest)]


def _stops(facts: Sequence[FactInForce]) -> list[Stop]:
    found = []
    for status, kind in STOPS.items():
        same = tuple(fact for fact in facts if isinstance(fact.data, kind))
        told: list[Said] = [said(fact, fact.time.start._replace(first=fact.time.earliest, last=fact.time.latest)) for fact in same]
        at = resolve(of_weight(told, Weight.QUALIFIED)) or resolve(told)
        if at is not None:
            found.append(Stop(status, at, any(one.weight is Weight.FIRM for one in told), same))
    return sorted(found, key=lambda stop: (stop.at.first, stop.at.last))


def _statuses(reports: Reports, found: Span, stops: Sequence[Stop]) -> list[StatusSpan]:
    """Every status with its days. Stops that stand lie before a reported start; without one they end the plan."""
    begun = reports.any()
    stop_first = min((stop.at.first for stop in stops), default=LAST_DAY)
    stop_last = min((stop.at.last for stop in stops if stop.firm), default=LAST_DAY)
    possibly_before, surely_before = window(None, before(unbounded(stop_last))), window(None, before(unbounded(stop_first)))
    start_first = low(found.possible.first)
    start_last = max(start_first, high(found.start.last))
    made: list[StatusSpan | None] = []
    if _has_plan(reports):
        planned = window(None, before(unbounded(start_last)))
        sure = window(None, start_first - 1) if unbounded(start_first) else None
        made.append(_status("planned", meet(planned, possibly_before), meet(sure, surely_before)))
    ongoing = found.possible if begun else meet(found.possible, possibly_before)
    made.append(_status("ongoing", ongoing, found.sure))
    if found.over is not None:
        surely_over = window(found.surely_over, None) if found.surely_over is not None else None
        made.append(_status("concluded", found.over, surely_over))
    if found.planned_end and found.possible.last is not None:
        overdue = window(found.possible.last + 1, None)
        possible = overdue if begun else meet(overdue, possibly_before)
        sure = None if found.qualified_end else overdue if begun else meet(overdue, surely_before)
        made.append(_status("overdue", possible, sure))
    until = (start_first, start_last) if begun else (LAST_DAY, LAST_DAY)
    return [one for one in made if one is not None] + _stopped(stops, *until)


def _has_plan(reports: Reports) -> bool:
    return reports.plan.start is not None or reports.plan.end is not None


def _status(status: str, possible: Window | None, sure: Window | None) -> StatusSpan | None:
    return StatusSpan(status, possible, meet(sure, possible)) if possible is not None else None


def _stopped(stops: Sequence[Stop], start_first: Day, start_last: Day) -> list[StatusSpan]:
    """Each stop from its day to the next stop or the start, whichever is first."""
    made = []
    for number, stop in enumerate(stops):
        later = stops[number + 1 :]
        next_first = min([start_first, *(one.at.first for one in later)])
        next_last = min([start_last, *(one.at.last for one in later)])
        possible = window(unbounded(stop.at.first), before(unbounded(next_last)))
        sure = window(unbounded(stop.at.last), before(unbounded(next_first))) if stop.firm and unbounded(stop.at.last) else None
        made.append(_status(stop.status, possible, sure))
    return [one for one in made if one is not None]
