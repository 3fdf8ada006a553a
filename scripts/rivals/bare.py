"""The baseline: `sqlite3` alone, one table of id and payload, as durable as our log."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from scripts.rivals.facts import Fact


class Bare:
    """Nothing but the table."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path / "bare.db", isolation_level=None)
        self._connection.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "CREATE TABLE t (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, payload BLOB NOT NULL)"
        )

    @classmethod
    async def open(cls, path: Path) -> "Bare":
        return cls(path)

    def formed(self, batch: Sequence[Fact]) -> list[tuple[str, bytes]]:
        return [(str(fact.id), fact.payload) for fact in batch]

    async def append(self, formed: list[tuple[str, bytes]]) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO t (id, payload) VALUES (?, ?)", formed)
        self._connection.execute("COMMIT")

    async def replay(self, until: int) -> Sequence[bytes]:
        return [payload for (payload,) in self._connection.execute("SELECT payload FROM t WHERE n <= ? ORDER BY n", (until,))]

    async def decoded(self, until: int) -> Sequence[Mapping[str, Any]]:
        return [orjson.loads(payload) for payload in await self.replay(until)]

    async def synchronous(self) -> int:
        return int(self._connection.execute("PRAGMA synchronous").fetchone()[0])

    async def close(self) -> None:
        self._connection.close()
