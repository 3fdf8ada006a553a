"""The SQLite event store of `eventsource-py`: streams of typed events, and one position over all of them."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import create_model

from scripts.rivals.facts import Fact

CATEGORY = "Report"


@cache
def reported() -> Any:
    """The class of event that holds any report; its user would write one class for each type."""
    base = import_module("eventsource.domain").DomainEvent
    return create_model("Reported", __base__=base, report=(dict[str, Any], ...))


class EventStore:
    """An append goes to one stream. So a single fact goes to the stream of its subject, and a batch to a stream of its own."""

    def __init__(self, path: Path) -> None:
        domain, self._ports = import_module("eventsource.domain"), import_module("eventsource.ports")
        registry = domain.EventRegistry()
        registry.register(reported())
        self._stream = domain.StreamId
        self._store = import_module("eventsource.adapters.sqlite").SQLiteEventStore(str(path / "store.db"), registry)

    @classmethod
    async def open(cls, path: Path) -> "EventStore":
        made = cls(path)
        await made.synchronous()  # connects
        return made

    def formed(self, batch: Sequence[Fact]) -> tuple[Any, list[Any]]:
        stream = uuid5(NAMESPACE_URL, batch[0].subject) if len(batch) == 1 else batch[0].id
        return self._stream(stream, CATEGORY), [self._event(fact, stream) for fact in batch]

    def _event(self, fact: Fact, stream: UUID) -> Any:
        return reported()(event_id=fact.id, aggregate_id=stream, aggregate_type=CATEGORY, report=fact.content)

    async def append(self, formed: tuple[Any, list[Any]]) -> None:
        stream, events = formed
        await self._store.append(stream, events, self._ports.ExpectedVersion.any_())

    async def replay(self, _until: int) -> None:
        """It makes event objects of all that it reads."""

    async def decoded(self, until: int) -> Sequence[Mapping[str, Any]]:
        options = self._ports.FeedReadOptions(limit=until)
        return [envelope.event.report async for envelope in self._store.read_all(options=options)]

    async def synchronous(self) -> int:
        """There is no setting for it either, and no public way to the connection."""
        connection = await self._store._conn()  # noqa: SLF001
        async with connection.execute("PRAGMA synchronous") as cursor:
            return int((await cursor.fetchone())[0])

    async def close(self) -> None:
        await self._store.close()
