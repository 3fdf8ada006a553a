"""What a command speaks to: a store in this process or a running service, with the same questions and the same documents."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from timeline.cli import documents
from timeline.cli.documents import Document
from timeline.client import Client
from timeline.engine.keeping.rebuild import NOTHING
from timeline.errors import Fault, TimelineError
from timeline.intake import Limits, read_json, read_ndjson
from timeline.question import EventsQuestion, Question
from timeline.service import Service, open_service
from timeline.settings import load
from timeline.view_questions import CountsQuestion, DiffQuestion, HistoryQuestion

EVENTS_FOLDED_HERE = 2_000
"""It takes less time to fold as many than to start other processes."""


class Source(Protocol):
    """Where answers come from; each is the JSON document of the HTTP interface."""

    async def append(self, body: bytes, *, ndjson: bool) -> Document: ...

    async def events(self, question: EventsQuestion) -> Document: ...

    async def view(self, question: Question) -> Document: ...

    async def diff(self, question: DiffQuestion) -> Document: ...

    async def history(self, question: HistoryQuestion) -> Document: ...

    async def counts(self, question: CountsQuestion) -> Document: ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where the command line said to look: `url` of a service, else `store`, else the store of the settings."""

    store: str | None = None
    url: str | None = None


class Store:
    """A service in this process as a source."""

    def __init__(self, service: Service, limits: Limits) -> None:
        self.service = service
        self._limits = limits

    async def append(self, body: bytes, *, ndjson: bool) -> Document:
        batch = (read_ndjson if ndjson else read_json)(body, self._limits)
        try:
            return documents.appended(await self.service.append(batch))
        except TimelineError as error:
            if not ndjson and not body.lstrip().startswith(b"["):
                error.faults = tuple(_of_the_only_event(fault) for fault in error.faults)
            raise

    async def events(self, question: EventsQuestion) -> Document:
        return documents.events_page(await self.service.events(question))

    async def view(self, question: Question) -> Document:
        return documents.answer(await self.service.view(question))

    async def diff(self, question: DiffQuestion) -> Document:
        found = await self.service.diff(question)
        return documents.about_view(found, next=found.next)

    async def history(self, question: HistoryQuestion) -> Document:
        return documents.about_view(await self.service.history(question))

    async def counts(self, question: CountsQuestion) -> Document:
        return documents.about_view(await self.service.counts(question))


@asynccontextmanager
async def opened(place: Place, *, writing: bool = False, bulk: bool = False) -> AsyncIterator[Source]:
    """The source, closed at the end. Reading never takes ownership of a store. `bulk`: so much is written that
    views are left as they are meanwhile, for `keep_up`.

    Raises StoreUnavailable, and for `writing` StoreOwned when another process owns the store.
    """
    if place.url is not None:
        client = Client(place.url)
        try:
            yield client
        finally:
            await client.close()
        return
    settings = load(store=place.store)
    service = await open_service(
        settings.store, read_only=not writing, behind_events_max=settings.behind_events_max, order=None if bulk else NOTHING
    )
    try:
        yield Store(service, settings.limits)
    finally:
        await service.close()


async def keep_up(place: Place, events: int, told: Callable[[int, int], None]) -> None:
    """Have all views of a store show what its log has, after so many events; a service does so by itself.

    It tells how many events they show, of how many.
    """
    if place.url is not None:
        return
    settings = load(store=place.store)
    processes = settings.folding_processes if events > EVENTS_FOLDED_HERE else 0
    service = await open_service(settings.store, folding_processes=processes)
    try:
        await service.kept_up(told)
    finally:
        await service.close()


def _of_the_only_event(fault: Fault) -> Fault:
    """An event sent alone has no index in its pointers."""
    return Fault(fault.detail, fault.pointer.removeprefix("/0") if fault.pointer else fault.pointer, fault.parameter)
