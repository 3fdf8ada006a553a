"""The SQLite recorder of `eventsourcing`: versions in each subject, and one notification log over all of them."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import orjson

from scripts.rivals.facts import Fact


class Recorder:
    """The recorder alone, without the aggregates and mappers above it. It takes bytes, and they are read with what we read with."""

    def __init__(self, path: Path) -> None:
        sqlite = import_module("eventsourcing.sqlite")
        self._stored = import_module("eventsourcing.persistence").StoredEvent
        self._datastore = sqlite.SQLiteDatastore(f"file:{path / 'recorder.db'}", originator_id_type="text")
        self._recorder = sqlite.SQLiteApplicationRecorder(self._datastore)
        self._recorder.create_table()

    @classmethod
    async def open(cls, path: Path) -> "Recorder":
        return cls(path)

    def formed(self, batch: Sequence[Fact]) -> list[Any]:
        return [self._stored(fact.subject, fact.version, fact.type, fact.payload) for fact in batch]

    async def append(self, formed: list[Any]) -> None:
        self._recorder.insert_events(formed)

    async def replay(self, until: int) -> Sequence[bytes]:
        return [notified.state for notified in self._recorder.select_notifications(start=1, limit=until)]

    async def decoded(self, until: int) -> Sequence[Mapping[str, Any]]:
        return [orjson.loads(state) for state in await self.replay(until)]

    async def synchronous(self) -> int:
        """There is no setting for it: the pool leaves what SQLite was built with."""
        with self._datastore.get_connection(commit=True) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA synchronous")
            return int(cursor.fetchone()[0])

    async def close(self) -> None:
        self._datastore.close()
