"""What an actor takes part in, across the other views."""

from collections.abc import Iterator
from typing import Any

from typing_extensions import TypedDict

from timeline.projections import active_exercises, agreements, incursions, presence
from timeline.projections.case import Case
from timeline.projections.period import Period
from timeline.projections.projection import Filter, Projection
from timeline.question import Row

JOINED = {
    "exercise": active_exercises.VIEW,
    "agreement": agreements.VIEW,
    "incursion": incursions.VIEW,
    "deployment": presence.VIEW,
}
VIEWS = tuple(view.name for view in JOINED.values())


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


def fold(case: Case) -> Iterator[Period]:
    view = JOINED.get(case.kind)
    if view is None:
        return
    for period in view.fold(case):
        for actor, role in _parts(case.kind, period.row):
            yield Period(period.days, _row(view.name, actor, role, period.row))


def _parts(kind: str, row: Row) -> Iterator[tuple[str, str]]:
    """Who takes part in the row of a subject: actor and role."""
    state = row.state
    if kind == "exercise":
        yield from ((p["actor"], "participant") for p in state.get("participants", ()))
    elif kind == "agreement":
        yield from ((party, "party") for party in state.get("parties", ()))
    else:
        roles = {state.get("actor"): "actor"}
        if kind == "incursion":
            roles.setdefault(state.get("of"), "coastal_state")
        yield from ((actor, role) for actor, role in roles.items() if actor is not None)


def _row(view: str, actor: str, role: str, row: Row) -> Row:
    state: dict[str, Any] = {"actor": actor, "subject": row.key, "view": view, "role": role}
    state |= {name: row.state[name] for name in ("name", "zone", "figure") if name in row.state}
    certainty = row.certainty
    for participant in row.state.get("participants", ()):
        if participant["actor"] == actor:
            state |= {name: participant[name] for name in ("units", "personnel") if name in participant}
            certainty = "sure" if row.certainty == participant["certainty"] == "sure" else "possible"
    return Row(f"{actor}#{row.key}", certainty, row.status, row.possible, row.sure, state, row.evidence)


VIEW = Projection(
    name="actors",
    row="an actor and a subject that it takes part in that day",
    state=ActorState,
    kinds=frozenset(JOINED),
    fold=fold,
    filters={
        "actor": Filter("the actor", lambda row: [row.state.get("actor")]),
        "subject": Filter("the subject", lambda row: [row.state.get("subject")]),
        "role": Filter("what the actor is in it", lambda row: [row.state.get("role")], ("participant", "party", "actor", "coastal_state")),
        "view": Filter("the view that the subject's own row stands in", lambda row: [row.state.get("view")], VIEWS),
    },
)
