"""Who takes part in an exercise on a day, with units and figures."""

from bisect import bisect_right, insort
from collections.abc import Iterable
from typing import Any

from typing_extensions import TypedDict

from events.edtf import Day
from events.exercise import ExerciseParticipantJoined, ExerciseParticipantWithdrew
from timeline.projections.bound import high, low
from timeline.projections.case import Case, growing
from timeline.projections.fact_in_force import FactInForce, own_order, preferred
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


Found = tuple[list[Participant], list[FactInForce]]


class Participation:
    """Who was said to take part, by actor: in facts about the whole exercise, by joining, by withdrawing."""

    def __init__(self, facts: Iterable[FactInForce]) -> None:
        self._named: dict[str, list[FactInForce]] = {}
        self._joined: dict[str, list[FactInForce]] = {}
        self._left: dict[str, list[FactInForce]] = {}
        self._found: dict[int, Found] = {}
        """By the number of the stretch of days."""
        self.cuts: list[Day] = []
        """The days on which the participants may change."""
        for fact in facts:
            self.add(fact)

    def add(self, fact: FactInForce) -> None:
        """Take in a fact; they come in any order."""
        if fact.modality == "denied":
            return
        if isinstance(fact.data, ExerciseParticipantJoined | ExerciseParticipantWithdrew):
            told = self._joined if isinstance(fact.data, ExerciseParticipantJoined) else self._left
            insort(told.setdefault(fact.data.actor, []), fact, key=own_order)
            self.cuts = sorted({*self.cuts, *_cuts(fact)})
            self._found.clear()
        for actor in dict.fromkeys(fact.says.get("participants", ())):
            insort(self._named.setdefault(actor, []), fact, key=own_order)
            self._found.clear()

    def on(self, day: Day) -> Found:
        """The participants of the day in order of name, and the facts that say so.

        Those that a fact about the whole exercise names take part all along; others from joining to withdrawing.
        """
        number = bisect_right(self.cuts, day)
        if number not in self._found:
            self._found[number] = self._on(day)
        return self._found[number]

    def _on(self, day: Day) -> Found:
        found, behind = [], list[FactInForce]()
        for actor in sorted(self._named.keys() | self._joined.keys()):
            named, joined = self._named.get(actor, []), self._joined.get(actor, [])
            covering = [fact for fact in joined if low(fact.time.earliest) <= day <= high(fact.time.latest)]
            if not (named or covering) or _has_left(self._left.get(actor, ()), day, covering):
                continue
            details = covering or _latest_before(joined, day)
            found.append(_participant(actor, named, covering, details, day))
            behind += named + details
        return found, behind


@growing(Participation.add)
def participation_of(case: Case) -> Participation:
    """Who takes part in the exercise."""
    return Participation(case.facts)


def _cuts(fact: FactInForce) -> set[Day]:
    start, end = ends_of(fact)
    days = (fact.time.earliest, start.last, end.first, fact.time.latest)
    return {d for day in days if day is not None for d in (day, day + 1)}


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
