"""Our log behind its writer, given events that were read beforehand, and given bytes that it has to read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from scripts.rivals.facts import Fact
from timeline.clock import system_clock
from timeline.engine.writer import Writer
from timeline.intake import read_json
from timeline.log.protocol import Selection
from timeline.log.sqlite.log import SqliteLog, open_sqlite
from timeline.record import Proposed


class Ours:
    """Events that were read and validated beforehand, as the others get theirs. Admission and hashing are in the figures."""

    def __init__(self, log: SqliteLog) -> None:
        self._log = log
        self._writer = Writer(log)

    @classmethod
    async def open(cls, path: Path) -> "Ours":
        return cls(await open_sqlite(path / "ours.db", read_only=False, clock=system_clock))

    def formed(self, batch: Sequence[Fact]) -> Any:
        return read_json(body(batch))

    async def append(self, formed: Any) -> None:
        await self._append(formed)

    async def _append(self, events: list[Proposed]) -> None:
        await self._writer.append(events)

    async def replay(self, until: int) -> Sequence[bytes]:
        return [event.payload for event in await self._log.read(Selection(until=until))]

    async def decoded(self, until: int) -> Sequence[Mapping[str, Any]]:
        return [orjson.loads(event.served()) for event in await self._log.read(Selection(until=until))]

    async def synchronous(self) -> int:
        return await self._log.writing(lambda connection: int(connection.execute("PRAGMA synchronous").fetchone()[0]))

    async def close(self) -> None:
        await self._writer.close()
        await self._log.close()


class OursFromBytes(Ours):
    """JSON as it comes in, read and validated as part of every append."""

    def formed(self, batch: Sequence[Fact]) -> bytes:
        return body(batch)

    async def append(self, formed: bytes) -> None:
        await self._append(read_json(formed))


def body(batch: Sequence[Fact]) -> bytes:
    """An array of events, as it is sent."""
    return b"[" + b",".join(fact.payload for fact in batch) + b"]"
