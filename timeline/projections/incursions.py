"""Ships and aircraft where they should not be."""

from collections.abc import Iterator
from typing import Any, get_args

from typing_extensions import TypedDict

from events.edtf import Day, iso
from events.incursion import IncursionProtestLodged, IncursionReported, IncursionResponded, Zone
from timeline.projections.bound import high, low, unbounded
from timeline.projections.case import Case
from timeline.projections.evidence import Reading
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.period import Period, StatusSpan, periods
from timeline.projections.projection import Filter, Projection
from timeline.projections.span import Span
from timeline.projections.span_reports import span_of
from timeline.question import Row

RESPONSES: tuple[str, ...] = get_args(IncursionResponded.model_fields["response"].annotation)


class IncursionState(TypedDict, total=False):
    """An incursion as known. `lag_days` is the least and the most days from its start, null for no bound."""

    actor: str
    zone: str
    of: str
    platforms: list[dict[str, Any]]
    places: list[dict[str, Any]]
    duration: dict[str, Any]
    responses: list[dict[str, Any]]
    protests: list[dict[str, Any]]
    sources: list[str]
    disputes: list[str]


def fold(case: Case) -> Iterator[Period]:
    span = span_of(case)
    if span is None:
        return
    reading = _reading(case, span)
    evidence = reading.evidence({"possible": span.possible_by, "sure": span.sure_by if span.sure is not None else ()})

    def row(status: StatusSpan, sure: bool, _day: Day) -> Row:
        return Row(case.subject, "sure" if sure else "possible", None, status.possible, status.sure, reading.state, evidence)

    yield from periods([StatusSpan(None, span.possible, span.sure)], (), row)


def _reading(case: Case, span: Span) -> Reading:
    reading = Reading(fact for fact in case.facts if fact.type.startswith("incursion.") and fact.modality != "denied")
    reported = Reading(case.of(IncursionReported))
    reported.single("actor", "zone", "of")
    reported.united("platforms", lambda fact: (p.model_dump(by_alias=True, exclude_none=True) for p in fact.says["platforms"]))
    reported.single("duration")
    if "duration" in reported.state:
        reported.state["duration"] = reported.state["duration"].model_dump(exclude_none=True)
    reading.state |= reported.state
    reading.by |= reported.by
    reading.behind |= reported.behind
    reading.places()
    for name, kind in (("responses", IncursionResponded), ("protests", IncursionProtestLodged)):
        facts = case.of(kind)
        reading.put(name, [_answer(fact, span) for fact in facts], facts)
    reading.told_by()
    return reading


def _answer(fact: FactInForce, span: Span) -> dict[str, Any]:
    """A response or a protest with how long after the start it came."""
    first, last = low(fact.time.earliest), high(fact.time.latest)
    least = max(0, first - high(span.start.last)) if span.start.last is not None and unbounded(first) else None
    most = max(0, last - low(span.start.first)) if span.start.first is not None and unbounded(last) else None
    said = fact.data.model_dump(exclude_none=True)
    return {**said, "valid": fact.report.valid, "days": [iso(fact.time.earliest), iso(fact.time.latest)], "lag_days": [least, most]}


VIEW = Projection(
    name="incursions",
    row="an incursion",
    state=IncursionState,
    kinds=frozenset({"incursion"}),
    fold=fold,
    filters={
        "actor": Filter("who came", lambda row: [row.state.get("actor")]),
        "zone": Filter("the zone", lambda row: [row.state.get("zone")], get_args(Zone)),
        "of": Filter("the coastal state", lambda row: [row.state.get("of")]),
        "response": Filter("a kind of response", lambda row: [r["response"] for r in row.state.get("responses", ())], RESPONSES),
    },
)
