"""What the facts of a subject say of its span: reports of its ends, activity, plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from events.deployment import (
    DeploymentAnnounced,
    DeploymentArrived,
    DeploymentPresenceReported,
    DeploymentReinforced,
    DeploymentRotated,
    DeploymentWithdrawn,
)
from events.edtf import Range
from events.exercise import (
    ExerciseAnnounced,
    ExerciseConcluded,
    ExerciseExtended,
    ExerciseHeld,
    ExerciseReportedOngoing,
    ExerciseRescheduled,
    ExerciseStarted,
)
from events.fact import Fact
from events.incursion import IncursionEnded, IncursionReported
from timeline.projections.bound import Said, Weight, high, low, said
from timeline.projections.case import Case
from timeline.projections.day_index import DayIndex
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.memo import once
from timeline.projections.span import Activity, Plan, Reports, Span, span
from timeline.projections.valid_days import ends_of

Types = tuple[type[Fact], ...]


@dataclass(frozen=True, slots=True)
class Roles:
    """Which types of a kind of subject speak of its span, and how."""

    starts: Types = ()
    ends: Types = ()
    whole: Types = ()
    activity: Types = ()
    plans: Types = ()
    revisions: Types = ()
    """Plans that are stronger than others."""
    open_end: bool = True

    @property
    def types(self) -> Types:
        return self.starts + self.ends + self.whole + self.activity + self.plans + self.revisions


ROLES = {
    "exercise": Roles(
        starts=(ExerciseStarted,),
        ends=(ExerciseConcluded,),
        whole=(ExerciseHeld,),
        activity=(ExerciseReportedOngoing,),
        plans=(ExerciseAnnounced,),
        revisions=(ExerciseRescheduled, ExerciseExtended),
    ),
    "deployment": Roles(
        starts=(DeploymentArrived,),
        ends=(DeploymentWithdrawn,),
        activity=(DeploymentPresenceReported, DeploymentRotated, DeploymentReinforced),
        plans=(DeploymentAnnounced,),
    ),
    "incursion": Roles(ends=(IncursionEnded,), activity=(IncursionReported,), open_end=False),
}


@once
def span_of(case: Case) -> Span | None:
    """The span of the subject by everything that is known of it, None if nothing places it."""
    return span(reports_of(case), open_end=ROLES[case.kind].open_end)


def reports_of(case: Case, further_ends: Iterable[FactInForce] = ()) -> Reports:
    """What the facts say of the span; `further_ends` are facts of other types that put its end in their range."""
    roles = ROLES[case.kind]
    facts = case.of(*roles.types)
    told = [fact for fact in facts if fact.modality != "planned"]
    plans = [fact for fact in facts if fact.modality == "planned"]
    whole = [fact for fact in told if isinstance(fact.data, roles.whole)]
    ends = [*(f for f in told if isinstance(f.data, roles.ends)), *further_ends]
    return Reports(
        starts=[*(_when(f) for f in told if isinstance(f.data, roles.starts)), *(said(f, ends_of(f)[0]) for f in whole if _dates(f, 0))],
        ends=[*(_when(f) for f in ends), *(said(f, ends_of(f)[1]) for f in whole if _dates(f, 1))],
        activity=_precise([activity_of(f) for f in told if isinstance(f.data, roles.activity) and not _of_nobody(f)]),
        plan=_plan(plans, roles),
    )


def _of_nobody(fact: FactInForce) -> bool:
    """Whether a report of presence counts nobody: a figure, but no activity."""
    return isinstance(fact.data, DeploymentPresenceReported) and fact.data.figure.cmp == "eq" and fact.data.figure.value == 0


def _dates(fact: FactInForce, end: int) -> bool:
    """Whether a report of a whole span dates its start (0) or end (1); an open or unknown end is not reported."""
    return fact.time.ends[end] == "dated"


@once
def _when(fact: FactInForce) -> Said:
    """A report of an end puts it somewhere in its range, whatever its mode."""
    return said(fact, Range(fact.time.earliest, fact.time.latest, fact.time.qualified))


@once
def activity_of(fact: FactInForce) -> Activity:
    """A report that it was going on, on days as `valid` and its mode say."""
    time = fact.time
    start, end = ends_of(fact)
    weight = said(fact, Range(None, None, time.qualified)).weight
    first, last = low(time.earliest), high(time.latest)
    if fact.mode == "within":
        return Activity(last, first, first, last, weight, fact)
    by, until = start.last, end.first
    start_by = high(by if by is not None else until)
    end_from = low(until if until is not None else by)
    return Activity(start_by, end_from, first, last, weight, fact)


def _precise(told: Sequence[Activity]) -> list[Activity]:
    """Activity on some day of a range says nothing beside activity inside that range of no less weight; it is left out."""
    if not any(map(_may_hold_others, told)):
        return list(told)
    near = DayIndex(told, lambda one: (one.first, one.last))
    return [one for one in told if not _may_hold_others(one) or not any(_inside(other, one) for other in near.meeting(one.first, one.last))]


def _may_hold_others(one: Activity) -> bool:
    return one.first < one.last and one.fact.mode == "within"


def _inside(other: Activity, one: Activity) -> bool:
    narrower = (other.first, other.last) != (one.first, one.last) and one.first <= other.first and other.last <= one.last
    return narrower and other.weight >= one.weight


def _plan(plans: Sequence[FactInForce], roles: Roles) -> Plan:
    """Each bound from the strongest plan that names it: a revision before others, then the later published."""
    strongest = sorted(plans, key=lambda f: (isinstance(f.data, roles.revisions), f.published, f.digest), reverse=True)
    starts = (_planned(f, ends_of(f)[0]) for f in strongest if not isinstance(f.data, roles.ends))
    ends = (_planned(f, ends_of(f)[1]) for f in strongest if not isinstance(f.data, roles.starts))
    return Plan(next((s for s in starts if s), None), next((e for e in ends if e), None))


def _planned(fact: FactInForce, end: Range) -> Said | None:
    if end.first is None and end.last is None:
        return None
    return Said(low(end.first), high(end.last), Weight.QUALIFIED if end.qualified else Weight.FIRM, fact)
