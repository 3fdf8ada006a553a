"""What moved is found by an index, in order, without sorting more than one append."""

import sqlite3
from pathlib import Path

import pytest

from timeline.clock import system_clock
from timeline.log.queries import queries
from timeline.log.sqlite.log import open_sqlite
from timeline.question import Evidence, Row, Window
from timeline.rows import body
from timeline.rows.protocol import Filed, Kept, Move, Moved, Place, Stride
from timeline.rows.sqlite.moves import _moves_of, _turns_of
from timeline.rows.sqlite.store import SqliteRows

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
    number = (await rows.begin({"exercises": 1}))["exercises"]
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


DAYS = Window(1, 9)


def says(status: str) -> bytes:
    return body.write(Row("k", "sure", status, DAYS, DAYS, {}, Evidence(0, 0, {})))


def told(moves: list[Move]) -> list[tuple[int, str]]:
    """Of one position what is said no longer comes first here."""
    return sorted(
        ((move.position, "-+"[move.opened] + str(body.read(move.body).status)) for move in moves),
        key=lambda one: (one[0], one[1][0] == "+"),
    )
