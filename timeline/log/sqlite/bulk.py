"""Many rows in few steps.

SQLite lets go of Python's lock for each step of a statement and has to wait for it after each. A row a step costs microseconds on
an idle machine and milliseconds beside a thread that computes; some hundreds of rows a step cost that once.
"""

import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import chain

ROWS_PER_STATEMENT = (256, 32, 4)
"""Few different statements, so that each stays prepared."""


def insert(connection: sqlite3.Connection, statement: str, rows: Sequence[Sequence[object]]) -> None:
    """Execute an INSERT whose VALUES are one row of question marks for many rows, in their order."""
    done = 0
    for size in ROWS_PER_STATEMENT:
        while len(rows) - done >= size:
            connection.execute(_of(statement, size), tuple(chain.from_iterable(rows[done : done + size])))
            done += size
    connection.executemany(statement, rows[done:])


@cache
def _of(statement: str, rows: int) -> str:
    head, _, values = statement.rstrip(";").rpartition("VALUES ")
    return f"{head}VALUES {', '.join([values] * rows)}"
