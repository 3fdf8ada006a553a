"""The facts that every contender is given: those of the synthetic log, each with a number and an id that grows with it."""

from collections import Counter
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from scripts import generate_log

FIRST_MILLISECOND = 1_700_000_000_000


class Fact(NamedTuple):
    """`payload` are the bytes that one would send; `version` counts from 1 in each subject, `position` from 1 over all."""

    position: int
    id: UUID
    subject: str
    version: int
    type: str
    content: dict[str, Any]
    payload: bytes


def facts(count: int, seed: int = 1) -> list[Fact]:
    """Equal arguments give equal facts."""
    versions: Counter[str] = Counter()
    made = []
    for position, content in enumerate(generate_log.events(count, seed), 1):
        subject = content["subject"]
        versions[subject] += 1
        made.append(Fact(position, time_ordered(position), subject, versions[subject], content["type"], content, orjson.dumps(content)))
    return made


def time_ordered(position: int) -> UUID:
    """A UUIDv7 that comes out the same every time: one a millisecond."""
    return UUID(int=(FIRST_MILLISECOND + position) << 80 | 7 << 76 | 2 << 62 | position)
