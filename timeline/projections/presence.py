"""Troops abroad, by the figure that holds on the day."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
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
from timeline.projections.case import Case, growing
from timeline.projections.evidence import Reading
from timeline.projections.exercise_course import Course, course_of
from timeline.projections.fact_in_force import FactInForce, own_order
from timeline.projections.figure_days import FigureDays
from timeline.projections.figures import FigureItem, Measured, cuts, measured
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
    figures, moves = _figures(case), case.of(*MOVEMENTS)
    lasting = [fact for fact in case.facts if isinstance(fact.data, PLANS_AND_MOVEMENTS) and fact.modality != "denied"]
    evidence = _Evidence(course)
    windows = {} if course.span is None else {"possible": course.span.possible_by, "sure": course.span.sure_by}
    before, readings = _readings(case), dict[Any, Reading]()

    def row(status: StatusSpan, sure: bool, day: Day) -> Row:
        holds = figures.told.holding(day) or figures.every.holding(day)
        others = [m for m in figures.every.beside(day) if m is not holds]
        made = [fact for fact in moves if low(fact.time.earliest) <= day]
        last = evidence.by(day)
        asked = (holds, *others, len(made), last)
        reading = readings[asked] = before.get(asked) or _read(lasting, holds, others, made, last)
        return Row(
            case.subject, "sure" if sure else "possible", None, status.possible, status.sure, reading.state, reading.evidence(windows)
        )

    days = figures.cuts | {fact.time.earliest for fact in moves if fact.time.earliest is not None}
    yield from periods(there, days, row)
    before.clear()
    before.update(readings)


class _Figures:
    """The figures of a deployment, found by day, and the days on which another one may begin to hold."""

    def __init__(self, presence: Iterable[FactInForce]) -> None:
        self.every, self.told, self.cuts = FigureDays(()), FigureDays(()), set[Day]()
        for fact in presence:
            self.add(fact)

    def add(self, fact: FactInForce) -> None:
        figure = measured(fact) if isinstance(fact.data, DeploymentPresenceReported) else None
        if figure is not None:
            self.every.add(figure)
            if fact.modality != "planned":
                self.told.add(figure)
            self.cuts |= cuts([figure])


@growing(_Figures.add)
def _figures(case: Case) -> _Figures:
    return _Figures(case.of(DeploymentPresenceReported))


def _forget(readings: dict[Any, Reading], fact: FactInForce) -> None:
    if isinstance(fact.data, PLANS_AND_MOVEMENTS):
        readings.clear()


@growing(_forget, _forget)
def _readings(_case: Case) -> dict[Any, Reading]:
    """What was read last, by the figures that stand behind it; it reads the same until there is another plan or movement."""
    return {}


Last = tuple[str | None, tuple[FactInForce, ...]]


def _read(
    lasting: Iterable[FactInForce], holds: Measured | None, others: Sequence[Measured], made: Sequence[FactInForce], last: Last
) -> Reading:
    shown = [m.fact for m in (holds, *others) if m is not None]
    reading = Reading(sorted({*lasting, *shown}, key=own_order))
    reading.single("actor", "to", "permanent")
    reading.union("units")
    reading.places()
    reading.told_by()
    if holds is not None:
        reading.put("figure", holds.item["figure"], [holds.fact])
        reading.put("as_of", holds.item, [holds.fact])
    reading.put("others", [m.item for m in others], [m.fact for m in others])
    reading.put("movements", [_movement(fact) for fact in made], made)
    reading.put("last_evidence", *last)
    return reading


class _Evidence:
    """The last day that reports speak of."""

    def __init__(self, course: Course) -> None:
        self._dated = sorted((r for r in course.reports.told() if unbounded(r.last) is not None), key=lambda r: low(r.fact.time.earliest))
        self._firsts = [low(report.fact.time.earliest) for report in self._dated]
        self._last = list(accumulate((report.last for report in self._dated), max))

    def by(self, day: Day) -> Last:
        """By the reports that begin by that day, and those of them that say so."""
        count = bisect_right(self._firsts, day)
        if not count:
            return None, ()
        last = self._last[count - 1]
        begun = self._last.index(last)
        return iso(last), tuple([report.fact for report in self._dated[begun:count] if report.last == last])


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
