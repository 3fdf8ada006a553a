"""Many rows at once, in the way that costs the least in Python's `sqlite3`.

Ten rows a statement take two thirds of the time of one. Bytes are best handed over as `bytearray`: of each value that is not a
number, a text or that, `sqlite3` first asks whether somebody adapts it (PEP 246), which takes longer than to store it.
"""

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from timeline.log.queries import queries

ROWS = 10
"""In one statement; more gain little, and there is a statement for every smaller number."""


class _Statement(NamedTuple):
    sql: str
    values: int


def insert(connection: sqlite3.Connection, name: str, values: Sequence[object]) -> None:
    """Insert with the query of this name, which has one row, the values of all rows one after another."""
    many, one = _statement(name, ROWS), _statement(name, 1)
    whole = len(values) - len(values) % many.values
    connection.executemany(many.sql, [values[start : start + many.values] for start in range(0, whole, many.values)])
    if rest := values[whole:]:
        connection.execute(_statement(name, len(rest) // one.values).sql, rest)


@cache
def _statement(name: str, rows: int) -> _Statement:
    """The query with its row so many times."""
    before, values, row = queries("sqlite")[name].removesuffix(";").partition("VALUES ")
    return _Statement(before + values + ", ".join([row] * rows), row.count("?") * rows)
