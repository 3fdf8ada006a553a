"""Troops abroad, by the figure that holds on the day."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

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
from timeline.projections.bound import low
from timeline.projections.case import Case, growing
from timeline.projections.evidence import Reading
from timeline.projections.exercise_course import course_of
from timeline.projections.fact_in_force import FactInForce, own_order
from timeline.projections.figure_series import FigureSeries
from timeline.projections.figures import FigureItem, Measured, measured
from timeline.projections.last_evidence import Step, differing, step_on, steps_of
from timeline.projections.memo import once
from timeline.projections.period import ALWAYS, Period, StatusSpan, between, periods, stretches
from timeline.projections.projection import Filter, Projection, Regrown
from timeline.projections.row_windows import RowWindows, told
from timeline.question import Row, Window

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
    """Rows wait for their windows, which are those of the deployment."""
    seen = _last_seen(case)
    seen[:] = [_seen(case)]
    yield from _periods(case, ALWAYS)


@once
def windows(case: Case) -> RowWindows | None:
    there, span = _seen(case).there, course_of(case).span
    if there is None or span is None:
        return None
    return RowWindows(there.possible, there.sure, {"possible": told(span.possible_by), "sure": told(span.sure_by)})


def regrown(case: Case) -> list[Regrown] | None:
    """With a further figure, only rows near its days, those that became sure, and those that it is the last evidence of."""
    assert case.change is not None
    last_seen, now = _last_seen(case), _seen(case)
    changed = [*case.change.gone, *case.change.further]
    if not last_seen or not all(isinstance(fact.data, DeploymentPresenceReported) for fact in changed):
        return None
    (before,) = last_seen
    if before.there is None or now.there is None:
        return None
    last_seen[:] = [now]
    days = [_figures(case).reach(figure) for fact in changed if (figure := measured(fact)) is not None]
    days += [*between(before.there.possible, now.there.possible), *between(before.there.sure, now.there.sure)]
    days += differing(before.evidence, now.evidence)
    return [Regrown(case.subject, stretch, partial(_periods, case)) for stretch in stretches(days)]


def _take(series: FigureSeries, fact: FactInForce) -> None:
    if isinstance(fact.data, DeploymentPresenceReported) and (figure := measured(fact)) is not None:
        series.add(figure)


def _drop(series: FigureSeries, fact: FactInForce) -> None:
    if isinstance(fact.data, DeploymentPresenceReported) and (figure := measured(fact)) is not None:
        series.remove(figure)


@growing(_take, _drop)
def _figures(case: Case) -> FigureSeries:
    return FigureSeries(filter(None, map(measured, case.of(DeploymentPresenceReported))))


class _Seen(NamedTuple):
    """What rows depend on beside the figures near their day: the days on which it is there, and the steps of the last evidence."""

    there: StatusSpan | None
    evidence: list[Step]


@once
def _seen(case: Case) -> _Seen:
    course = course_of(case)
    return _Seen(next((span for span in course.spans if span.status == "ongoing"), None), steps_of(course))


def _stays(_seen: list[_Seen], _fact: FactInForce) -> None:
    """It is about the rows that were made last, whatever facts come and go."""


@growing(_stays, _stays)
def _last_seen(_case: Case) -> list[_Seen]:
    """What the rows that were made last depend on, nothing before any were."""
    return []


def _periods(case: Case, days: Window) -> Iterator[Period]:
    there, evidence = _seen(case)
    if there is None:
        return
    figures, moves, lasting = _figures(case), case.of(*MOVEMENTS), case.of(*PLANS_AND_MOVEMENTS)

    def row(_status: StatusSpan, sure: bool, day: Day) -> Row:
        made = [fact for fact in moves if low(fact.time.earliest) <= day]
        reading = _read(lasting, *figures.on(day), made, step_on(evidence, day))
        return Row(case.subject, "sure" if sure else "possible", None, ALWAYS, None, reading.state, reading.evidence_so_far())

    cuts = figures.cuts_in(days) + [fact.time.earliest for fact in moves if fact.time.earliest is not None]
    yield from periods([there], cuts, row, days)


def _read(
    lasting: Iterable[FactInForce], holds: Measured | None, others: Sequence[Measured], made: Sequence[FactInForce], last: Step | None
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
    if last is not None:
        reading.put("last_evidence", iso(last.last), last.by)
    return reading


def _movement(fact: FactInForce) -> dict[str, Any]:
    said = fact.data.model_dump(exclude_none=True)
    return {"type": fact.type, "valid": fact.report.valid, **{name: value for name, value in said.items() if value != ()}}


VIEW = Projection(
    name="presence",
    row="a deployment, with the figure that holds on the day",
    state=PresenceState,
    kinds=frozenset({"deployment"}),
    fold=fold,
    regrown=regrown,
    windows=windows,
    filters={
        "actor": Filter("whose deployment", lambda row: [row.state.get("actor")]),
        "country": Filter("the country of a place", lambda row: [p.get("country") for p in row.state.get("places", ())]),
    },
)
