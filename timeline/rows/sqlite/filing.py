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
from timeline.rows.kept import OPEN, Built, Kept, Settling, Stride
from timeline.rows.sqlite.find import sql
from timeline.rows.wanted import EVERYTHING

EVERY_DAY = Window(None, None)
Scope = tuple[int, str, str]
"""A set, a filter and a value."""
ID_BITS = 40
"""Ids are given by whoever keeps a set, in a stretch of its own, so that two can do so at once."""


class Prepared(NamedTuple):
    """The values of all statements that store a stride, one row after another. Cells have the place of their scope in `scopes`."""

    sets: list[int]
    position: int
    closed: str
    scopes: list[Scope]
    bodies: list[Any]
    rows: list[Any]
    versions: list[Any]
    windows: list[Any]
    moves: list[Any]
    cells: list[Any]
    publications: list[Any]
    publication_days: list[Any]
    joined: list[tuple[str, str]]


class Filing:
    """Gives ids to the rows of some sets: of `parts` processes each every so manieth. Good as long as all of it is stored, in order."""

    def __init__(self, connection: sqlite3.Connection, sets: Sequence[int], part: int, parts: int) -> None:
        low = min(sets) << ID_BITS
        newest = connection.execute(sql()["newest"], {"low": low, "high": low + (1 << ID_BITS) - 1}).fetchone()
        after = [low if found is None else found for found in newest]
        self._row, self._body = (each - each % parts + part for each in after)
        self._step = parts

    def prepare(self, stride: Stride) -> Prepared:
        for kept in stride.opened:
            self._row += self._step
            kept.id = self._row
        bodies: dict[bytes, list[int]] = {}
        versions = []
        for kept, position, said in stride.said:
            if said not in bodies:
                self._body += self._step
                bodies[said] = [self._body, 0]
            bodies[said][1] += 1
            versions.append((kept.id, position, bodies[said][0]))
        scopes: dict[Scope, int] = {}
        cells = sorted(cell for kept in stride.opened for cell in _cells(kept, scopes))
        return Prepared(
            list(stride.sets),
            stride.position,
            orjson.dumps([(kept.id, kept.pos_to, kept.published_to) for kept in stride.closed]).decode(),
            list(scopes),
            [value for body, (number, uses) in bodies.items() for value in (number, uses, body.decode())],
            list(chain.from_iterable(map(_row, stride.opened))),
            list(chain.from_iterable(sorted(versions))),
            [value for set_id, subject, position, said in stride.windows for value in (set_id, subject, position, said.decode())],
            list(chain.from_iterable(sorted(_moves(stride)))),
            list(chain.from_iterable(cells)),
            [
                value
                for subject, found in stride.publications.items()
                for value in (subject, found.first, found.last, found.position, found.in_order)
            ],
            [value for (subject, day), position in stride.publication_days.items() for value in (subject, day, position)],
            stride.joined,
        )


class Scopes:
    """The numbers of the scopes of some sets, which only the process that stores gives."""

    def __init__(self, connection: sqlite3.Connection, sets: Sequence[int]) -> None:
        known = connection.execute(sql()["scopes_of"], {"sets": orjson.dumps(list(sets)).decode()})
        self._known: dict[Scope, int] = {(set_id, name, value): number for set_id, name, value, number in known}
        low = min(sets) << ID_BITS
        newest: int | None = connection.execute(sql()["newest_scope"], {"low": low, "high": low + (1 << ID_BITS) - 1}).fetchone()[0]
        self._newest = low if newest is None else newest  # other sets may have some of that stretch, with which these were begun

    def numbers(self, connection: sqlite3.Connection, scopes: Sequence[Scope]) -> list[int]:
        """The number of each; new ones are stored."""
        new: list[int | str] = []
        for scope in scopes:
            if scope not in self._known:
                self._newest += 1
                self._known[scope] = self._newest
                new += (self._newest, *scope)
        insert(connection, sql()["insert_scope"], new)
        return [self._known[scope] for scope in scopes]


def settle(connection: sqlite3.Connection, settling: Settling, parts: Sequence[Prepared], scopes: Scopes) -> None:
    """Put these parts in place of the rows as published of some subjects. To be run in a transaction."""
    told, left = (orjson.dumps(subjects).decode() for subjects in settling)
    values = {"subjects": orjson.dumps([*settling.told, *settling.left]).decode(), "sets": orjson.dumps(parts[0].sets).decode()}
    connection.execute(sql()["retold_cells"], values)
    connection.execute(sql()["retold_windows"], values)
    bodies = connection.execute(sql()["retold_versions"], values).fetchall()
    connection.executemany(sql()["release_body"], bodies)
    connection.executemany(sql()["remove_body"], bodies)
    connection.execute(sql()["retold_rows"], values)
    store(connection, parts, scopes)
    connection.execute(sql()["settle"], {"told": True, "subjects": told})
    connection.execute(sql()["settle"], {"told": False, "subjects": left})


def store(connection: sqlite3.Connection, parts: Sequence[Prepared], scopes: Scopes) -> None:
    """Store all parts of a stride. To be run in a transaction."""
    _put(connection, parts, scopes)
    _advance(connection, parts[0].sets, parts[0].position)


def build(connection: sqlite3.Connection, parts: Sequence[Prepared], built: Built, scopes: Scopes) -> None:
    """Store parts of what is built subject by subject, and how far that is. To be run in a transaction."""
    _put(connection, parts, scopes)
    connection.executemany(sql()["advance_build"], [(built.subject, built.within, built.events, each) for each in parts[0].sets])


def finish(connection: sqlite3.Connection, sets: Sequence[int], position: int) -> None:
    """These sets were built subject by subject, and reflect the log up to a position now. To be run in a transaction."""
    connection.executemany(sql()["remove_build"], [(each,) for each in sets])
    _advance(connection, sets, position)


def _advance(connection: sqlite3.Connection, sets: Sequence[int], position: int) -> None:
    connection.executemany(sql()["advance_set"], [(position, each) for each in sets])


def _put(connection: sqlite3.Connection, parts: Sequence[Prepared], scopes: Scopes) -> None:
    for part in parts:
        connection.execute(sql()["close_rows"], {"closed": part.closed})
        insert(connection, sql()["insert_body"], part.bodies)
        insert(connection, sql()["insert_row"], part.rows)
        insert(connection, sql()["insert_version"], part.versions)
        insert(connection, sql()["insert_windows"], part.windows)
        insert(connection, sql()["insert_move"], part.moves)
        numbers = scopes.numbers(connection, part.scopes)
        part.cells[::CELL] = [numbers[place] for place in part.cells[::CELL]]
        insert(connection, sql()["insert_cell"], part.cells)
        insert(connection, sql()["insert_publication"], part.publications)
        insert(connection, sql()["insert_publication_day"], part.publication_days)
    _join(connection, parts)


PUBLICATION = 5


def _join(connection: sqlite3.Connection, parts: Sequence[Prepared]) -> None:
    """What was published of subjects that are joined counts for all of them."""
    for one, other in chain.from_iterable(part.joined for part in parts):
        connection.execute(sql()["join_subjects"], {"one": one, "other": other})
    subjects = [subject for part in parts for subject in part.publications[::PUBLICATION]]
    connection.execute(sql()["share_publications"], {"subjects": orjson.dumps(subjects).decode()})


Cell = tuple[int, int, str, int, int, int, int, int, int]
CELL = 9


def _cells(kept: Kept, scopes: dict[Scope, int]) -> Iterator[Cell]:
    """Where a row is filed, with its scopes by their places in `scopes`. Of those as published few hold on one day: no value finds them."""
    (set_id, key, days), filed = kept.place, kept.filed
    assert filed is not None
    first = DAY_MIN if days.first is None else days.first
    last = DAY_MAX if days.last is None else days.last
    blocks, every = blocks_of(days), blocks_of(EVERY_DAY) if filed.every else ()
    for name, value in EVERYTHING if set_id < 0 else (*EVERYTHING, *filed.values):
        scope = scopes.setdefault((set_id, name, value), len(scopes))
        for block in blocks:
            yield scope, block, key, kept.id, first, last, kept.pos_from, int(filed.sure), kept.published
        if every:
            scope = scopes.setdefault((set_id, f"*{name}", value), len(scopes))
            for block in every:
                yield scope, block, key, kept.id, DAY_MIN, DAY_MAX, kept.pos_from, int(filed.sure), kept.published


def _moves(stride: Stride) -> set[tuple[int, int, str, int]]:
    """When rows begin, say something else and end, for those who follow a view; nobody follows it as published."""
    ended = [(kept, kept.pos_to) for kept in (*stride.closed, *stride.opened) if kept.pos_to != OPEN]
    said = [(kept, position) for kept, position, _ in stride.said]
    return {(kept.place.set_id, position, kept.place.key, kept.id) for kept, position in (*said, *ended) if kept.place.set_id > 0}


def _row(kept: Kept) -> tuple[object, ...]:
    set_id, key, days = kept.place
    return kept.id, set_id, key, kept.subject, days.first, days.last, int(kept.every), kept.pos_from, kept.pos_to, kept.published_to
