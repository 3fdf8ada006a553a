"""A stride made ready for storing: ids given, rows and what they say apart, each row filed under its scopes and blocks.

All that takes Python is done here, by whoever folded the stride; storing it is a few statements (`store`).
"""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import orjson

from timeline.log.sqlite.insert import insert
from timeline.question import Window
from timeline.rows.blocks import DAY_MAX, DAY_MIN, blocks_of
from timeline.rows.protocol import Kept, Stride
from timeline.rows.sqlite.find import sql

Scope = tuple[int, str, str]
"""A set, a filter and a value."""
ID_BITS = 40
"""Ids are given by whoever keeps a set, in a stretch of its own, so that two can do so at once."""


class Prepared(NamedTuple):
    """The values of all statements that store a stride, one row after another."""

    sets: list[int]
    position: int
    closed: str
    scopes: list[Any]
    bodies: list[Any]
    rows: list[Any]
    cells: list[Any]
    publications: list[Any]


class Filing:
    """Gives ids to the rows of some sets. Good as long as all that it prepares is stored, in order."""

    def __init__(self, connection: sqlite3.Connection, sets: Sequence[int]) -> None:
        low = min(sets) << ID_BITS
        newest = connection.execute(sql()["newest"], {"low": low, "high": low + (1 << ID_BITS) - 1}).fetchone()
        self._row, self._body, self._scope = (low if found is None else found for found in newest)
        known = connection.execute(sql()["scopes_of"], {"sets": orjson.dumps(list(sets)).decode()})
        self._scopes: dict[Scope, int] = {(set_id, name, value): number for set_id, name, value, number in known}

    def prepare(self, stride: Stride) -> Prepared:
        scopes: list[Any] = []
        bodies: dict[bytes, list[int]] = {}
        for kept in stride.opened:
            self._row += 1
            kept.id = self._row
            if kept.body not in bodies:
                self._body += 1
                bodies[kept.body] = [self._body, 0]
            bodies[kept.body][1] += 1
        cells = sorted(cell for kept in stride.opened for cell in self._cells(kept, scopes))
        return Prepared(
            list(stride.sets),
            stride.position,
            orjson.dumps([(kept.id, kept.pos_to) for kept in stride.closed]).decode(),
            scopes,
            [value for body, (number, uses) in bodies.items() for value in (number, uses, body.decode())],
            list(chain.from_iterable(_row(kept, bodies[kept.body][0]) for kept in stride.opened)),
            list(chain.from_iterable(cells)),
            [value for subject, days in stride.publications.items() for value in (subject, *days)],
        )

    def _cells(self, kept: Kept, new: list[Any]) -> Iterator[tuple[int, int, str, int, int, int, int, int]]:
        place = kept.place
        star = "*" if place.every else ""
        days = Window(None, None) if place.every else place.days
        first = DAY_MIN if days.first is None else days.first
        last = DAY_MAX if days.last is None else days.last
        blocks = blocks_of(days)
        for name, value in (("", ""), *kept.values):
            scope = self._number((place.set_id, star + name, value), new)
            for block in blocks:
                yield scope, block, place.key, kept.id, first, last, kept.pos_from, int(kept.sure)

    def _number(self, scope: Scope, new: list[Any]) -> int:
        if scope not in self._scopes:
            self._scope += 1
            self._scopes[scope] = self._scope
            new += (self._scope, *scope)
        return self._scopes[scope]


def store(connection: sqlite3.Connection, prepared: Prepared) -> None:
    """Store all of a stride. To be run in a transaction."""
    connection.execute(sql()["close_rows"], {"closed": prepared.closed})
    insert(connection, sql()["insert_scope"], prepared.scopes)
    insert(connection, sql()["insert_body"], prepared.bodies)
    insert(connection, sql()["insert_row"], prepared.rows)
    insert(connection, sql()["insert_cell"], prepared.cells)
    insert(connection, sql()["insert_publication"], prepared.publications)
    connection.executemany(sql()["advance_set"], [(prepared.position, each) for each in prepared.sets])


def _row(kept: Kept, body: int) -> tuple[object, ...]:
    place = kept.place
    return (
        kept.id, place.set_id, place.key, kept.subject, place.days.first, place.days.last, int(place.every), kept.pos_from, kept.pos_to,
        body,
    )  # fmt: skip
