"""Who takes part in an exercise on a day, with units and figures."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from typing_extensions import TypedDict

from events.edtf import Day
from events.exercise import ExerciseParticipantJoined, ExerciseParticipantWithdrew
from timeline.projections.bound import high, low
from timeline.projections.case import Case, FactInForce, once, preferred
from timeline.projections.figures import shown
from timeline.projections.valid_days import ends_of, sure_days
from timeline.question import Certainty


class Participant(TypedDict, total=False):
    """An actor that takes part that day; `certainty` is that of taking part."""

    actor: str
    certainty: Certainty
    units: list[str]
    role: str
    personnel: dict[str, Any]


def participation_cuts(case: Case) -> set[Day]:
    """The days on which the participants may change."""
    found: set[Day] = set()
    for fact in case.of(ExerciseParticipantJoined, ExerciseParticipantWithdrew):
        start, end = ends_of(fact)
        days = (fact.time.earliest, start.last, end.first, fact.time.latest)
        found.update(d for day in days if day is not None for d in (day, day + 1))
    return found


class _Told(NamedTuple):
    """Who was said to take part, by actor: in facts about the whole exercise, by joining, by withdrawing."""

    named: dict[str, list[FactInForce]]
    joined: dict[str, list[FactInForce]]
    left: dict[str, list[FactInForce]]


@once
def _told(case: Case) -> _Told:
    told = _Told({}, {}, {})
    for fact in case.facts:
        if fact.modality == "denied":
            continue
        if isinstance(fact.data, ExerciseParticipantJoined):
            told.joined.setdefault(fact.data.actor, []).append(fact)
        elif isinstance(fact.data, ExerciseParticipantWithdrew):
            told.left.setdefault(fact.data.actor, []).append(fact)
        for actor in dict.fromkeys(fact.says.get("participants", ())):
            told.named.setdefault(actor, []).append(fact)
    return told


def participants_on(case: Case, day: Day) -> tuple[list[Participant], list[FactInForce]]:
    """The participants of the day in order of name, and the facts that say so.

    Those that a fact about the whole exercise names take part all along; others from joining to withdrawing.
    """
    told = _told(case)
    found, behind = [], list[FactInForce]()
    for actor in sorted(told.named.keys() | told.joined.keys()):
        named, joined = told.named.get(actor, []), told.joined.get(actor, [])
        covering = [fact for fact in joined if low(fact.time.earliest) <= day <= high(fact.time.latest)]
        if not (named or covering) or _has_left(told.left.get(actor, ()), day, covering):
            continue
        details = covering or _latest_before(joined, day)
        found.append(_participant(actor, named, covering, details, day))
        behind += named + details
    return found, behind


def _has_left(withdrew: Iterable[FactInForce], day: Day, covering: list[FactInForce]) -> bool:
    """Whether the actor withdrew for sure before the day and did not join again."""
    left = [fact for fact in withdrew if fact.modality == "actual" and high(fact.time.latest) < day]
    if not left:
        return False
    last = max(high(fact.time.latest) for fact in left)
    return not any(low(fact.time.earliest) > last for fact in covering)


def _latest_before(facts: list[FactInForce], day: Day) -> list[FactInForce]:
    past = [fact for fact in facts if high(fact.time.latest) < day]
    latest = max((high(fact.time.latest) for fact in past), default=None)
    return [fact for fact in past if high(fact.time.latest) == latest]


def _participant(actor: str, named: list[FactInForce], covering: list[FactInForce], details: list[FactInForce], day: Day) -> Participant:
    sure = any(fact.modality == "actual" for fact in named) or any(
        days is not None and days.holds(day) for days in map(sure_days, covering)
    )
    made: Participant = {"actor": actor, "certainty": "sure" if sure else "possible"}
    if units := list(dict.fromkeys(unit for fact in details for unit in fact.says.get("units", ()))):
        made["units"] = units
    role = preferred(fact for fact in details if fact.says.get("role"))
    if role is not None:
        made["role"] = role.says["role"]
    counted = preferred(fact for fact in details if fact.says.get("personnel"))
    if counted is not None:
        made["personnel"] = shown(counted.says["personnel"])
    return made
