"""The status of an exercise on a day."""

from collections.abc import Iterable

from tests.oracle.said import LONG_AFTER, Said, ordinal
from tests.oracle.worlds import ACTIVITY, ENDS, STARTS, WHOLE, Span, span

CALLED_OFF = {"exercise.postponed": "postponed", "exercise.cancelled": "cancelled"}
ORDER = ("planned", "ongoing", "overdue", "concluded", "postponed", "cancelled")
"""From the earliest to the latest; a day shows the latest that is possible where none is sure."""

Answer = dict[str, bool]
"""The statuses of a day, each with whether it is sure."""


def exercise(facts: Iterable[Said]) -> "Course | None":
    """What the facts tell of the exercise; what calls off one that had begun is a report of its end."""
    told = [said for said in facts if said.modality != "denied"]
    off = [said for said in told if said.type in CALLED_OFF and said.modality != "planned" and not _lifted(said, told)]
    begun = [said for said in told if said.type in STARTS | ACTIVITY | WHOLE | ENDS and said.modality != "planned"]
    if begun:
        found = span(told, "exercise", ends_too=off)
        off = []
    else:
        found = span(told, "exercise")
    return Course(found, off) if found or off else None


def _lifted(call: Said, told: list[Said]) -> bool:
    """A new plan published on the day from which the old one no longer stands, or later."""
    return any(said.type == "exercise.rescheduled" and said.published >= ordinal(min(call.days)) for said in told)


class Course:
    """The span of an exercise, and what called its plan off."""

    def __init__(self, found: Span | None, off: list[Said]) -> None:
        self.span, self.off = found, off

    def on(self, day: int) -> Answer:
        """Every status that is possible that day."""
        made = dict(self._of_the_span(day))
        calls = [call for call in self.off if min(call.days) <= day]
        gone = [call for call in calls if max(call.days) <= day and call.certain and max(call.days) < LONG_AFTER]
        if gone:
            return {CALLED_OFF[max(gone, key=lambda call: (max(call.days), call.published)).type]: True}
        return dict.fromkeys(made, False) | {CALLED_OFF[call.type]: False for call in calls} if calls else made

    def _of_the_span(self, day: int) -> Iterable[tuple[str, bool]]:
        found = self.span
        if found is None:
            return
        if found.planned and max(found.starts) > day:
            yield "planned", all(s > day for s in found.starts)
        if found.overdue_from is not None and day >= found.overdue_from:
            yield "overdue", found.overdue_sure
        elif found.possible(day):
            yield "ongoing", found.sure(day)
        if found.reported_end and found.ended(day):
            yield "concluded", found.surely_ended(day) and not found.possible(day)


def shown(answer: Answer) -> tuple[str, bool] | None:
    """The status that a view shows, of those that it selects."""
    for status, sure in answer.items():
        if sure:
            return status, True
    return max(((status, False) for status in answer), key=lambda pair: ORDER.index(pair[0]), default=None)
