"""What moved is found by an index, in order, without sorting more than one append."""

import sqlite3

import pytest

from timeline.log.queries import queries
from timeline.rows.sqlite.moves import _moves_of, _turns_of

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
