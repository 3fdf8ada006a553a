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
    versions: list[Any]
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
        for kept in stride.opened:
            self._row += 1
            kept.id = self._row
        bodies: dict[bytes, list[int]] = {}
        versions = []
        for kept, position, said in stride.said:
            if said not in bodies:
                self._body += 1
                bodies[said] = [self._body, 0]
            bodies[said][1] += 1
            versions.append((kept.id, position, bodies[said][0]))
        return Prepared(
            list(stride.sets),
            stride.position,
            orjson.dumps([(kept.id, kept.pos_to) for kept in stride.closed]).decode(),
            scopes,
            [value for body, (number, uses) in bodies.items() for value in (number, uses, body.decode())],
            list(chain.from_iterable(map(_row, stride.opened))),
            list(chain.from_iterable(sorted(versions))),
            list(chain.from_iterable(sorted(cell for kept in stride.opened for cell in self._cells(kept, scopes)))),
            [value for subject, days in stride.publications.items() for value in (subject, *days)],
        )

    def _cells(self, kept: Kept, new: list[Any]) -> Iterator[tuple[int, int, str, int, int, int, int, int]]:
        place, filed = kept.place, kept.filed
        assert filed is not None
        days = place.days
        first = DAY_MIN if days.first is None else days.first
        last = DAY_MAX if days.last is None else days.last
        blocks = blocks_of(days)
        every = blocks_of(Window(None, None)) if filed.every else ()
        for name, value in (("", ""), *filed.values):
            scope = self._number((place.set_id, name, value), new)
            for block in blocks:
                yield scope, block, place.key, kept.id, first, last, kept.pos_from, int(filed.sure)
            if every:
                star = self._number((place.set_id, f"*{name}", value), new)
                for block in every:
                    yield star, block, place.key, kept.id, DAY_MIN, DAY_MAX, kept.pos_from, int(filed.sure)

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
    insert(connection, sql()["insert_version"], prepared.versions)
    insert(connection, sql()["insert_cell"], prepared.cells)
    insert(connection, sql()["insert_publication"], prepared.publications)
    connection.executemany(sql()["advance_set"], [(prepared.position, each) for each in prepared.sets])


def _row(kept: Kept) -> tuple[object, ...]:
    set_id, key, days = kept.place
    return kept.id, set_id, key, kept.subject, days.first, days.last, int(kept.every), kept.pos_from, kept.pos_to
