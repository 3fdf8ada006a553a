"""On which subject an exercise stands, so that two data sets that coded it meet there.

The rule, stated to be narrow: two rows meet when their normalised names and the years of their starts are equal. A name is
normalised by taking away case, accents, punctuation, the word "exercise" and the year. Where one data set has a name twice in a
year, its rows are told apart by month unless their dates overlap; a row that cannot be told apart so stands alone.

Rows without a name, or with one that only says what it was ("joint naval exercise"), meet when they have the same participants, at
least two, and the same start and end, each known to the month or better. A row of which the data set has another, named or not, of
the same participants and of dates that could be the same, stands alone, as do rows without a year.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from events import edtf
from timeline.importers.naming import digest, slug, words

_NOISE = frozenset({"exercise", "exercises", "ex", "operation", "the"})
_GENERIC = frozenset(
    [
        "a",
        "air",
        "and",
        "anti",
        "bilateral",
        "combined",
        "command",
        "counter",
        "drill",
        "drills",
        "field",
        "force",
        "forces",
        "ground",
        "in",
        "international",
        "joint",
        "land",
        "manoeuvres",
        "maneuvers",
        "maritime",
        "medical",
        "military",
        "multilateral",
        "multinational",
        "naval",
        "navy",
        "of",
        "passex",
        "peacekeeping",
        "post",
        "rescue",
        "sar",
        "sarex",
        "sea",
        "search",
        "series",
        "special",
        "submarine",
        "tactical",
        "terrorism",
        "terrorist",
        "training",
        "trilateral",
        "war",
        "warfare",
    ]
)

PARTICIPANTS_MIN = 2
NAMED_MAX = 60
"""Longer lists of participants are a digest in the subject."""


class Coded(NamedTuple):
    """What a row says of an exercise, as far as its subject depends on it. Dates are EDTF."""

    name: str | None
    start: str | None
    end: str | None
    participants: frozenset[str] | None
    """None where not all of them could be read."""
    alone: str
    """The slug that the row has when it meets nobody."""


def whole(participants: Sequence[str | None]) -> frozenset[str] | None:
    """The participants of a row, None if one could not be read."""
    known = frozenset(actor for actor in participants if actor)
    return None if None in participants else known


def subjects(rows: Sequence[Coded]) -> list[str]:
    """The subject of each row of one data set."""
    groups: dict[str, list[int]] = defaultdict(list)
    same = _of_participants(rows)
    for number, row in enumerate(rows):
        groups[named(row) or _unnamed(row, same) or f"\0{number}"].append(number)
    found = [""] * len(rows)
    for key, members in groups.items():
        together = len(members) == 1 or _overlap([rows[number] for number in members])
        for number in members:
            found[number] = f"exercise/{_slug(rows[number], key, together)}"
    return found


def _of_participants(rows: Sequence[Coded]) -> dict[frozenset[str], list[Coded]]:
    same: dict[frozenset[str], list[Coded]] = defaultdict(list)
    for row in rows:
        if row.participants:
            same[row.participants].append(row)
    return same


def _unnamed(row: Coded, same: Mapping[frozenset[str], Sequence[Coded]]) -> str | None:
    """What an unnamed row is known by: days and participants, if no other row can be of the same days."""
    if row.start is None or row.end is None or row.participants is None or not tells_enough(row):
        return None
    if sum(compatible(row, other) for other in same[row.participants]) > 1:
        return None
    actors = slug(" ".join(sorted(row.participants)))
    return f"unnamed-{slug(row.start)}-{slug(row.end)}-{actors if len(actors) <= NAMED_MAX else digest(actors)}"


def tells_enough(row: Coded) -> bool:
    """Whether an unnamed row can meet another: two participants or more, both ends known to the month."""
    months = [(day or "")[5:7] for day in (row.start, row.end)]
    return len(row.participants or ()) >= PARTICIPANTS_MIN and all(map(str.isdecimal, months))


def compatible(one: Coded, other: Coded) -> bool:
    """Whether both could have begun on one day and ended on one day."""
    return all(_meet(mine, yours) for mine, yours in ((one.start, other.start), (one.end, other.end)))


def _meet(mine: str | None, yours: str | None) -> bool:
    if mine is None or yours is None:
        return True
    first, second = edtf.parse(mine), edtf.parse(yours)
    return (first.earliest or 0) <= (second.latest or 0) and (second.earliest or 0) <= (first.latest or 0)


def _slug(row: Coded, key: str, together: bool) -> str:
    if key.startswith("\0"):
        return row.alone
    if together:
        return key
    month = (row.start or "")[5:7]
    return f"{key}-{month}" if month.isdecimal() else row.alone


def named(row: Coded) -> str | None:
    """The normalised name with the year, None where there is no year or the name names nothing."""
    year = (row.start or row.end or "")[:4]
    if row.name is None or not year.isdecimal():
        return None
    name = [word for word in words(row.name) if word not in _NOISE and word not in {year, year[2:]}]
    if all(word in _GENERIC or word.isdecimal() for word in name):
        return None
    return f"{slug(' '.join(name))}-{year}"


def _overlap(rows: Sequence[Coded]) -> bool:
    """Whether each shares a possible day with the next, in order of their starts."""
    spans = []
    for row in rows:
        start, end = row.start or row.end, row.end or row.start
        assert start is not None
        assert end is not None
        first, last = edtf.parse(start).earliest, edtf.parse(end).latest
        spans.append((first or 0, last or 0))
    return all(after[0] <= before[1] for before, after in pairwise(sorted(spans)))
