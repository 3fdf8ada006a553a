"""Rows in the SQLite file of the log, written by its one writer."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any, Protocol, TypeVar

import orjson

from timeline.log.queries import queries
from timeline.question import Row, Window
from timeline.rows import body
from timeline.rows.blocks import DAY_MAX, DAY_MIN, Span, always, blocks_of, streams_on
from timeline.rows.protocol import Kept, Place, RowSet, Stride, Wanted

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
Found = tuple[str, int, bytes]
"""Key, id and body of a row."""


def _sql() -> Mapping[str, str]:
    return queries("sqlite", "timeline.rows")


class Database(Protocol):
    """The connections of the log's file."""

    async def reading(self, work: Work[T]) -> T:
        """Run the work on a connection that reads."""

    async def writing(self, work: Work[T]) -> T:
        """Run the work on the one that writes, in one transaction."""


class SqliteRows:
    """Kept rows in a SQLite database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._scopes: dict[tuple[int, str, str], int] = {}

    async def sets(self) -> dict[str, RowSet]:
        return await self._database.reading(_sets)

    async def begin(self, views: Mapping[str, int]) -> dict[str, int]:
        def work(connection: sqlite3.Connection) -> dict[str, int]:
            return {view: _insert(connection, "insert_set", (view, version)) for view, version in views.items()}

        return await self._database.writing(work)

    async def swap(self, sets: Sequence[int]) -> None:
        self._scopes.clear()
        await self._database.writing(lambda connection: _swap(connection, sets))

    async def believed(self, subjects: Sequence[str], sets: Sequence[int]) -> list[Kept]:
        values = {"subjects": orjson.dumps(list(subjects)).decode(), "sets": orjson.dumps(list(sets)).decode()}
        return await self._database.reading(lambda c: [_kept(row) for row in c.execute(_sql()["believed"], values)])

    async def keep(self, stride: Stride) -> None:
        await self._database.writing(lambda connection: self._keep(connection, stride))

    def _keep(self, connection: sqlite3.Connection, stride: Stride) -> None:
        sql = _sql()
        connection.executemany(sql["close_row"], [(kept.pos_to, kept.id) for kept in stride.closed])
        newest = connection.execute(sql["newest_row"]).fetchone()[0]
        for number, kept in enumerate(stride.opened, start=newest + 1):
            kept.id = number
        connection.executemany(sql["insert_row"], [_row_values(kept) for kept in stride.opened])
        cells = sorted(cell for kept in stride.opened for cell in self._cells(connection, kept))
        connection.executemany(sql["insert_cell"], cells)
        connection.executemany(sql["advance_set"], [(stride.position, each) for each in stride.sets])

    def _cells(self, connection: sqlite3.Connection, kept: Kept) -> Iterator[tuple[Any, ...]]:
        place = kept.place
        days = Window(None, None) if place.every else place.days
        first = DAY_MIN if days.first is None else days.first
        last = DAY_MAX if days.last is None else days.last
        values = (("*" if place.every else "", ""), *((("*" + name) if place.every else name, value) for name, value in kept.values))
        for name, value in values:
            scope = self._scope(connection, place.set_id, name, value)
            for block in blocks_of(days):
                yield (scope, block, place.key, kept.id, first, last, kept.pos_from, int(kept.sure))

    def _scope(self, connection: sqlite3.Connection, set_id: int, name: str, value: str) -> int:
        found = self._scopes.get((set_id, name, value))
        if found is None:
            row = connection.execute(_sql()["scope"], (set_id, name, value)).fetchone()
            found = self._scopes[set_id, name, value] = row[0] if row else _insert(connection, "insert_scope", (set_id, name, value))
        return found

    async def page(self, wanted: Wanted) -> list[Row]:
        found = await self._database.reading(lambda connection: list(islice(_found(connection, wanted), wanted.limit)))
        return [body.read(each) for _, _, each in found]

    async def row(self, wanted: Wanted, key: str) -> Row | None:
        values = {"set": wanted.set_id, "key": key, "position": wanted.position, "on": wanted.on}
        found = await self._database.reading(lambda connection: connection.execute(_sql()["row"], values).fetchone())
        return body.read(found[0]) if found else None


def _sets(connection: sqlite3.Connection) -> dict[str, RowSet]:
    return {row[1]: RowSet(*row) for row in connection.execute(_sql()["live_sets"])}


def _swap(connection: sqlite3.Connection, sets: Sequence[int]) -> None:
    values = {"sets": orjson.dumps(list(sets)).decode()}
    for name in ("retire_sets", "enliven_sets", "drop_cells", "drop_scopes", "drop_rows", "drop_sets"):
        connection.execute(_sql()[name], values)


def _insert(connection: sqlite3.Connection, name: str, values: tuple[object, ...]) -> int:
    inserted = connection.execute(_sql()[name], values).lastrowid
    assert inserted is not None
    return inserted


def _row_values(kept: Kept) -> tuple[object, ...]:
    place = kept.place
    return (
        kept.id, place.set_id, place.key, kept.subject, place.days.first, place.days.last, int(place.every), kept.pos_from, kept.pos_to,
        kept.body,
    )  # fmt: skip


def _kept(row: tuple[Any, ...]) -> Kept:
    row_id, set_id, key, subject, first, last, every, pos_from, stored = row
    return Kept(Place(set_id, key, Window(first, last), bool(every)), subject, pos_from, stored, id=row_id)


def _found(connection: sqlite3.Connection, wanted: Wanted) -> Iterator[Found]:
    """The rows of every stream, merged in order of key, each once."""
    name = ("*" if wanted.on is None else "") + wanted.filter
    streams: list[Iterable[Found]] = []
    for value in wanted.values:
        scope = connection.execute(_sql()["scope"], (wanted.set_id, name, value)).fetchone()
        if scope is not None:
            streams += _streams(connection, wanted, scope[0])
    previous = 0
    for found in merge(*streams, key=itemgetter(0, 1)):
        if found[1] != previous:
            yield found
        previous = found[1]


def _streams(connection: sqlite3.Connection, wanted: Wanted, scope: int) -> Iterator[Iterable[Found]]:
    spans = [always()] if wanted.on is None else streams_on(wanted.on)
    on = 0 if wanted.on is None else wanted.on
    for block in (block for span in spans for block in _present(connection, scope, span)):
        values = {
            "scope": scope, "block": block, "after": wanted.after, "on": on, "position": wanted.position, "limit": wanted.limit,
            "sure": None if wanted.sure is None else int(wanted.sure),
        }  # fmt: skip
        yield connection.execute(_sql()["stream"], values)


def _present(connection: sqlite3.Connection, scope: int, span: Span) -> Iterator[int]:
    """The blocks of a stretch that hold anything."""
    first = span.first
    while first <= span.last:
        found = connection.execute(_sql()["next_block"], (scope, first, span.last)).fetchone()
        if found is None:
            return
        yield found[0]
        first = found[0] + 1
