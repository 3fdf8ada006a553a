"""Plans whose end passed with no report."""

from collections.abc import Iterator

from typing_extensions import TypedDict

from events.edtf import Day, iso
from timeline.projections.case import Case
from timeline.projections.evidence import Reading
from timeline.projections.exercise_course import Course, course_of, last_evidence
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.period import Period, StatusSpan, periods
from timeline.projections.projection import Filter, Projection
from timeline.question import Row


class OverdueState(TypedDict, total=False):
    """`since` is the first day after the planned end, `last_evidence` the last day that a report speaks of."""

    name: str
    aliases: list[str]
    actor: str
    since: str
    last_evidence: str
    sources: list[str]
    disputes: list[str]


def fold(case: Case) -> Iterator[Period]:
    course = course_of(case)
    late = [span for span in course.spans if span.status == "overdue"]

    def row(status: StatusSpan, sure: bool, _day: Day) -> Row:
        reading = Reading(fact for fact in case.facts if fact.type.startswith(case.kind) and fact.modality != "denied")
        behind = _behind(course)
        reading.names()
        if case.kind == "deployment":
            reading.single("actor")
        reading.put("since", iso(status.possible.first), behind)
        reading.put("last_evidence", *last_evidence(course))
        reading.told_by()
        evidence = reading.evidence(dict.fromkeys(("possible", "status", *(("sure",) if status.sure is not None else ())), behind))
        return Row(case.subject, "sure" if sure else "possible", status.status, status.possible, status.sure, reading.state, evidence)

    yield from periods(late, (), row) if late else ()


def _behind(course: Course) -> list[FactInForce]:
    return list(course.span.possible_by) if course.span else []


VIEW = Projection(
    name="overdue",
    row="a plan of an exercise or a deployment whose end passed with no report of it",
    state=OverdueState,
    kinds=frozenset({"exercise", "deployment"}),
    fold=fold,
    filters={
        "kind": Filter("exercise or deployment", lambda row: [row.key.partition("/")[0]], ("exercise", "deployment")),
        "actor": Filter("whose deployment", lambda row: [row.state.get("actor")]),
    },
)
