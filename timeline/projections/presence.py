"""Troops abroad, by the figure that holds on the day."""

from collections.abc import Iterator
from typing import Any

from typing_extensions import TypedDict

from events.deployment import DeploymentArrived, DeploymentPresenceReported, DeploymentReinforced, DeploymentRotated, DeploymentWithdrawn
from events.edtf import Day
from timeline.projections.bound import low
from timeline.projections.case import Case
from timeline.projections.evidence import Reading
from timeline.projections.exercise_course import Course, course_of, last_evidence
from timeline.projections.figures import FigureItem, cuts, measured, of_day
from timeline.projections.period import Period, StatusSpan, periods
from timeline.projections.projection import Filter, Projection
from timeline.question import Row

MOVEMENTS = (DeploymentArrived, DeploymentRotated, DeploymentReinforced, DeploymentWithdrawn)


class PresenceState(TypedDict, total=False):
    """A deployment as known: `figure` is the one that holds on the day, with the time that it is about; `others` all further ones."""

    actor: str
    to: str
    units: list[str]
    permanent: bool
    figure: dict[str, Any]
    as_of: FigureItem
    others: list[FigureItem]
    movements: list[dict[str, Any]]
    places: list[dict[str, Any]]
    last_evidence: str
    sources: list[str]
    disputes: list[str]


def fold(case: Case) -> Iterator[Period]:
    course = course_of(case)
    there = [span for span in course.spans if span.status == "ongoing"]
    if not there:
        return
    figures = [m for fact in case.of(DeploymentPresenceReported) if (m := measured(fact)) is not None]
    moves = case.of(*MOVEMENTS)

    lasting = _lasting(case, course)
    told = [m for m in figures if m.fact.modality != "planned"]
    items = {m.fact.id: m.item() for m in figures}

    def row(status: StatusSpan, sure: bool, day: Day) -> Row:
        reading = lasting.copy()
        holds = of_day(told, day) or of_day(figures, day)
        if holds is not None:
            reading.put("figure", items[holds.fact.id]["figure"], [holds.fact])
            reading.put("as_of", items[holds.fact.id], [holds.fact])
        others = [m.fact for m in figures if m is not holds]
        reading.put("others", [items[fact.id] for fact in others], others)
        made = [fact for fact in moves if low(fact.time.earliest) <= day]
        reading.put("movements", [_movement(fact.type, fact.data.model_dump(exclude_none=True), fact.report.valid) for fact in made], made)
        return Row(case.subject, "sure" if sure else "possible", None, status.possible, status.sure, reading.state, reading.evidence())

    days = cuts(figures) | {fact.time.earliest for fact in moves if fact.time.earliest is not None}
    yield from periods(there, days, row)


def _lasting(case: Case, course: Course) -> Reading:
    """What reads the same on every day."""
    reading = Reading(fact for fact in case.facts if fact.type.startswith("deployment.") and fact.modality != "denied")
    reading.single("actor", "to", "permanent")
    reading.union("units")
    reading.places()
    reading.put("last_evidence", *last_evidence(course))
    reading.told_by()
    if course.span is not None:
        reading.rests("possible", on=course.span.possible_by)
        reading.rests("sure", on=course.span.sure_by)
    return reading


def _movement(kind: str, said: dict[str, Any], valid: str) -> dict[str, Any]:
    return {"type": kind, "valid": valid, **{name: value for name, value in said.items() if value != ()}}


VIEW = Projection(
    name="presence",
    row="a deployment, with the figure that holds on the day",
    state=PresenceState,
    kinds=frozenset({"deployment"}),
    fold=fold,
    filters={
        "actor": Filter("whose deployment", lambda row: [row.state.get("actor")]),
        "country": Filter("the country of a place", lambda row: [p.get("country") for p in row.state.get("places", ())]),
    },
)
