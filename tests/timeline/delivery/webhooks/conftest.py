"""Webhooks over a service in memory and over one in a file, in simulated time."""

from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from tests.history import said
from tests.timeline.delivery.webhooks.simulated import Receiver, Time, turns, until
from timeline.delivery.tail import Tail
from timeline.delivery.webhooks import worker
from timeline.delivery.webhooks.addresses import Policy
from timeline.delivery.webhooks.dispatcher import EVENTS, Dispatcher
from timeline.delivery.webhooks.log_changes import LogChanges
from timeline.delivery.webhooks.registry import Webhooks
from timeline.delivery.webhooks.sending import Sender
from timeline.intake import read_json
from timeline.service import Service, open_service


class House:
    """A service with webhooks, which can go down and come up again."""

    def __init__(self, store: str, policy: Policy | None = None, sender: Sender | None = None) -> None:
        self.time = Time()
        self.receiver = Receiver(self.time.clock)
        self._policy = policy or Policy()
        self._sender = sender or self.receiver
        self._store = store
        self.service: Service
        self.tail: Tail
        self.webhooks: Webhooks

    async def up(self) -> None:
        if self._store != "memory:" or not hasattr(self, "service"):
            self.service = await open_service(self._store, clock=self.time.clock)
        self.tail = Tail(self._head, poll_seconds=0.005)
        kept, sources = self.service._webhooks, {EVENTS: LogChanges(self.service.events, self.tail)}
        time = worker.Time(self.time.clock, self.time.sleep, random=lambda: 0.5)
        dispatcher = Dispatcher(kept, sources, self._sender, lambda: False, time)
        self.webhooks = Webhooks(kept, sources, self._policy, dispatcher, self.time.clock)
        await dispatcher.start()

    async def _head(self) -> int:
        return (await self.service.head()).position

    async def down(self) -> None:
        self.tail.close()
        await self.webhooks.dispatcher.close()
        if self._store != "memory:":
            await self.service.close()

    async def killed(self) -> None:
        """Down without storing what became of the last messages, as after kill -9."""
        self.webhooks.dispatcher._settlements._waiting.clear()
        await self.down()

    async def received(self, count: int, under_way: int = 0) -> None:
        """Wait until the receiver got so many messages, and what became of them is known."""
        await until(lambda: len(self.receiver.got) >= count and self.receiver.under_way == under_way)
        await turns()
        assert len(self.receiver.got) == count

    async def append(self, count: int, type_: str = "exercise.held") -> list[str]:
        """The ids of so many new events."""
        events = [said(type_, f"exercise/e{number}", "2024-09-08") for number in range(count)]
        appended = await self.service.append(read_json(orjson.dumps(events)))
        self.tail.wake()
        return [receipt.id for receipt in appended.receipts]


@pytest.fixture(params=["memory:", "sqlite:///{}/webhooks.db"])
async def house(anyio_backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    made = House(request.param.format(tmp_path))
    await made.up()
    yield made
    await made.down()
