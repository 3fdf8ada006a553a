"""The last day that reports speak of, as it moves on from report to report."""

from bisect import bisect_right
from typing import NamedTuple

from events.edtf import Day
from timeline.projections.bound import low, unbounded
from timeline.projections.exercise_course import Course
from timeline.projections.fact_in_force import FactInForce
from timeline.question import Window


class Step(NamedTuple):
    """From a day on the last day that reports speak of which begin by then, and those of them that say so."""

    day: Day
    last: Day
    by: tuple[FactInForce, ...]


def steps_of(course: Course) -> list[Step]:
    """In order of their days."""
    steps: list[Step] = []
    dated = [report for report in course.reports.told() if unbounded(report.last) is not None]
    for report in sorted(dated, key=lambda report: low(report.fact.time.earliest)):
        day, before = low(report.fact.time.earliest), steps[-1] if steps else None
        if before is not None and report.last < before.last:
            continue
        alike = before.by if before is not None and report.last == before.last else ()
        if before is not None and before.day == day:
            steps.pop()
        steps.append(Step(day, report.last, (*alike, report.fact)))
    return steps


def differing(before: list[Step], now: list[Step]) -> list[Window]:
    """The days on which the last evidence is not the same."""
    alike = next((i for i, (a, b) in enumerate(zip(before, now, strict=False)) if a != b), min(len(before), len(now)))
    begun = [steps[alike].day for steps in (before, now) if len(steps) > alike]
    if not begun:
        return []
    tails = enumerate(zip(reversed(before), reversed(now), strict=False))
    again = next((i for i, (a, b) in tails if a != b), min(len(before), len(now)))
    return [Window(unbounded(min(begun)), now[-again].day - 1 if again else None)]


def step_on(steps: list[Step], day: Day) -> Step | None:
    """The step that the day stands on."""
    number = bisect_right(steps, day, key=lambda step: step.day)
    return steps[number - 1] if number else None
