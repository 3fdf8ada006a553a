"""The rows of an agreement: what the views of agreements share."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from typing_extensions import TypedDict

from events.agreement import AgreementAmended, AgreementNegotiationProgressed, AgreementNegotiationStalled, AgreementRatified
from events.edtf import Day, iso, parse
from events.fact import Fact
from timeline.projections.agreement_course import PENDING, STEPS, spans_of, steps_of
from timeline.projections.bound import low, unbounded
from timeline.projections.case import Case
from timeline.projections.evidence import Reading
from timeline.projections.fact_in_force import FactInForce, preferred
from timeline.projections.memo import once
from timeline.projections.period import Period, StatusSpan, edges, meet, periods
from timeline.projections.projection import Filter
from timeline.question import Certainty, Row, Window

MILESTONES: tuple[type[Fact], ...] = (*STEPS, AgreementRatified, AgreementAmended)


class Milestone(TypedDict, total=False):
    """A step reported to have been made: its type, when as written, and its days."""

    type: str
    valid: str
    days: list[str | None]
    party: str
    modality: str
    event: str


class AgreementState(TypedDict, total=False):
    """An agreement as known, with what was done by that day. `last_progress` is the day of the last step, the latest possible."""

    name: str
    aliases: list[str]
    kind: str
    parties: list[str]
    milestones: list[Milestone]
    ratified_by: list[str]
    not_ratified_by: list[str]
    expected: dict[str, Any]
    last_progress: str
    sources: list[str]
    disputes: list[str]


AGREEMENT_FILTERS = {
    "party": Filter("an actor that is a party", lambda row: row.state.get("parties", ())),
    "kind": Filter("the kind of agreement", lambda row: [row.state.get("kind")]),
    "ratified_by": Filter("a party that has ratified", lambda row: row.state.get("ratified_by", ())),
}


def agreement_rows(statuses: frozenset[str]) -> Callable[[Case], Iterator[Period]]:
    """The fold of a view that selects these statuses."""
    return partial(_rows, statuses)


class _Daily(NamedTuple):
    """What changes from day to day, apart from the status: the days on which it may, and what was read so far, which views share."""

    changes: list[Day]
    readings: dict[int, Reading]


def _rows(statuses: frozenset[str], case: Case) -> Iterator[Period]:
    spans, pending = spans_of(case)
    selected = [span for span in spans if span.status in statuses]
    sure_runs = pending if statuses == frozenset(PENDING) else []
    yield from periods(selected, [*_daily(case).changes, *edges(sure_runs)], partial(_row, case, sure_runs)) if selected else ()


@once
def _daily(case: Case) -> _Daily:
    days = {d for fact in case.of(*MILESTONES) for d in (fact.time.earliest, fact.time.latest) if d is not None}
    return _Daily(sorted(days), {})


def _row(case: Case, sure_runs: list[Window], status: StatusSpan, sure: bool, day: Day) -> Row:
    """The row of a day. Where every status possible is one of the view's, the row is sure though its status may not be."""
    steps, _ = steps_of(case)
    behind = [fact for step in steps if step.kind.status == status.status and step.first <= day for fact in step.facts]
    reading, parts = _read_on(case, day), {"status": behind, "possible": behind}
    surely = next((run for run in sure_runs if run.holds(day)), None)
    window = status.sure if surely is None or sure else meet(surely, status.possible)
    if window is not None:
        parts["sure"] = behind
    certainty: Certainty = "sure" if sure or surely is not None else "possible"
    return Row(case.subject, certainty, status.status, status.possible, window, reading.state, reading.evidence(parts))


def _read_on(case: Case, day: Day) -> Reading:
    """What was done by the day; milestones count from their first day on."""
    daily = _daily(case)
    number = bisect_right(daily.changes, day)
    if number not in daily.readings:
        daily.readings[number] = _read(case, day)
    return daily.readings[number]


def _read(case: Case, day: Day) -> Reading:
    reading = _lasting(case).copy()
    done = [fact for fact in case.of(*MILESTONES) if fact.modality != "planned" and low(fact.time.earliest) <= day]
    reading.put("milestones", [_milestone(fact) for fact in done], done)
    _ratification(reading, [fact for fact in done if isinstance(fact.data, AgreementRatified)])
    _expectation(reading, day)
    progress = [(fact.time.latest, fact) for fact in done if fact.time.latest is not None]
    if progress:
        last = max(d for d, _ in progress)
        reading.put("last_progress", iso(last), [fact for d, fact in progress if d == last])
    return reading


@once
def _lasting(case: Case) -> Reading:
    """What reads the same on every day."""
    reading = Reading(fact for fact in case.facts if fact.type.startswith("agreement.") and fact.modality != "denied")
    reading.names()
    reading.single("kind")
    reading.union("parties")
    reading.told_by()
    return reading


@once
def _milestone(fact: FactInForce) -> Milestone:
    made: Milestone = {"type": fact.type, "valid": fact.report.valid, "days": [iso(fact.time.earliest), iso(fact.time.latest)]}
    if isinstance(fact.data, AgreementRatified):
        made["party"] = fact.data.party
    made["modality"], made["event"] = fact.modality, fact.id
    return made


def _ratification(reading: Reading, ratified: list[FactInForce]) -> None:
    parties = sorted({fact.data.party for fact in ratified if isinstance(fact.data, AgreementRatified)})
    reading.put("ratified_by", parties, ratified)
    missing = [party for party in reading.state.get("parties", ()) if party not in parties]
    if ratified and missing:
        reading.put("not_ratified_by", missing, [fact for fact in reading.facts if fact.says.get("parties")])


def _expectation(reading: Reading, day: Day) -> None:
    """When a conclusion is expected, by the preferred of the reports of the latest day."""
    told = [
        fact
        for fact in reading.facts
        if isinstance(fact.data, AgreementNegotiationProgressed | AgreementNegotiationStalled)
        and (fact.data.expected or fact.data.phrase)
        and low(fact.time.earliest) <= day
    ]
    latest = max((low(fact.time.earliest) for fact in told), default=None)
    best = preferred(fact for fact in told if low(fact.time.earliest) == latest)
    if best is None:
        return
    assert isinstance(best.data, AgreementNegotiationProgressed | AgreementNegotiationStalled)
    expected: dict[str, Any] = {}
    if best.data.expected is not None:
        time = parse(best.data.expected)
        expected = {"date": best.data.expected, "days": [iso(unbounded(low(time.earliest))), iso(time.latest)]}
    if best.data.phrase is not None:
        expected["phrase"] = best.data.phrase
    reading.put("expected", expected, [best])
