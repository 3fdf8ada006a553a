"""Rows in the SQLite file of the log, written by its one writer."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeVar

import orjson

from timeline.question import Row, Window
from timeline.rows import body
from timeline.rows.body import StoredRows
from timeline.rows.kept import Built, Kept, Place, Settling, Stride
from timeline.rows.protocol import RowSet
from timeline.rows.sqlite.drop import remove_part
from timeline.rows.sqlite.filing import Filing, Prepared, Scopes, build, finish, settle, store
from timeline.rows.sqlite.find import of_key, sql
from timeline.rows.sqlite.found import find
from timeline.rows.sqlite.moves import moves, said, turns
from timeline.rows.sqlite.past import history
from timeline.rows.wanted import Found, Move, Moved, Said, Stated, Wanted

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
State = Literal["building", "live"]


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
        self._filings: dict[tuple[int, ...], Filing] = {}
        self._scopes: dict[tuple[int, ...], Scopes] = {}
        """Both by their sets: others are begun when some of the sets are swapped."""

    async def sets(self) -> dict[str, RowSet]:
        return await self._database.reading(lambda connection: _sets(connection, "live"))

    async def building(self) -> dict[str, RowSet]:
        return await self._database.reading(lambda connection: _sets(connection, "building"))

    async def begin(self, views: Mapping[str, int], until: int) -> dict[str, RowSet]:
        def work(connection: sqlite3.Connection) -> dict[str, RowSet]:
            begun = {view: _new_set(connection, view, version, until) for view, version in views.items()}
            sets = [found.id for found in begun.values()]
            connection.execute(sql()["drop_sets"], {"sets": _json(sets), "state": "building"})
            return begun

        return await self._database.writing(work)

    async def swap(self, sets: Sequence[int]) -> None:
        def work(connection: sqlite3.Connection) -> None:
            for state in ("live", "building"):
                connection.execute(sql()["drop_sets"], {"sets": _json(list(sets)), "state": state})
            connection.execute(sql()["drop_published"])
            connection.execute(sql()["enliven_sets"], {"sets": _json(list(sets))})

        await self._database.writing(work)

    async def drop(self, sets: Sequence[int]) -> None:
        values = {"sets": _json(list(sets))}
        await self._database.writing(lambda connection: connection.execute(sql()["drop_building"], values).close())

    async def remove_dropped(self) -> bool:
        return await self._database.writing(remove_part)

    async def believed(self, subjects: Sequence[str], sets: Sequence[int]) -> list[Kept]:
        values = {"subjects": _json(list(subjects)), "sets": _json(list(sets))}
        return await self._database.reading(lambda c: [_kept(row) for row in c.execute(sql()["believed"], values)])

    async def windows(self, subjects: Sequence[str], sets: Sequence[int]) -> list[tuple[int, str, bytes]]:
        values = {"subjects": _json(list(subjects)), "sets": _json(list(sets))}
        return await self._database.reading(lambda connection: connection.execute(sql()["windows"], values).fetchall())

    async def keep(self, stride: Stride) -> None:
        await self.store([await self.prepare(stride)])

    async def prepare(self, stride: Stride, part: int = 0, parts: int = 1) -> Prepared:
        sets = tuple(sorted(stride.sets))
        if sets not in self._filings:
            self._filings[sets] = await self._database.reading(lambda connection: Filing(connection, sets, part, parts))
        return self._filings[sets].prepare(stride)

    async def store(self, prepared: Sequence[Prepared]) -> None:
        await self._store(prepared, lambda connection, scopes: store(connection, prepared, scopes))

    async def build(self, prepared: Sequence[Prepared], built: Built) -> None:
        await self._store(prepared, lambda connection, scopes: build(connection, prepared, built, scopes))

    async def finish(self, sets: Sequence[int], until: int) -> None:
        await self._database.writing(lambda connection: finish(connection, sets, until))

    async def _store(self, prepared: Sequence[Prepared], put: Callable[[sqlite3.Connection, Scopes], None]) -> None:
        sets = tuple(sorted(prepared[0].sets))

        def work(connection: sqlite3.Connection) -> None:
            if sets not in self._scopes:
                self._scopes[sets] = Scopes(connection, sets)
            put(connection, self._scopes[sets])

        try:
            await self._database.writing(work)
        except BaseException:
            self._filings.clear()
            self._scopes.clear()
            raise

    async def unsettled(self, limit: int) -> list[list[str]]:
        found = await self._database.reading(lambda connection: connection.execute(sql()["unsettled"], {"limit": limit}).fetchone())
        joined: list[list[str]] = orjson.loads(found[0])
        return joined

    async def untold(self) -> int:
        count: tuple[int] = await self._database.reading(lambda connection: connection.execute(sql()["untold"]).fetchone())
        return count[0]

    async def settle(self, told: Settling, prepared: Sequence[Prepared]) -> None:
        await self._store(prepared, lambda connection, scopes: settle(connection, told, prepared, scopes))

    async def find(self, wanted: Wanted) -> Found:
        return await self._database.reading(lambda connection: find(connection, wanted))

    async def of_key(self, wanted: Wanted, key: str) -> StoredRows:
        days = wanted.days
        assert days is not None
        return StoredRows(await self._database.reading(lambda connection: of_key(connection, wanted, days, key)))

    async def row(self, wanted: Wanted, key: str) -> Row | None:
        values = {"set": wanted.set_id, "key": key, "position": wanted.position, "on": wanted.on}
        found = await self._database.reading(lambda connection: connection.execute(sql()["row"], values).fetchone())
        return body.read(body.whole(found[0])) if found else None

    async def history(self, set_id: int, key: str, until: int) -> list[Stated]:
        return await self._database.reading(lambda connection: history(connection, set_id, key, until))

    async def moves(self, wanted: Moved, until: int) -> list[Move]:
        return await self._database.reading(lambda connection: moves(connection, wanted, until))

    async def turns(self, wanted: Moved) -> list[Move]:
        return await self._database.reading(lambda connection: turns(connection, wanted))

    async def said(self, keys: Sequence[tuple[int, str, int]]) -> list[list[Said]]:
        return await self._database.reading(lambda connection: said(connection, keys))

    async def values(self, set_id: int, name: str, least: str) -> list[str]:
        asked = {"set": set_id, "filter": name, "least": least}
        found = await self._database.reading(lambda connection: connection.execute(sql()["values"], asked).fetchone())
        values: list[str] = orjson.loads(found[0])
        return values


def _new_set(connection: sqlite3.Connection, view: str, version: int, until: int) -> RowSet:
    inserted = connection.execute(sql()["insert_set"], (view, version)).lastrowid
    assert inserted is not None
    connection.execute(sql()["insert_build"], (inserted, until))
    return RowSet(inserted, view, version, 0, Built(until))


def _sets(connection: sqlite3.Connection, state: State) -> dict[str, RowSet]:
    return {row[1]: _set(*row) for row in connection.execute(sql()["sets"], (state,))}


def _set(number: int, view: str, version: int, position: int, until: int | None, *built: Any) -> RowSet:
    return RowSet(number, view, version, position, Built(until, *built) if until is not None else None)


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _kept(row: tuple[Any, ...]) -> Kept:
    row_id, set_id, key, subject, first, last, every, pos_from, stored = row
    return Kept(Place(set_id, key, Window(first, last)), subject, pos_from, stored, None, bool(every), id=row_id)
