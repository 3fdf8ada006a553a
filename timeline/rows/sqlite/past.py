"""Everything that the rows of a key ever said."""

import sqlite3
from bisect import bisect_right
from collections.abc import Sequence

import orjson

from timeline.question import Window
from timeline.rows import body
from timeline.rows.sqlite.find import sql
from timeline.rows.wanted import Stated

From = tuple[int, bytes]
"""A position, and the windows from it on."""


def history(connection: sqlite3.Connection, set_id: int, key: str, until: int) -> list[Stated]:
    """What the rows of the key said up to a position, in order of position."""
    values = {"set": set_id, "key": key, "until": until}
    said: bytes | None = connection.execute(sql()["history"], values).fetchone()[0]
    windows = [_windows(line) for line in connection.execute(sql()["windows_ever"], values).fetchone()[0].split(b"\n") if line]
    lines = iter(said.split(b"\n") if said is not None else ())
    found = []
    for where, stored in zip(lines, lines, strict=True):
        first, last, begins, ends = orjson.loads(where)
        found += _stated(Stated(Window(first, last), begins, ends, stored), windows)
    return sorted(found, key=_order)


def _windows(line: bytes) -> From:
    position, _, windows = line.partition(b"\t")
    return int(position), windows


def _stated(said: Stated, windows: Sequence[From]) -> list[Stated]:
    """What a row said, whole: anew with each windows that come meanwhile."""
    first = bisect_right(windows, said.pos_from, key=_position) - 1
    if first < 0:
        return [said]
    last = bisect_right(windows, said.pos_to - 1, key=_position)
    begins = [said.pos_from, *(position for position, _ in windows[first + 1 : last])]
    ends = [*begins[1:], said.pos_to]
    bodies = [body.whole(said.body + b"\t" + found) for _, found in windows[first:last]]
    return [Stated(said.days, *each) for each in zip(begins, ends, bodies, strict=True)]


def _position(windows: From) -> int:
    return windows[0]


def _order(said: Stated) -> tuple[int, int]:
    return said.pos_from, said.days.first or 0
