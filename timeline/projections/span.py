"""The span of a subject: one start and one end, known as well as the reports allow.

S and E are the days of start and end, S ≤ E. Days from the earliest S to the latest E are possible; days from the latest S to
the earliest E are sure. Plans and soft reports can make days possible, never sure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from events.edtf import Bound, Day
from timeline.projections.bound import FIRST_DAY, LAST_DAY, Resolved, Said, Weight, low, of_weight, resolve, unbounded
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.period import after, window
from timeline.question import Window


@dataclass(frozen=True, slots=True)
class Activity:
    """A report that it was going on: S is not after `start_by`, E not before `end_from`; `first` to `last` are the days it names."""

    start_by: Day
    end_from: Day
    first: Day
    last: Day
    weight: Weight
    fact: FactInForce


@dataclass(frozen=True, slots=True)
class Plan:
    """The bounds that the strongest plans name; None where no plan names one."""

    start: Said | None = None
    end: Said | None = None


@dataclass(frozen=True, slots=True)
class Reports:
    """What was said of one span."""

    starts: Sequence[Said] = ()
    ends: Sequence[Said] = ()
    activity: Sequence[Activity] = ()
    plan: Plan = Plan()

    def told(self) -> list[Said | Activity]:
        """Every report that is no plan."""
        return [*self.starts, *self.activity, *self.ends]

    def named_first(self) -> Day:
        """The first day that a report names, the last sentinel of none."""
        return min((low(report.fact.time.earliest) for report in self.told()), default=LAST_DAY)

    def any(self) -> bool:
        return bool(self.starts or self.ends or self.activity)


@dataclass(frozen=True, slots=True)
class Clash:
    """Facts that cannot all be true of the start, the end or their order."""

    field: str
    reason: str
    facts: tuple[FactInForce, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """What follows. The windows are of the subject being there; the rest tells of its ends.

    `start` and `end` are the ranges of S and E as far as anything gives them. `planned_end` says that only a plan gives the end,
    `ended` that a report does, `ended_for_sure` the day from which on it is surely over.
    """

    possible: Window
    sure: Window | None
    start: Window
    end: Window
    planned_end: bool
    qualified_end: bool
    over: Window | None
    """Days on which it may be over by report, None if nobody reported an end."""
    surely_over: Bound
    """The first day on which it is surely over, None if there is none."""
    possible_by: tuple[FactInForce, ...]
    sure_by: tuple[FactInForce, ...]
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class _End:
    """One end as it came out: its range, who gives it."""

    first: Day
    last: Day
    by: tuple[FactInForce, ...]
    planned: bool = False


_Limit = tuple[Day, tuple[FactInForce, ...]]
"""A day that bounds an end, and the facts that give it."""


class _Resolved(NamedTuple):
    """The reports of one end, resolved by who counts."""

    reports: Sequence[Said]
    stated: Resolved | None
    """By all of them."""
    actual: Resolved | None
    """By those that are no mere assessment."""
    given: Resolved | None
    """By the actual ones, else the soft ones."""
    firm: Resolved | None
    """By the firm ones; where actual ones conflict, no more than what each of them allows."""
    soft: Sequence[Said]
    """Those that stand beside actual ones."""


def _resolved(reports: Sequence[Said]) -> _Resolved:
    stated = resolve(reports)
    actual = stated if all(one.weight > Weight.SOFT for one in reports) else resolve(of_weight(reports, Weight.QUALIFIED))
    firm = stated if all(one.weight is Weight.FIRM for one in reports) else resolve(of_weight(reports, Weight.FIRM))
    if firm is not None and actual is not None and actual.conflict:
        firm = Resolved(min(firm.first, actual.first), max(firm.last, actual.last), (*firm.by, *actual.by), actual.conflict)
    soft = [one for one in reports if one.weight is Weight.SOFT] if actual is not None else []
    return _Resolved(reports, stated, actual, actual or stated, firm, soft)


def span(reports: Reports, *, open_end: bool) -> Span | None:
    """The span that the reports make, None if nothing places it.

    `open_end`: an end that nothing gives is open; otherwise it is no later than the last day that a fact covers.
    """
    if not reports.any() and reports.plan == Plan():
        return None
    starts, ends = _resolved(reports.starts), _resolved(reports.ends)
    start, end = _start(reports, starts), _end(reports, ends, open_end=open_end)
    clashes = _clashes(reports, starts, ends)
    first, last = start.first, max(end.last, start.first)
    disordered = any(clash.field == "order" for clash in clashes)
    if disordered:
        first, last = min(start.first, end.first), max(start.last, end.last)
    sure, sure_by = (None, ()) if disordered else _sure(reports, starts, ends)
    over, surely_over = _over(ends, max(end.first, start.first), last, sure_allowed=not disordered)
    return Span(
        possible=Window(unbounded(first), unbounded(last)),
        sure=sure,
        start=Window(unbounded(start.first), unbounded(start.last)),
        end=Window(unbounded(max(end.first, start.first)), unbounded(end.last)),
        planned_end=end.planned,
        qualified_end=reports.plan.end is not None and reports.plan.end.weight is Weight.QUALIFIED,
        over=over,
        surely_over=surely_over,
        possible_by=tuple(dict.fromkeys(start.by + end.by)),
        sure_by=sure_by,
        clashes=clashes,
    )


def _start(reports: Reports, starts: _Resolved) -> _End:
    given, soft = starts.given, starts.soft
    if given is not None:
        early = [a for a in reports.activity if a.start_by < given.first]
        limits = [a.start_by for a in reports.activity if a.start_by >= given.first and a.weight > Weight.SOFT]
        first = min([given.first, *(a.first for a in early), *(s.first for s in soft)])
        by = given.by + tuple(a.fact for a in early) + tuple(s.fact for s in soft)
        return _End(first, min([given.last, *limits]), by)
    named, limit = reports.named_first(), min((a.start_by for a in reports.activity), default=LAST_DAY)
    latest_end = min([limit, *(e.last for e in reports.ends)])
    plan = reports.plan.start
    if plan is None and not reports.any():
        assert reports.plan.end is not None
        return _End(reports.plan.end.first, reports.plan.end.last, (reports.plan.end.fact,), planned=True)
    namers = tuple(r.fact for r in reports.told() if low(r.fact.time.earliest) == named)
    if plan is None:
        return _End(named, max(named, latest_end), namers)
    if latest_end < plan.first:
        return _End(named, max(named, latest_end), namers)
    return _End(plan.first, min(plan.last, latest_end), (plan.fact,), planned=True)


def _end(reports: Reports, ends: _Resolved, *, open_end: bool) -> _End:
    given, soft = ends.given, ends.soft
    if given is not None:
        late = [a for a in reports.activity if a.end_from > given.last]
        limits = [a.end_from for a in reports.activity if a.end_from <= given.last and a.weight > Weight.SOFT]
        last = max([given.last, *(a.last for a in late), *(s.last for s in soft)])
        by = given.by + tuple(a.fact for a in late) + tuple(s.fact for s in soft)
        return _End(max([given.first, *limits]), last, by)
    plan = reports.plan.end
    bounds = [(a.end_from, a.last, a.fact) for a in reports.activity] + [(s.first, s.last, s.fact) for s in reports.starts]
    if plan is not None:
        beyond = [(last, fact) for least, last, fact in bounds if least > plan.last]
        last = max((last for last, _ in beyond), default=plan.last)
        return _End(plan.first, last, (plan.fact, *tuple(fact for _, fact in beyond)), planned=True)
    least = max((b[0] for b in bounds), default=FIRST_DAY)
    if open_end or not bounds:
        return _End(least, LAST_DAY, ())
    last = max(b[1] for b in bounds)
    return _End(least, last, tuple(fact for _, day, fact in bounds if day == last))


def _sure(reports: Reports, starts: _Resolved, ends: _Resolved) -> tuple[Window | None, tuple[FactInForce, ...]]:
    """Days from the latest possible start to the earliest possible end, as the firm reports alone have it."""
    start, end = starts.firm, ends.firm
    firm = [a for a in reports.activity if a.weight is Weight.FIRM]
    s_bounds: list[_Limit] = [(a.start_by, (a.fact,)) for a in firm if _starts_inside(a, starts.actual)]
    e_bounds: list[_Limit] = [(a.end_from, (a.fact,)) for a in firm if _ends_inside(a, ends.actual)]
    if start:
        s_bounds.append((start.last, start.by))
        e_bounds.append((start.first, start.by))
    if end:
        s_bounds.append((end.last, end.by))
        e_bounds.append((end.first, end.by))
    if not s_bounds or not e_bounds:
        return None, ()
    latest_start, start_by = min(s_bounds, key=lambda bound: bound[0])
    earliest_end, end_by = max(e_bounds, key=lambda bound: bound[0])
    if latest_start > earliest_end or latest_start >= LAST_DAY or earliest_end <= FIRST_DAY:
        return None, ()
    return Window(unbounded(latest_start), unbounded(earliest_end)), tuple(dict.fromkeys(start_by + end_by))


def _starts_inside(activity: Activity, stated: Resolved | None) -> bool:
    """Whether activity may narrow the start: reports of it that conflict are narrowed by nothing, nor does activity outside them."""
    return stated is None or (not stated.conflict and stated.first <= activity.start_by)


def _ends_inside(activity: Activity, stated: Resolved | None) -> bool:
    return stated is None or (not stated.conflict and activity.end_from <= stated.last)


def _over(ends: _Resolved, earliest_end: Day, last: Day, *, sure_allowed: bool) -> tuple[Window | None, Bound]:
    if not ends.reports:
        return None, None
    surely = after(unbounded(max(ends.firm.last, last))) if ends.firm is not None and sure_allowed else None
    return window(after(unbounded(earliest_end)), None), surely


def _clashes(reports: Reports, starts: _Resolved, ends: _Resolved) -> tuple[Clash, ...]:
    found = []
    for field, stated in (("start", starts.stated), ("end", ends.stated)):
        if stated is not None and stated.conflict:
            found.append(Clash(field, f"reports of the {field} share no day", stated.conflict))
    start, end = starts.given, ends.given
    if start is not None and (early := [a.fact for a in reports.activity if a.start_by < start.first]):
        found.append(Clash("start", "it was going on before the reported start", (*start.by, *early)))
    if end is not None and (late := [a.fact for a in reports.activity if a.end_from > end.last]):
        found.append(Clash("end", "it was going on after the reported end", (*end.by, *late)))
    if start is not None and end is not None and start.first > end.last:
        found.append(Clash("order", "the reported end lies before the reported start", (*start.by, *end.by)))
    return tuple(found)
