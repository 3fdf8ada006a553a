"""The stage of an agreement by brute force: every way to put each step on a day of its range."""

from collections.abc import Iterable
from itertools import product

from tests.oracle.said import Days, Said

STATUS = {
    "proposed": "proposed", "negotiation_opened": "negotiating", "negotiation_stalled": "stalled", "negotiation_progressed": "negotiating",
    "concluded_in_principle": "agreed_in_principle", "signed": "signed", "suspended": "suspended", "entered_into_force": "in_force",
    "renewed": "in_force", "resumed": "in_force", "terminated": "terminated",
}  # fmt: skip
STAGE = {
    "proposed": 0, "negotiating": 1, "stalled": 1, "agreed_in_principle": 2, "signed": 3, "in_force": 4, "suspended": 4, "terminated": 4,
}  # fmt: skip
RANK = {
    "negotiation_opened": 0, "negotiation_stalled": 1, "negotiation_progressed": 2,
    "entered_into_force": 0, "suspended": 1, "renewed": 2, "resumed": 2, "terminated": 3,
}  # fmt: skip
PENDING = {"proposed", "negotiating", "stalled", "agreed_in_principle", "signed"}

Step = tuple[str, Days]


def steps(facts: Iterable[Said]) -> list[Step]:
    """The steps that move the status. Milestones do not."""
    named = [(said.type.partition(".")[2], said.days) for said in facts if said.modality == "actual"]
    return [step for step in named if step[0] in STATUS]


def statuses(made: list[Step], day: int) -> set[str | None]:
    """Every status that the agreement may have that day; None where no step may have been made yet."""
    return {
        _status([step for step, done in zip(made, world, strict=True) if done])
        for world in product(*(_done(when, day) for _, when in made))
    }


def _done(when: Days, day: int) -> set[bool]:
    return {each <= day for each in when}


def _status(made: list[Step]) -> str | None:
    """Where the ranges make a circle of later steps, the highest in rank is taken."""
    if not made:
        return None
    furthest = max(STAGE[STATUS[name]] for name, _ in made)
    within = [step for step in made if STAGE[STATUS[step[0]]] == furthest]
    last = [step for step in within if not any(_later(other, step) for other in within)]
    return STATUS[max(last or within, key=lambda step: RANK.get(step[0], 0))[0]]


def _later(one: Step, other: Step) -> bool:
    if one[1] & other[1]:
        return _rank(one[0]) > _rank(other[0])
    return min(one[1]) > max(other[1])


def _rank(name: str) -> int:
    return RANK.get(name, 0)


def circular(made: list[Step]) -> bool:
    """Whether some steps each have a later one among themselves, so that none of them is the last."""
    left = list(made)
    while left:
        last = [
            step for step in left if not any(_later(other, step) for other in left if STAGE[STATUS[other[0]]] == STAGE[STATUS[step[0]]])
        ]
        if not last:
            return True
        left = [step for step in left if step not in last]
    return False
