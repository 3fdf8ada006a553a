"""What a webhook is plugged into: sources of changes, a store that may fail, a processor that it shares."""

import asyncio
import time
from collections.abc import Sequence

import orjson
import pytest

from tests.timeline.delivery.webhooks.conftest import House
from tests.timeline.delivery.webhooks.simulated import until
from timeline.delivery.webhooks import dispatcher, worker
from timeline.delivery.webhooks.dispatcher import ROWS
from timeline.delivery.webhooks.model import Format, Settled, Topic
from timeline.delivery.webhooks.pace import INTERVAL_SECONDS, Pace
from timeline.delivery.webhooks.source import Change, Page
from timeline.delivery.webhooks.wanted import read_wanted, refused
from timeline.errors import StoreUnavailable, Unreadable
from timeline.question import EventsPage, EventsQuestion

pytestmark = pytest.mark.anyio
ALL_EVENTS = {"url": "https://hooks.example/", "types": ["*"]}


class Rows:
    """A source of changes of a view, as one class: it has three, and learns of no more."""

    def __init__(self) -> None:
        self._changes = [
            Change(f"v1:{number}", type_, self._body) for number, type_ in enumerate(("row.added", "row.changed", "row.removed"))
        ]

    def _body(self, wanted: Format) -> bytes:
        return orjson.dumps({"format": wanted})

    async def begin(self, topic: Topic) -> str:
        if topic.view != "exercises":
            raise refused("/view", "there is no such view")
        return "v1:-1"

    async def after(self, topic: Topic, cursor: str, limit: int) -> Page:
        changes = self._changes[int(cursor.removeprefix("v1:")) + 1 :][:limit]
        return Page(changes, changes[-1].cursor if changes else cursor)

    async def at(self, topic: Topic, cursor: str) -> Change | None:
        return None

    async def news(self, topic: Topic, cursor: str) -> None:
        await asyncio.Event().wait()


async def test_views_are_plugged_in_by_one_class(house: House) -> None:
    wanted = read_wanted({"url": "https://hooks.example/", "view": "exercises", "filters": {"participant": ["JP"]}, "on": "2024-09-12"})
    with pytest.raises(Unreadable):
        await house.webhooks.create(wanted)
    sources = house.webhooks._sources
    assert isinstance(sources, dict)
    sources[ROWS] = Rows()
    with pytest.raises(Unreadable):
        await house.webhooks.create(read_wanted({"url": "https://hooks.example/", "view": "nothing"}))
    made = await house.webhooks.create(wanted)
    await house.received(3)
    await asyncio.sleep(0.02)
    newest, *_ = await house.webhooks.deliveries(made.id, before=None, limit=10)
    assert (newest.type, newest.cursor, set(house.receiver.bodies)) == ("row.removed", "v1:2", {b'{"format":"event"}'})
    kept = await house.webhooks.get(made.id)
    assert (kept.topic, kept.progress.cursor) == (made.topic, "v1:2")
    await house.webhooks.redeliver(made.id, newest.id)
    await asyncio.sleep(0.05)
    newest, *_ = await house.webhooks.deliveries(made.id, before=None, limit=10)
    assert (newest.error, newest.status, newest.attempts, len(house.receiver.got)) == (worker.UNTELLABLE, "delivered", 1, 3)


async def test_a_source_that_fails_is_asked_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "RETRY_SECONDS", 0.01)
    failures = iter([StoreUnavailable("not now")])
    pages = house.service.events

    async def events(question: EventsQuestion) -> EventsPage:
        for failure in failures:
            raise failure
        return await pages(question)

    monkeypatch.setattr(house.webhooks._sources["events"], "_pages", events)
    await house.webhooks.create(read_wanted(ALL_EVENTS))
    appended = await house.append(1)
    await until(lambda: [orjson.loads(body)["data"]["id"] for body in house.receiver.bodies] == appended)
    assert next(failures, None) is None


async def test_what_cannot_be_stored_is_stored_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    made = await house.webhooks.create(read_wanted(ALL_EVENTS))
    store = house.service._webhooks
    settle, failures = store.settle, iter([StoreUnavailable("disk full")])

    async def failing(settled: Sequence[Settled]) -> None:
        for failure in failures:
            raise failure
        await settle(settled)

    monkeypatch.setattr(store, "settle", failing)
    await house.append(1)
    await house.received(1)
    await asyncio.sleep(0.02)
    with pytest.raises(StoreUnavailable):
        await house.webhooks.get(made.id)
    assert (await house.webhooks.get(made.id)).progress.cursor == "1"


async def test_messages_are_spaced_while_something_is_appended_and_only_then() -> None:
    busy, calm = Pace(lambda: True), Pace(lambda: False)
    began = time.monotonic()
    await asyncio.gather(*(calm.turn() for _ in range(1_000)))
    at_once = time.monotonic() - began
    await asyncio.gather(*(busy.turn() for _ in range(11)))
    assert at_once < 10 * INTERVAL_SECONDS <= time.monotonic() - began
