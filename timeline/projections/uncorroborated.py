"""Facts that rest on one chain."""

from collections.abc import Iterator, Sequence

from typing_extensions import TypedDict

from events.claim import Claim
from events.registry import facts
from events.subject import SubjectMerged, SubjectSplit
from timeline.projections.case import Case, growing
from timeline.projections.corroboration import Corroboration
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.fact_rows import fact_row
from timeline.projections.memo import once
from timeline.projections.period import Period
from timeline.projections.projection import Filter, Projection, Regrown

TYPES = tuple(wire for wire, fact in facts().items() if not issubclass(fact, Claim | SubjectMerged | SubjectSplit))
"""What is reported of the world, and not of other reports."""


class UncorroboratedState(TypedDict, total=False):
    """A fact and the chain that it rests on: `origin` is its last link."""

    subject: str
    type: str
    valid: str
    modality: str
    publisher: str
    chain: list[str]
    origin: str


@growing(Corroboration.add, Corroboration.remove)
def _corroboration(case: Case) -> Corroboration:
    return Corroboration(case.facts)


def fold(case: Case) -> Iterator[Period]:
    for fact in case.facts:
        yield from _periods(case, fact)


def regrown(case: Case) -> Iterator[Regrown]:
    """The rows of facts that came or went, and of those that these may bear out."""
    assert case.change is not None
    rows: dict[str, FactInForce | None] = {fact.id: None for fact in case.change.gone}
    rows |= {near.id: near for fact in (*case.change.gone, *case.change.further) for near in _corroboration(case).near(fact)}
    rows |= {fact.id: fact for fact in case.change.further}
    for key, fact in rows.items():
        yield Regrown(key, None, lambda _days, fact=fact: () if fact is None else _periods(case, fact))  # type: ignore[misc]


def _periods(case: Case, fact: FactInForce) -> Sequence[Period]:
    return _alone(fact) if fact.modality != "denied" and _corroboration(case).rests_on_one_chain(fact) else ()


@once
def _alone(fact: FactInForce) -> Sequence[Period]:
    source = fact.report.source
    state = {
        "subject": fact.subject,
        "type": fact.type,
        "valid": fact.report.valid,
        "modality": fact.modality,
        "publisher": source.publisher,
        "chain": list(source.chain),
        "origin": source.origin,
    }
    return list(fact_row(fact, state))


VIEW = Projection(
    name="uncorroborated",
    row="a fact that rests on one chain",
    state=UncorroboratedState,
    kinds=frozenset({"exercise", "agreement", "incursion", "deployment", "actor", "topic"}),
    fold=fold,
    regrown=regrown,
    filters={
        "subject": Filter("the subject", lambda row: [row.state.get("subject")], of_subject=True),
        "type": Filter("the type of fact", lambda row: [row.state.get("type")], TYPES),
        "origin": Filter("the last link of the chain", lambda row: [row.state.get("origin")]),
        "publisher": Filter("who published it", lambda row: [row.state.get("publisher")]),
    },
    keyed_by_subject=False,
    every_day=True,
)
