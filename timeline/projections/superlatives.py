"""Claims of a first, an only, a largest."""

from collections.abc import Iterator
from typing import Any, get_args

from typing_extensions import TypedDict

from events.statement import SuperlativeClaimed
from timeline.projections.case import Case
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.fact_rows import fact_row
from timeline.projections.period import Period
from timeline.projections.projection import Filter, Projection, Regrown

CLAIMS: tuple[str, ...] = get_args(SuperlativeClaimed.model_fields["claim"].annotation)


class SuperlativeState(TypedDict, total=False):
    """A superlative as claimed, who claims it, who disputes it and which facts are named as against it."""

    subject: str
    claim: str
    nth: int
    scope: str
    actor: str
    valid: str
    modality: str
    publisher: str
    attributed_to: list[str]
    chain: list[str]
    disputes: list[dict[str, Any]]
    against: list[str]


def fold(case: Case) -> Iterator[Period]:
    for fact in case.of(SuperlativeClaimed):
        yield from fact_row(fact, _state(case, fact))


def regrown(case: Case) -> Iterator[Regrown]:
    """The rows of claims that came or went."""
    assert case.change is not None
    rows: dict[str, FactInForce | None] = {fact.id: None for fact in case.change.gone if isinstance(fact.data, SuperlativeClaimed)}
    rows |= {fact.id: fact for fact in case.change.further if isinstance(fact.data, SuperlativeClaimed) and fact.modality != "denied"}
    for key, fact in rows.items():
        yield Regrown(key, None, lambda _days, fact=fact: () if fact is None else fact_row(fact, _state(case, fact)))  # type: ignore[misc]


def _state(case: Case, fact: FactInForce) -> dict[str, Any]:
    assert isinstance(fact.data, SuperlativeClaimed)
    source = fact.report.source
    said = {
        "subject": case.subject,
        **fact.data.model_dump(exclude_none=True, exclude={"against"}),
        "valid": fact.report.valid,
        "modality": fact.modality,
        "publisher": source.publisher,
        "attributed_to": list(source.attributed_to),
        "chain": list(source.chain),
        "disputes": [{"event": d.id, "by": d.by, "field": d.field, "says": d.says} for d in fact.disputes],
        "against": list(fact.data.against),
    }
    return {name: value for name, value in said.items() if value != []}


VIEW = Projection(
    name="superlatives",
    row="a claim of a first, an only, a largest",
    state=SuperlativeState,
    kinds=frozenset({"exercise", "agreement", "incursion", "deployment", "actor", "topic"}),
    fold=fold,
    regrown=regrown,
    filters={
        "subject": Filter("the subject", lambda row: [row.state.get("subject")], of_subject=True),
        "claim": Filter("what it claims to be", lambda row: [row.state.get("claim")], CLAIMS),
        "actor": Filter("whose superlative", lambda row: [row.state.get("actor")]),
    },
    keyed_by_subject=False,
    every_day=True,
)
