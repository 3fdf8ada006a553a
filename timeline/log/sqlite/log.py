"""The log in one SQLite file: one connection writes and checkpoints, a few read beside it and never in its way.

SQLite up to 3.51.2 can lose commits when two connections checkpoint or reset the write-ahead log at once; so the writer
alone checkpoints, and closes last.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from timeline.clock import Clock, Instant
from timeline.errors import StoreOwned, StoreUnavailable, TimelineError
from timeline.log.cut import refuse_beyond
from timeline.log.lock import StoreLock
from timeline.log.protocol import Batch, Head, Selection
from timeline.log.queries import queries
from timeline.log.sqlite import schema
from timeline.log.sqlite.append import Appender, read_events, read_head
from timeline.log.sqlite.connection import Connection, Pragmas, pragmas, transaction
from timeline.log.sqlite.indexer import Indexer
from timeline.log.sqlite.select import read, source, subjects
from timeline.record import Appended, Recorded, SubjectEntry

T = TypeVar("T")
READERS = 2
"""Connections that read; more do not help, since Python decodes rows one at a time."""
_WRITER: Pragmas = {"journal_mode": "WAL", "synchronous": "FULL", "wal_autocheckpoint": 4_000, "cache_size": -65_536, "trusted_schema": 0}
_READER: Pragmas = {"query_only": 1, "wal_autocheckpoint": 0, "cache_size": -16_384, "trusted_schema": 0}


class SqliteLog:
    """Make it with `open_sqlite`. Without a writer it only reads."""

    def __init__(
        self,
        path: Path,
        clock: Clock,
        lock: StoreLock | None,
        writer: Connection | None,
        readers: Sequence[Connection],
        indexer: Indexer | None,
    ) -> None:
        self._path = path
        self._appender = Appender(clock)
        self._lock = lock
        self._writer = writer
        self._readers = readers
        self._indexer = indexer
        self._idle: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        for reader in readers:
            self._idle.put_nowait(reader)

    async def append(self, batches: Sequence[Batch]) -> list[Appended | TimelineError]:
        if self._writer is None:
            raise StoreOwned(f"{self._path} is open for reading only; append through its owner with --url")
        outcomes = await self._writer.run(lambda connection: self._appender.append(connection, batches))
        if self._indexer is not None:
            self._indexer.appended(max((outcome.position for outcome in outcomes if isinstance(outcome, Appended)), default=0))
        return outcomes

    async def head(self) -> Head:
        return await self._read(read_head)

    async def cut(self, *, known_at: Instant | None, at_position: int | None) -> int:
        return await self._read(lambda connection: _cut(connection, known_at, at_position))

    async def read(self, selection: Selection) -> list[Recorded]:
        if self._indexer is not None and source(selection) != "log":
            await self._indexer.catch_up(selection.until)
        return await self._read(lambda connection: read(connection, selection))

    async def catch_up(self, until: int) -> None:
        if self._indexer is not None:
            await self._indexer.catch_up(until)

    async def get(self, ids: Sequence[str]) -> list[Recorded]:
        return await self._read(lambda connection: read_events(connection, ids))

    async def subjects(self, *, prefix: str, after: str, limit: int, until: int) -> list[SubjectEntry]:
        if self._indexer is not None:
            await self._indexer.catch_up(until)
        return await self._read(lambda connection: subjects(connection, prefix=prefix, after=after, limit=limit, until=until))

    async def reading(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work on a connection that reads, for what is kept beside the log in the same file."""
        return await self._read(work)

    async def writing(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work on the one connection that writes, whole or not at all."""
        if self._writer is None:
            raise StoreOwned(f"{self._path} is open for reading only")
        return await self._writer.run(lambda connection: transaction(connection, work))

    async def close(self) -> None:
        if self._indexer is not None:
            await self._indexer.close()
        for reader in self._readers:
            await reader.close()
        if self._writer is not None:
            await self._writer.close()
        if self._lock is not None:
            self._lock.release()

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        reader = await self._idle.get()
        try:
            return await reader.run(work)
        finally:
            self._idle.put_nowait(reader)


async def open_sqlite(path: Path, *, read_only: bool, clock: Clock) -> SqliteLog:
    """Raises StoreOwned when another process owns the file and `read_only` is false, StoreUnavailable when it cannot be opened."""
    path = _located(path, must_exist=read_only)
    lock = None if read_only else StoreLock.take(path)
    opened: list[Connection] = []
    try:
        writer = None if read_only else await _open_writer(path, opened)
        readers = [await _open_reader(path, opened) for _ in range(READERS)]
        indexer = None if writer is None else await Indexer.start(writer)
    except BaseException:
        for connection in reversed(opened):
            await connection.close()
        if lock is not None:
            lock.release()
        raise
    return SqliteLog(path, clock, lock, writer, readers, indexer)


def _located(path: Path, *, must_exist: bool) -> Path:
    """The file itself, so that two names of one file meet in one lock."""
    try:
        path = path.resolve()
        is_dir, exists, has_place = path.is_dir(), path.exists(), path.parent.is_dir()
    except (OSError, RuntimeError) as error:
        raise StoreUnavailable(f"{path} cannot be reached: {error}") from error
    if is_dir:
        raise StoreUnavailable(f"{path} is a directory; name a file in it")
    if must_exist and not exists:
        raise StoreUnavailable(f"{path} does not exist; append something first, or look at the path")
    if not has_place:
        raise StoreUnavailable(f"the directory {path.parent} does not exist; make it first")
    return path


async def _open_writer(path: Path, opened: list[Connection]) -> Connection:
    def prepare(connection: sqlite3.Connection) -> None:
        schema.version(connection, path)
        pragmas(connection, _WRITER)
        schema.migrate(connection, path)

    opened.append(await Connection.open(path, "rwc"))
    await opened[-1].run(prepare)
    return opened[-1]


async def _open_reader(path: Path, opened: list[Connection]) -> Connection:
    def prepare(connection: sqlite3.Connection) -> None:
        pragmas(connection, _READER)
        schema.check(connection, path)

    opened.append(await Connection.open(path, "ro"))
    await opened[-1].run(prepare)
    return opened[-1]


def _cut(connection: sqlite3.Connection, known_at: Instant | None, at_position: int | None) -> int:
    """The statements need no common snapshot: nothing that one saw can change before the next."""
    head = read_head(connection).position
    last = head
    if at_position is not None:
        refuse_beyond(at_position, head)
        row = connection.execute(queries("sqlite")["append_of"], {"position": at_position}).fetchone()
        last = (row[1] if row[1] == at_position else row[0] - 1) if row else 0
    if known_at is not None:
        last = min(last, connection.execute(queries("sqlite")["known_at"], {"instant": known_at}).fetchone()[0])
    return last
