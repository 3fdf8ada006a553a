"""What moved is found by an index, in order, without sorting more than one append."""

import sqlite3
from pathlib import Path

import pytest

from timeline.clock import system_clock
from timeline.log.queries import queries
from timeline.log.sqlite.log import open_sqlite
from timeline.question import Evidence, Row, Window
from timeline.rows import body
from timeline.rows.protocol import Kept, Moved, Place, Stride
from timeline.rows.sqlite.moves import _moves_of, _turns_of
from timeline.rows.sqlite.store import SqliteRows

VALUES = dict.fromkeys(
    ("position", "until", "first", "last", "limit", "every", "day", "set0", "set1", "scope0", "scope1", "block0", "block1"), 1
)


@pytest.mark.parametrize(
    ("statement", "index"),
    [(_moves_of(2), "said USING COVERING INDEX row_versions_said"), (_moves_of(1), "rows USING INDEX rows_closed"),
     (_turns_of(("begins", "ends")), "cells USING PRIMARY KEY")],
)  # fmt: skip
def test_moves_are_read_in_order_of_an_index(statement: str, index: str) -> None:
    connection = sqlite3.connect(":memory:")
    for migration in queries("sqlite/migrations").values():
        connection.executescript(migration)
    steps = [step[3] for step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", VALUES | {"key": ""})]
    assert any(index in step for step in steps)
    assert not [step for step in steps if "TEMP B-TREE FOR ORDER BY" in step or "SCAN rows" in step]
    connection.close()


@pytest.mark.anyio
async def test_a_row_that_one_append_opened_and_closed_never_moved(tmp_path: Path) -> None:
    log = await open_sqlite(tmp_path / "a.db", read_only=False, clock=system_clock)
    rows = SqliteRows(log)
    number = (await rows.begin({"exercises": 1}))["exercises"]
    days = Window(1, 9)
    row = body.write(Row("k", "sure", None, days, days, {}, Evidence(0, 0, {})))
    stays, gone, never = (
        Kept(Place(number, "k", days, every=False), "s", first, row, pos_to=last) for first, last in ((5, 9), (2, 5), (5, 5))
    )
    await rows.keep(Stride([number], 9, opened=[gone, never, stays]))
    found = await rows.moves(Moved((number,), 2, "l", 4, 10), 8)
    assert [(move.position, move.opened) for move in found] == [(5, True), (5, False)]
    assert len(await rows.moves(Moved((number,), 5, "", 4, 10), 9)) == 3
    assert await rows.moves(Moved((number,), 0, "", 10, 10), 9) == []
    await log.close()
