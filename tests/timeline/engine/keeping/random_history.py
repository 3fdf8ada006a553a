"""Random histories of every kind of subject: facts, claims about facts and claims, merges and splits, out of order."""

import itertools
import random
from collections.abc import Iterator, Sequence
from typing import Any

from tests.history import Event, said

DATES = (
    "2024-09-08", "2024-09-12?", "2024-09", "2024-09-08/2024-09-21", "/2024-09-15", "2024-09-10/..", "2024-0X", "2024-09/2024-10",
    "2024-09-1X", "../2024-09-20",
)  # fmt: skip
CLAIMS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("retracted", {}), ("disputed", {"by": "CN"}), ("corroborated", {}), ("regraded", {"credibility": 2}), ("corrected", {}),
)  # fmt: skip
COUNTRIES = ("FR", "JP", "GB")
KINDS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "exercise": [
        ("exercise.announced", {"name": "Plan"}),
        ("exercise.started", {}),
        ("exercise.held", {"name": "Held", "participants": ["FR"]}),
        ("exercise.reported_ongoing", {"edition": 1}),
        ("exercise.concluded", {"edition": 2}),
        ("exercise.postponed", {}),
        ("exercise.rescheduled", {}),
        ("exercise.participant_joined", {"actor": "JP"}),
        ("statement.made", {"speaker": "x", "act": "hope", "summary": "s"}),
    ],
    "agreement": [
        ("agreement.negotiation_opened", {"name": "N", "kind": "k", "parties": ["FR", "JP"]}),
        ("agreement.negotiation_stalled", {}),
        ("agreement.signed", {}),
        ("agreement.entered_into_force", {}),
        ("agreement.ratified", {"party": "JP"}),
        ("agreement.suspended", {}),
    ],
    "deployment": [
        ("deployment.presence_reported", {"actor": "FR", "figure": {"value": 10, "cmp": "over"}}),
        ("deployment.presence_reported", {"actor": "FR", "figure": {"value": 9}}),
        ("deployment.arrived", {"actor": "GB"}),
        ("deployment.announced", {"actor": "GB"}),
        ("deployment.withdrawn", {"actor": "GB"}),
    ],
    "incursion": [
        ("incursion.reported", {"actor": "CN", "zone": "adiz", "of": "JP"}),
        ("incursion.reported", {"actor": "CN", "zone": "airspace", "of": "JP"}),
        ("incursion.responded", {"actor": "JP", "response": "warn"}),
        ("incursion.ended", {}),
    ],
    "actor": [
        ("indicator.reported", {"indicator": "budget", "figure": {"value": 2}}),
        ("indicator.reported", {"indicator": "rank", "figure": {"value": 3}}),
        ("superlative.claimed", {"claim": "first", "scope": "s"}),
    ],
}


def history(chance: random.Random, count: int) -> Iterator[list[Event]]:
    """Appends of one to three events: facts, claims about facts and claims, merges and splits."""
    told: list[Event] = []
    while len(told) < count:
        append = [_event(chance, told, number) for number in range(chance.choice((1, 1, 1, 2, 3)))]
        told += append
        yield append


_ids = itertools.count(1)


def _event(chance: random.Random, told: Sequence[Event], _number: int) -> Event:
    kind = chance.choice(list(KINDS))
    subject = f"{kind}/{chance.choice('abc')}"
    more = {"published": f"2024-{chance.randint(9, 11):02d}-01", "publisher": chance.choice(("P", "Q")), "id": f"k{next(_ids)}"}
    roll = chance.random()
    if roll < 0.08:
        other = f"{kind}/{chance.choice('abc')}"
        if other != subject and roll < 0.05:
            return said("subject.merged", subject, "2024-10-01", into=other, **more)
        if other != subject:
            return said("subject.split", subject, "2024-10-02", **{"from": other}, **more)
    if roll < 0.35 and told:
        target = chance.choice(told)
        claim, data = chance.choice(CLAIMS)
        if claim == "corrected":
            data = {"changes": {"valid": chance.choice(DATES)}}
        return said(f"claim.{claim}", target["subject"], "2024-10-05", target=target["id"], **data, **more)
    type_, data = chance.choice(KINDS[kind])
    modality = {"modality": chance.choice(("assessed", "alleged", "denied"))} if roll > 0.93 and "announced" not in type_ else {}
    if modality and type_ == "exercise.rescheduled":
        modality = {}
    return said(type_, subject, chance.choice(DATES), **data, **modality, **more)
