"""Storing a stride: rows closed and opened, what they say, and where they are filed."""

import sqlite3
from collections.abc import Iterator
from itertools import chain

import orjson

from timeline.log.sqlite.insert import insert
from timeline.question import Window
from timeline.rows.blocks import DAY_MAX, DAY_MIN, blocks_of
from timeline.rows.protocol import Kept, Stride
from timeline.rows.sqlite.find import sql

Cell = tuple[int, int, str, int, int, int, int, int]


class Scopes:
    """The numbers of scopes, remembered. Good for one transaction at a time: forget them when one fails."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str, str], int] = {}

    def forget(self) -> None:
        self._known.clear()

    def number(self, connection: sqlite3.Connection, set_id: int, name: str, value: str) -> int:
        """The scope of a set, a filter and a value, a new one if need be."""
        asked = set_id, name, value
        if asked not in self._known:
            row = connection.execute(sql()["scope"], asked).fetchone()
            self._known[asked] = row[0] if row else new(connection, "insert_scope", asked)
        return self._known[asked]


def keep(connection: sqlite3.Connection, stride: Stride, scopes: Scopes) -> None:
    """Store all of a stride. To be run in a transaction."""
    closed = orjson.dumps([(kept.id, kept.pos_to) for kept in stride.closed]).decode()
    connection.execute(sql()["close_rows"], {"closed": closed})
    newest_row, newest_body = connection.execute(sql()["newest"]).fetchone()
    for number, kept in enumerate(stride.opened, start=newest_row + 1):
        kept.id = number
    bodies: dict[bytes, list[int]] = {}
    for kept in stride.opened:
        said = bodies.setdefault(kept.body, [newest_body + 1 + len(bodies), 0])
        said[1] += 1
    cells = sorted(cell for kept in stride.opened for cell in _cells(connection, kept, scopes))
    insert(connection, sql()["insert_body"], [v for body, (number, uses) in bodies.items() for v in (number, uses, body.decode())])
    insert(connection, sql()["insert_row"], list(chain.from_iterable(_row(kept, bodies[kept.body][0]) for kept in stride.opened)))
    insert(connection, sql()["insert_cell"], list(chain.from_iterable(cells)))
    connection.executemany(sql()["advance_set"], [(stride.position, each) for each in stride.sets])


def new(connection: sqlite3.Connection, name: str, values: tuple[object, ...]) -> int:
    """Insert one row and give its number."""
    inserted = connection.execute(sql()[name], values).lastrowid
    assert inserted is not None
    return inserted


def _row(kept: Kept, body: int) -> tuple[object, ...]:
    place = kept.place
    return (
        kept.id, place.set_id, place.key, kept.subject, place.days.first, place.days.last, int(place.every), kept.pos_from, kept.pos_to,
        body,
    )  # fmt: skip


def _cells(connection: sqlite3.Connection, kept: Kept, scopes: Scopes) -> Iterator[Cell]:
    place = kept.place
    star = "*" if place.every else ""
    days = Window(None, None) if place.every else place.days
    first = DAY_MIN if days.first is None else days.first
    last = DAY_MAX if days.last is None else days.last
    blocks = blocks_of(days)
    for name, value in (("", ""), *kept.values):
        scope = scopes.number(connection, place.set_id, star + name, value)
        for block in blocks:
            yield scope, block, place.key, kept.id, first, last, kept.pos_from, int(kept.sure)
