"""One SQLite connection in a thread of its own, and the errors of SQLite by our names.

Work is a plain function over the connection that runs whole in that thread: a transaction costs one change of threads, not
one a statement, and a caller that goes away cannot stop it half-way.
"""

import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import quote

import aiosqlite

from timeline.errors import StoreUnavailable

T = TypeVar("T")
Mode = Literal["rwc", "ro"]
Pragmas = Mapping[str, int | str]
BUSY_SECONDS = 5.0
"""How long a statement waits for a lock: only for a reader in another process that recovers the write-ahead log."""


class Connection(aiosqlite.Connection):
    """Make it with `Connection.open`."""

    def __init__(self, path: Path, mode: Mode) -> None:
        self.path = path
        uri = f"file:{quote(str(path))}?mode={mode}"
        super().__init__(lambda: sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS), iter_chunk_size=64)

    @classmethod
    async def open(cls, path: Path, mode: Mode) -> "Connection":
        """Raises StoreUnavailable."""
        opened = cls(path, mode)
        try:
            _ = await opened
        except sqlite3.Error as error:
            raise _unavailable(error, path) from error
        return opened

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run the work in the connection's thread. Raises what it raises, and StoreUnavailable for every error of SQLite."""
        if self._connection is None:
            raise StoreUnavailable(f"{self.path} was closed")
        try:
            # `_execute` is the one way to run a function in the thread; the public methods of aiosqlite run one statement
            # each. See docs/decisions/0002-log.md for what that would cost.
            return await self._execute(work, self._connection)  # type: ignore[no-untyped-call, no-any-return]
        except sqlite3.Error as error:
            raise _unavailable(error, self.path) from error


def pragmas(connection: sqlite3.Connection, values: Pragmas) -> None:
    """Set each; the names and values are our own literals."""
    for name, value in values.items():
        connection.execute(f"PRAGMA {name} = {value}").fetchall()


def transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Run the work in a transaction: when this returns it is on disk, when it raises nothing of it is."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _unavailable(error: sqlite3.Error, path: Path) -> StoreUnavailable:
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    advice = {
        "SQLITE_FULL": "the disk is full; make room",
        "SQLITE_NOTADB": "it is not a database; name another file",
        "SQLITE_CORRUPT": "the file is damaged; restore a backup",
        "SQLITE_READONLY": "it cannot be written; look at its permissions",
        "SQLITE_CANTOPEN": "it cannot be opened; look at the path and its permissions",
    }
    return StoreUnavailable(f"{path}: {advice.get('_'.join(name.split('_')[:2]), error)} ({name})")
