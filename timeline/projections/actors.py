"""What an actor takes part in, across the other views."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from typing_extensions import TypedDict

from timeline.projections import active_exercises, agreements, incursions, presence
from timeline.projections.case import Case
from timeline.projections.period import Period
from timeline.projections.projection import Filter, Part, Projection
from timeline.question import Row


class ActorState(TypedDict, total=False):
    """One part of one actor: `view` names the view that the subject's own row stands in."""

    actor: str
    subject: str
    view: str
    role: str
    name: str
    zone: str
    figure: dict[str, Any]
    units: list[str]
    personnel: dict[str, Any]


def _participants(row: Row) -> Iterator[Row]:
    for participant in row.state.get("participants", ()):
        sure = row.certainty == participant["certainty"] == "sure"
        told = {name: participant[name] for name in ("units", "personnel") if name in participant}
        made = _row("active-exercises", participant["actor"], "participant", row, "participants", told)
        yield made._replace(certainty="sure" if sure else "possible")


def _parties(row: Row) -> Iterator[Row]:
    yield from (_row("agreements", party, "party", row, "parties") for party in row.state.get("parties", ()))


def _intruder_and_coastal_state(row: Row) -> Iterator[Row]:
    roles = {row.state.get("of"): ("coastal_state", "of")} | {row.state.get("actor"): ("actor", "actor")}
    yield from (_row("incursions", actor, role, row, part) for actor, (role, part) in roles.items() if actor is not None)


def _sender(row: Row) -> Iterator[Row]:
    if "actor" in row.state:
        yield _row("presence", row.state["actor"], "actor", row, "actor")


def _row(view: str, actor: str, role: str, row: Row, part: str, told: Mapping[str, Any] = MappingProxyType({})) -> Row:
    """`part` names what of the row says that the actor takes part, `told` what it says of how."""
    state: dict[str, Any] = {"actor": actor, "subject": row.key, "view": view, "role": role}
    state |= {name: row.state[name] for name in ("name", "zone", "figure") if name in row.state}
    by = row.evidence.by_field
    named = {name: by.get(name, by.get(part, ())) for name in (*state, *told)}
    evidence = row.evidence._replace(by_field={**by, **named, "actor": by.get(part, ())})
    return Row(f"{actor}#{row.key}", row.certainty, row.status, row.possible, row.sure, {**state, **told}, evidence)


PARTS = {
    "exercise": Part(active_exercises.VIEW, ("participant",), _participants),
    "agreement": Part(agreements.VIEW, ("party",), _parties),
    "incursion": Part(incursions.VIEW, ("actor", "of"), _intruder_and_coastal_state),
    "deployment": Part(presence.VIEW, ("actor",), _sender),
}


def fold(case: Case) -> Iterator[Period]:
    if case.kind not in PARTS:
        return
    part = PARTS[case.kind]
    for days, row in part.view.periods(case):
        yield from (Period(days, made) for made in part.rows(row))


ROLES = ("participant", "party", "actor", "coastal_state")
VIEWS = tuple(part.view.name for part in PARTS.values())
VIEW = Projection(
    name="actors",
    row="an actor and a subject that it takes part in that day",
    state=ActorState,
    kinds=frozenset(PARTS),
    fold=fold,
    filters={
        "actor": Filter("the actor", lambda row: [row.state.get("actor")]),
        "subject": Filter("the subject", lambda row: [row.state.get("subject")], of_subject=True),
        "role": Filter("what the actor is in it", lambda row: [row.state.get("role")], ROLES),
        "view": Filter("the view that the subject's own row stands in", lambda row: [row.state.get("view")], VIEWS),
    },
    parts=tuple(PARTS.values()),
    joined_by="actor",
    keyed_by_subject=False,
)
