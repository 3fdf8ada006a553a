"""Keeps a worker for every webhook that is active, and stops it while its webhook is changed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from timeline.delivery.webhooks.model import Topic
from timeline.delivery.webhooks.pace import Pace
from timeline.delivery.webhooks.sending import Sender
from timeline.delivery.webhooks.settlements import Settlements
from timeline.delivery.webhooks.source import Source
from timeline.delivery.webhooks.store import WebhookStore
from timeline.delivery.webhooks.worker import Time, Tools, Worker

AT_ONCE_MAX, AGAIN_MAX = 32, 16
"""Requests under way to receivers that took the last message, and to those that did not: many that hang stand in each other's way only."""
RETRY_SECONDS = 5.0
EVENTS, ROWS = "events", "rows"
Sources = Mapping[str, Source]
"""By `EVENTS`, and `ROWS` where views can be subscribed to."""
_log = logging.getLogger(__name__)


def kind_of(topic: Topic) -> str:
    """Which source tells what the topic is about."""
    return EVENTS if topic.view is None else ROWS


class Dispatcher:
    """Sends nothing before `start`; `close` ends it, and what was under way is sent again by the next one.

    `busy` says whether something is being appended; what is sent gives way to that.
    """

    def __init__(
        self,
        store: WebhookStore,
        sources: Sources,
        sender: Sender,
        busy: Callable[[], bool],
        time: Time,
    ) -> None:
        self._store = store
        self._sources = sources
        self._sender = sender
        self._settlements = Settlements(store)
        self._tools = Tools(
            sender, self._settlements.add, asyncio.Semaphore(AT_ONCE_MAX), asyncio.Semaphore(AGAIN_MAX), Pace(busy).turn, time
        )
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._storing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._storing = asyncio.create_task(self._settlements.run())
        for webhook in await self._store.all():
            self._begin(webhook.id)

    async def close(self) -> None:
        storing, self._storing = self._storing, None
        tasks = [*self._workers.values(), *([storing] if storing else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._workers.clear()
        try:
            await self.flush()
        finally:
            await self._sender.close()

    async def flush(self) -> None:
        """Store what has become of messages so far."""
        await self._settlements.flush()

    @asynccontextmanager
    async def held(self, webhook_id: str) -> AsyncIterator[None]:
        """Nothing is sent to the webhook meanwhile, and all that was is stored; then it goes on with the webhook as it is by then."""
        worker = self._workers.pop(webhook_id, None)
        if worker is not None:
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
        try:
            await self.flush()
            yield
        finally:
            self._begin(webhook_id)

    def _begin(self, webhook_id: str) -> None:
        if self._storing is not None:
            self._workers[webhook_id] = asyncio.create_task(self._work(webhook_id))

    async def _work(self, webhook_id: str) -> None:
        """Deliver while the webhook is active; what fails on our side is logged and tried again from what is stored."""
        while True:
            try:
                await self.flush()
                webhook = await self._store.get(webhook_id)
                if webhook is None or webhook.status != "active" or kind_of(webhook.topic) not in self._sources:
                    return
                worker = Worker(webhook, self._sources[kind_of(webhook.topic)], self._tools)
                for delivery in await self._store.asked_again(webhook_id):
                    await worker.again(delivery)
                await worker.run()
            except Exception:  # noqa: BLE001  one webhook that fails must not end the others, nor itself for good
                _log.exception("delivering webhook %s failed; trying again in %s s", webhook_id, RETRY_SECONDS)
                await asyncio.sleep(RETRY_SECONDS)
