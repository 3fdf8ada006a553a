"""What moved is found by an index, in order, without sorting more than one append."""

import sqlite3
from pathlib import Path

import pytest

from timeline.clock import system_clock
from timeline.log.queries import queries
from timeline.log.sqlite.log import open_sqlite
from timeline.projections.row_windows import RowWindows
from timeline.question import Evidence, Row, Window
from timeline.rows import body
from timeline.rows.kept import OPEN, Filed, Kept, Place, Stride
from timeline.rows.sqlite.moves import _moves_of, _turns_of
from timeline.rows.sqlite.store import SqliteRows
from timeline.rows.wanted import Move, Moved

VALUES = dict.fromkeys(
    ("position", "until", "first", "last", "limit", "every", "day", "set0", "set1", "scope0", "scope1", "block0", "block1"), 1
)


@pytest.mark.parametrize(
    ("statement", "index"),
    [(_moves_of(2), "row_moves USING PRIMARY KEY"), (_turns_of(("begins", "ends")), "cells USING PRIMARY KEY")],
)
def test_moves_are_read_in_order_of_an_index(statement: str, index: str) -> None:
    connection = sqlite3.connect(":memory:")
    for migration in queries("sqlite/migrations").values():
        connection.executescript(migration)
    steps = [step[3] for step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", VALUES | {"key": ""})]
    assert any(index in step for step in steps)
    assert not [step for step in steps if "TEMP B-TREE" in step or "SCAN rows" in step]
    connection.close()


@pytest.mark.anyio
async def test_what_is_said_moves_and_a_row_that_one_append_opened_and_closed_never_did(tmp_path: Path) -> None:
    log = await open_sqlite(tmp_path / "a.db", read_only=False, clock=system_clock)
    rows = SqliteRows(log)
    number = (await rows.begin({"exercises": 1}, 0))["exercises"].id
    filed = Filed((), sure=True, every=False)
    days = ((2, 5), (5, 5), (5, 9))
    gone, never, stays = (Kept(Place(number, "k", DAYS), "s", first, b"", filed, every=False, pos_to=last) for first, last in days)
    said = [(gone, 2, says("a")), (never, 5, says("b")), (stays, 5, says("c")), (stays, 7, says("d"))]
    await rows.keep(Stride([number], 9, opened=[gone, never, stays], said=said))
    assert told(await rows.moves(Moved((number,), 2, "l", 4, 10), 9)) == [(5, "-a"), (5, "+c"), (7, "-c"), (7, "+d"), (9, "-d")]
    assert told(await rows.moves(Moved((number,), 7, "l", 4, 10), 9)) == [(9, "-d")]
    assert await rows.moves(Moved((number,), 0, "", 10, 10), 9) == []
    assert [[each.row.status for each in one] for one in await rows.said([(number, "k", at) for at in (1, 4, 6, 8)])] == [
        [],
        ["a"],
        ["c"],
        ["d"],
    ]
    assert [(move.opened, body.read(move.body).status) for move in await rows.turns(Moved((number,), 8, "", 10, 10))] == [(False, "d")]
    await log.close()


@pytest.mark.anyio
async def test_windows_that_are_kept_apart_move_all_rows_that_say_nothing_new_themselves(tmp_path: Path) -> None:
    log = await open_sqlite(tmp_path / "a.db", read_only=False, clock=system_clock)
    rows = SqliteRows(log)
    number = (await rows.begin({"presence": 1}, 0))["presence"].id
    filed = Filed((), sure=True, every=False)
    early, late = (Kept(Place(number, "s", days), "s", 2, b"", filed, every=False) for days in (Window(1, 4), Window(5, 9)))
    said = [(early, 2, waits("a")), (late, 2, waits("b")), (late, 5, waits("c"))]
    windows = [(number, "s", at, body.write_windows(RowWindows(Window(1, last), None, {}))) for at, last in ((2, 7), (5, 8), (6, 9))]
    await rows.keep(Stride([number], 9, opened=[early, late], said=said, windows=windows))
    assert await rows.windows(["s"], [number]) == [(number, "s", windows[-1][-1])]
    for on, told in ((4, ["+a1-7", "-a1-7", "+a1-8", "-a1-8", "+a1-9"]), (5, ["+b1-7", "-b1-7", "+c1-8", "-c1-8", "+c1-9"])):
        moved = await rows.moves(Moved((number,), 0, "", on, 10), 9)
        assert [f"{'-+'[move.opened]}{body.read(move.body).status}{_last(move.body)}" for move in moved] == told
    history = await rows.history(number, "s", 9)
    assert [(one.pos_from, one.pos_to, body.read(one.body).status, _last(one.body)) for one in history] == [
        (2, 5, "a", "1-7"), (2, 5, "b", "1-7"), (5, 6, "a", "1-8"), (5, 6, "c", "1-8"), (6, OPEN, "a", "1-9"), (6, OPEN, "c", "1-9"),
    ]  # fmt: skip
    await log.close()


def waits(status: str) -> bytes:
    """The body of a row that waits for its windows."""
    return body.write(Row("s", "sure", status, Window(None, None), None, {}, Evidence(1, 1, {"x": ("e",)}, ("P",))))


def _last(stored: bytes) -> str:
    return "{}-{}".format(*body.read(stored).possible)


DAYS = Window(1, 9)


def says(status: str) -> bytes:
    return body.write(Row("k", "sure", status, DAYS, DAYS, {}, Evidence(0, 0, {})))


def told(moves: list[Move]) -> list[tuple[int, str]]:
    """Of one position what is said no longer comes first here."""
    return sorted(
        ((move.position, "-+"[move.opened] + str(body.read(move.body).status)) for move in moves),
        key=lambda one: (one[0], one[1][0] == "+"),
    )
