"""The span of a subject by brute force: every pair of days (S, E) that the reports allow."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tests.oracle.said import DAYS, LONG_AFTER, LONG_BEFORE, Days, Said, hull

ACTIVITY = {
    "exercise.reported_ongoing",
    "incursion.reported",
    "deployment.presence_reported",
    "deployment.rotated",
    "deployment.reinforced",
}
STARTS = {"exercise.started", "deployment.arrived"}
ENDS = {"exercise.concluded", "incursion.ended", "deployment.withdrawn"}
WHOLE = {"exercise.held"}
NEW_PLANS = {"exercise.rescheduled", "exercise.extended"}
ANY_DAY: Days = frozenset(DAYS)

World = tuple[int, int]


@dataclass(frozen=True)
class Span:
    """What the reports allow of a start and an end."""

    worlds: frozenset[World]
    certain: frozenset[World]
    """Worlds that the actual, unqualified reports allow, whatever the others say."""
    binding: frozenset[World]
    """Worlds that every actual report allows: a qualified date makes no day sure, but may unmake it."""
    outside: Days
    """Days of activity that the stated bounds do not allow."""
    conflicts: frozenset[str]
    reported_end: bool
    starts: Days
    planned: bool
    overdue_from: int | None
    overdue_sure: bool

    def possible(self, day: int) -> bool:
        """The possible window is one: the hull of what the worlds and the activity outside them cover."""
        return day in hull(self.outside, *(frozenset({s, e}) for s, e in self.worlds))

    def sure(self, day: int) -> bool:
        return bool(self.certain) and all(s <= day <= e for s, e in self.certain | self.binding)

    def ended(self, day: int) -> bool:
        return any(e < day or e == LONG_BEFORE for _, e in self.worlds)

    def surely_ended(self, day: int) -> bool:
        return bool(self.certain) and all(e < day for _, e in self.certain | self.binding)


def agreed(ranges: Sequence[Days]) -> tuple[Days, bool]:
    """What several reports of one day come to, and whether they conflict."""
    narrow = [one for one in ranges if not any(other < one for other in ranges)]
    common = frozenset.intersection(*narrow)
    return (common, False) if common else (hull(*narrow), True)


def tells_start(said: Said) -> bool:
    """A whole span with an open or unknown start does not report it."""
    return said.type in STARTS or (said.type in WHOLE and said.names_start)


def tells_end(said: Said) -> bool:
    return said.type in ENDS or (said.type in WHOLE and said.names_end)


def start_of(said: Said) -> Days:
    """Where a report puts the start: in its range, whatever its mode, but a whole span has ends of its own, open ones too."""
    return said.starts if said.type in WHOLE else said.days


def end_of(said: Said) -> Days:
    return said.ends if said.type in WHOLE else said.days


def active(said: Said) -> tuple[int, int]:
    """The last day on which the span may begin, and the first on which it may end, given this activity."""
    if said.mode == "within":
        return max(said.days), min(said.days)
    return max(said.starts) if said.names_start else max(said.days), min(said.ends) if said.names_end else min(said.days)


def span(facts: Iterable[Said], kind: str, ends_too: Sequence[Said] = ()) -> Span | None:
    """The span, None where nothing tells of one. `ends_too` are facts that count as reports of the end."""
    told = [said for said in facts if said.modality != "denied"]
    reports = [said for said in told if said.modality != "planned"]
    plans = [said for said in told if said.modality == "planned"]
    starts = [said for said in reports if tells_start(said)]
    ends = [said for said in reports if tells_end(said) or said in ends_too]
    activity = precise([said for said in reports if said.type in ACTIVITY])
    if not starts + ends + activity + plans:
        return None
    start, end = _start(starts, ends + activity, plans), _end(ends, starts + activity, plans, kind)
    bounds = {(s, e) for s in start for e in end if s <= e}
    between = hull(start, end)
    held_to = _held_to(bounds or {(min(between), max(between))}, activity, narrow=frozenset({"start", "end"}))
    plan = strongest([said for said in plans if names_end(said)])
    reported_end = bool(ends)
    conflicts = {name for name, found in (("start", _conflict(starts, start_of)), ("end", _conflict(ends, end_of))) if found}
    conflicts |= {"activity"} if held_to.outside else set()
    conflicts |= set() if bounds else {"order"}
    return Span(
        worlds=held_to.worlds,
        certain=_sure_worlds([said for said in starts + ends + activity if said.certain], ends_too) if bounds else frozenset(),
        binding=_sure_worlds([said for said in starts + ends + activity if said.modality == "actual"], ends_too) if bounds else frozenset(),
        outside=held_to.outside,
        conflicts=frozenset(conflicts),
        reported_end=reported_end,
        starts=frozenset(s for s, _ in held_to.worlds) | held_to.outside,
        planned=bool(plans),
        overdue_from=max([e for _, e in held_to.worlds] + list(held_to.outside)) + 1 if plan and not reported_end else None,
        overdue_sure=plan is not None and not plan.time.qualified,
    )


def precise(activity: list[Said]) -> list[Said]:
    """Activity on some day of a range that holds the days of other activity, of no less weight, is left out."""
    return [one for one in activity if one.mode != "within" or not any(o.days < one.days and _weight(o) >= _weight(one) for o in activity)]


def _weight(said: Said) -> int:
    return 0 if said.modality != "actual" else 1 if said.time.qualified else 2


class HeldTo(NamedTuple):
    """Worlds, and the days of activity that they do not allow."""

    worlds: frozenset[World]
    outside: Days


def _held_to(bounds: set[World], activity: list[Said], narrow: frozenset[str]) -> HeldTo:
    """The worlds that activity allows, bound by bound; activity beyond a bound narrows nothing."""
    early = [said for said in activity if active(said)[0] < min(s for s, _ in bounds)]
    late = [said for said in activity if active(said)[1] > max(e for _, e in bounds)]
    begun = [active(said)[0] for said in activity if said not in early and said.modality == "actual" and "start" in narrow]
    going = [active(said)[1] for said in activity if said not in late and said.modality == "actual" and "end" in narrow]
    worlds = {(s, e) for s, e in bounds if all(s <= day for day in begun) and all(e >= day for day in going)}
    return HeldTo(frozenset(worlds), frozenset({min(said.days) for said in early} | {max(said.days) for said in late}))


def _sure_worlds(reports: list[Said], ends_too: Sequence[Said]) -> frozenset[World]:
    """Worlds that these reports allow by themselves. Where they conflict, each must be allowed for: activity settles nothing."""
    starts = [said for said in reports if tells_start(said)]
    ends = [said for said in reports if tells_end(said) or said in ends_too]
    if not reports:
        return frozenset()
    start = agreed([start_of(said) for said in starts])[0] if starts else ANY_DAY
    end = agreed([end_of(said) for said in ends])[0] if ends else ANY_DAY
    bounds = {(s, e) for s in start for e in end if s <= e}
    narrow = {name for name, found in (("start", _conflict(starts, start_of)), ("end", _conflict(ends, end_of))) if not found}
    return _held_to(bounds, [said for said in reports if said.type in ACTIVITY], frozenset(narrow)).worlds if bounds else frozenset()


def _conflict(reports: list[Said], day_of: Callable[[Said], Days]) -> bool:
    return bool(reports) and agreed([day_of(said) for said in reports])[1]


def names_start(plan: Said) -> bool:
    return plan.names_start and plan.type not in ENDS


def names_end(plan: Said) -> bool:
    return plan.names_end and plan.type not in STARTS


def _start(starts: list[Said], others: list[Said], plans: list[Said]) -> Days:
    if starts:
        return _hulled(starts, start_of)
    planned = strongest([said for said in plans if names_start(said)])
    latest = min([active(said)[0] if said.type in ACTIVITY else max(said.days) for said in others], default=LONG_AFTER)
    if planned and min(planned.starts) <= latest:
        return planned.starts
    named = [min(said.days) for said in others] or [min(said.days) if said.names_start else max(said.days) for said in plans]
    return frozenset(range(min(named), LONG_AFTER + 1))


def _end(ends: list[Said], others: list[Said], plans: list[Said], kind: str) -> Days:
    if ends:
        return _hulled(ends, end_of)
    planned = strongest([said for said in plans if names_end(said)])
    if planned:
        beyond = [max(said.days) for said in others if (active(said)[1] if said.type in ACTIVITY else min(said.days)) > max(planned.ends)]
        return frozenset({max(beyond)}) if beyond else planned.ends
    if kind == "incursion":
        return frozenset(range(max(max(said.days) for said in others) + 1))
    return ANY_DAY


def _hulled(reports: list[Said], day_of: Callable[[Said], Days]) -> Days:
    """What is not actual makes further days possible and rules none out."""
    actual = [day_of(said) for said in reports if said.modality == "actual"]
    other = [day_of(said) for said in reports if said.modality != "actual"]
    return hull(*(agreed(each)[0] for each in (actual, other) if each))


def strongest(plans: list[Said]) -> Said | None:
    """The strongest of plans that name a bound: a new plan over an announcement, then the later published."""
    return max(plans, key=lambda said: (said.type in NEW_PLANS, said.published, said.digest), default=None)
