"""Troops abroad, by the figure that holds on the day."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from typing_extensions import TypedDict

from events.deployment import (
    DeploymentAnnounced,
    DeploymentArrived,
    DeploymentPresenceReported,
    DeploymentReinforced,
    DeploymentRotated,
    DeploymentWithdrawn,
)
from events.edtf import Day, iso
from timeline.projections.bound import low, unbounded
from timeline.projections.case import Case, FactInForce
from timeline.projections.evidence import Reading
from timeline.projections.exercise_course import Course, course_of
from timeline.projections.figure_days import FigureDays
from timeline.projections.figures import FigureItem, cuts, measured
from timeline.projections.period import Period, StatusSpan, periods
from timeline.projections.projection import Filter, Projection
from timeline.question import Row

MOVEMENTS = (DeploymentArrived, DeploymentRotated, DeploymentReinforced, DeploymentWithdrawn)
PLANS_AND_MOVEMENTS = (DeploymentAnnounced, *MOVEMENTS)
"""Few, so that they stand behind every row; of the many figures only those near the day do."""


class PresenceState(TypedDict, total=False):
    """A deployment as known: `figure` is the one that holds on the day, with the time that it is about.

    `others` are the further ones that cover the day, and the nearest before and after it; `last_evidence` is the last day that a
    report which begins by then speaks of.
    """

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
    presence = case.of(DeploymentPresenceReported)
    figures = [m for fact in presence if (m := measured(fact)) is not None]
    every, told = FigureDays(figures), FigureDays(m for m in figures if m.fact.modality != "planned")
    lasting = [fact for fact in case.facts if isinstance(fact.data, PLANS_AND_MOVEMENTS) and fact.modality != "denied"]
    moves = case.of(*MOVEMENTS)
    evidence = _Evidence(course)

    def row(status: StatusSpan, sure: bool, day: Day) -> Row:
        holds = told.holding(day) or every.holding(day)
        others = [m for m in every.beside(day) if m is not holds]
        shown = [m.fact for m in (holds, *others) if m is not None]
        reading = _lasting(sorted({*lasting, *shown}, key=lambda fact: fact.order))
        if holds is not None:
            reading.put("figure", holds.item["figure"], [holds.fact])
            reading.put("as_of", holds.item, [holds.fact])
        reading.put("others", [m.item for m in others], [m.fact for m in others])
        made = [fact for fact in moves if low(fact.time.earliest) <= day]
        reading.put("movements", [_movement(fact) for fact in made], made)
        reading.put("last_evidence", *evidence.by(day))
        if course.span is not None:
            reading.rests("possible", on=course.span.possible_by)
            reading.rests("sure", on=course.span.sure_by)
        return Row(case.subject, "sure" if sure else "possible", None, status.possible, status.sure, reading.state, reading.evidence())

    days = cuts(figures) | {fact.time.earliest for fact in moves if fact.time.earliest is not None}
    yield from periods(there, days, row)


def _lasting(facts: list[FactInForce]) -> Reading:
    """What the facts behind the row say of the deployment as a whole."""
    reading = Reading(facts)
    reading.single("actor", "to", "permanent")
    reading.union("units")
    reading.places()
    reading.told_by()
    return reading


class _Evidence:
    """The last day that reports speak of."""

    def __init__(self, course: Course) -> None:
        self._dated = sorted((r for r in course.reports.told() if unbounded(r.last) is not None), key=lambda r: low(r.fact.time.earliest))
        self._firsts = [low(report.fact.time.earliest) for report in self._dated]
        self._last = list(accumulate((report.last for report in self._dated), max))

    def by(self, day: Day) -> tuple[str | None, list[FactInForce]]:
        """By the reports that begin by that day, and those of them that say so."""
        count = bisect_right(self._firsts, day)
        if not count:
            return None, []
        last = self._last[count - 1]
        begun = self._last.index(last)
        return iso(last), [report.fact for report in self._dated[begun:count] if report.last == last]


def _movement(fact: FactInForce) -> dict[str, Any]:
    said = fact.data.model_dump(exclude_none=True)
    return {"type": fact.type, "valid": fact.report.valid, **{name: value for name, value in said.items() if value != ()}}


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
