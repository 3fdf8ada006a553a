"""On which subject an exercise stands, so that two data sets that coded it meet there.

The rule, stated to be narrow: two rows meet when their normalised names and the years of their starts are equal. A name is
normalised by taking away case, accents, punctuation, the word "exercise" and the year. Unnamed rows, names that only say what
it was ("joint naval exercise") and rows without a year stand alone. Where one data set has a name twice in a year, its rows
are told apart by month unless their dates overlap; a row that cannot be told apart so stands alone.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from events import edtf
from timeline.importers.naming import slug, words

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


class Coded(NamedTuple):
    """What a row says of an exercise, as far as its subject depends on it. Dates are EDTF."""

    name: str | None
    start: str | None
    end: str | None
    alone: str
    """The slug that the row has when it meets nobody."""


def subjects(rows: Sequence[Coded]) -> list[str]:
    """The subject of each row of one data set."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        groups[_key(row) or f"\0{number}"].append(number)
    found = [""] * len(rows)
    for key, members in groups.items():
        together = len(members) == 1 or _overlap([rows[number] for number in members])
        for number in members:
            found[number] = f"exercise/{_slug(rows[number], key, together)}"
    return found


def _slug(row: Coded, key: str, together: bool) -> str:
    if key.startswith("\0"):
        return row.alone
    if together:
        return key
    month = (row.start or "")[5:7]
    return f"{key}-{month}" if month.isdecimal() else row.alone


def _key(row: Coded) -> str | None:
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
