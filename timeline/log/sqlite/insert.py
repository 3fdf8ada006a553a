"""Many rows at once, in the way that costs the least in Python's `sqlite3`.

SQLite gives up Python's lock for each step of a statement and has to win it back, which beside a thread that computes takes
as long as that thread may go on: so some hundreds of rows go in one step. Bytes are best handed over as `bytearray`: of each value
that is not a number, a text or that, `sqlite3` first asks whether somebody adapts it (PEP 246), which takes longer than to store it.
"""

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

ROWS_PER_STATEMENT = (256, 32, 4, 1)
"""Few different statements, so that each stays prepared."""


class _Statement(NamedTuple):
    sql: str
    values: int


def insert(connection: sqlite3.Connection, statement: str, values: Sequence[object]) -> None:
    """Execute an INSERT whose VALUES are one row of question marks for the values of many rows, one row after another."""
    done = 0
    for rows in ROWS_PER_STATEMENT:
        many = _of(statement, rows)
        while len(values) - done >= many.values:
            connection.execute(many.sql, values[done : done + many.values])
            done += many.values


@cache
def _of(statement: str, rows: int) -> _Statement:
    """The statement with its row so many times."""
    before, values, rest = statement.removesuffix(";").partition("VALUES ")
    row, end, after = rest.partition(")")
    return _Statement(before + values + ", ".join([row + end] * rows) + after, row.count("?") * rows)
