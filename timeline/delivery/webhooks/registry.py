"""Webhooks as their owners see them: made, looked at, changed, deleted, sent again."""

import asyncio
import secrets
from dataclasses import replace

from timeline.clock import Clock
from timeline.delivery.webhooks import signing
from timeline.delivery.webhooks.addresses import Policy
from timeline.delivery.webhooks.dispatcher import Dispatcher, Sources, kind_of
from timeline.delivery.webhooks.model import Delivery, Progress, Topic, Webhook
from timeline.delivery.webhooks.store import WebhookStore
from timeline.delivery.webhooks.wanted import ALL, Changed, Wanted, read_changed, refused
from timeline.errors import Conflict, NotFound, Refused

WEBHOOKS_MAX = 1_000
"""Each has a task and reads the log by itself."""


class Webhooks:
    """All webhooks of a store. Changes are made one after the other, while nothing is sent to the webhook that is changed."""

    def __init__(self, store: WebhookStore, sources: Sources, policy: Policy, dispatcher: Dispatcher, clock: Clock) -> None:
        self._store = store
        self._sources = sources
        self._policy = policy
        self._clock = clock
        self._changing = asyncio.Lock()
        self.dispatcher = dispatcher

    async def all(self) -> list[Webhook]:
        await self.dispatcher.flush()
        return await self._store.all()

    async def get(self, webhook_id: str) -> Webhook:
        """Raises NotFound."""
        await self.dispatcher.flush()
        return await self._found(webhook_id)

    async def create(self, wanted: Wanted) -> Webhook:
        """A webhook of what happens from now on. Raises Unreadable, Refused when there are too many."""
        topic = Topic(_types(wanted.types), wanted.view, _filters(wanted.filters), wanted.on)
        url, cursor = self._url(wanted.url), await self._begin(topic)
        async with self._changing:
            if len(await self._store.all()) >= WEBHOOKS_MAX:
                raise Refused(f"there are {WEBHOOKS_MAX:,} webhooks already; delete one first")
            made = Webhook(
                f"wh_{secrets.token_hex(8)}",
                url,
                topic,
                wanted.format,
                wanted.description,
                signing.new_secret(),
                self._clock(),
                Progress(cursor),
            )
            async with self.dispatcher.held(made.id):
                await self._store.put(made)
        return made

    async def change(self, webhook_id: str, changed: Changed) -> Webhook:
        """Raises NotFound, Unreadable. What is failing is tried again at once, if it is still asked for; so is a disabled webhook."""
        async with self._changing, self.dispatcher.held(webhook_id):
            before = await self._found(webhook_id)
            after = self._changed(before, changed)
            if after.topic != before.topic:
                await self._begin(after.topic)
                await self._store.skip(webhook_id)
            await self._store.put(after)
        return after

    def _changed(self, webhook: Webhook, changed: Changed) -> Webhook:
        named = changed.model_fields_set
        topic = webhook.topic
        if "types" in named and topic.view is not None:
            raise refused("/types", "this webhook is about a view; make another for events")
        for name in {"filters", "on"} & named:
            if topic.view is None:
                raise refused(f"/{name}", "narrows a view; events are chosen by types")
        return replace(
            webhook if changed.status is None else replace(webhook, status=changed.status, reason=None),
            topic=replace(
                topic,
                types=_types(changed.types) if "types" in named else topic.types,
                filters=_filters(changed.filters) if "filters" in named else topic.filters,
                on=changed.on if "on" in named else topic.on,
            ),
            url=webhook.url if changed.url is None else self._url(changed.url),
            format=changed.format or webhook.format,
            description=changed.description if "description" in named else webhook.description,
            progress=Progress(webhook.progress.cursor),
        )

    async def enable(self, webhook_id: str) -> Webhook:
        """It is active and goes on where it stopped, at once. Raises NotFound."""
        return await self.change(webhook_id, read_changed({"status": "active"}))

    async def rotate(self, webhook_id: str) -> Webhook:
        """A new secret; the one before signs too for a day. Raises NotFound."""
        async with self._changing, self.dispatcher.held(webhook_id):
            webhook, until = await self._found(webhook_id), self._clock() + signing.PREVIOUS_MICROSECONDS
            rotated = replace(webhook, secret=signing.new_secret(), previous_secret=webhook.secret, previous_until=until)
            await self._store.put(rotated)
        return rotated

    async def remove(self, webhook_id: str) -> None:
        """Raises NotFound."""
        async with self._changing, self.dispatcher.held(webhook_id):
            await self._found(webhook_id)
            await self._store.remove(webhook_id)

    async def deliveries(self, webhook_id: str, *, before: int | None, limit: int) -> list[Delivery]:
        """The newest deliveries, newest first. Raises NotFound."""
        await self.get(webhook_id)
        return await self._store.deliveries(webhook_id, before=before, limit=limit)

    async def redeliver(self, webhook_id: str, delivery_id: str) -> Delivery:
        """Send it again, before what is next; what is failing is tried at once. Raises NotFound, Conflict unless the webhook is active."""
        async with self._changing, self.dispatcher.held(webhook_id):
            webhook = await self._found(webhook_id)
            delivery = await self._store.delivery(webhook_id, delivery_id)
            if delivery is None:
                raise NotFound(f"there is no delivery {delivery_id[:80]!r}; only the newest are kept")
            if webhook.status != "active":
                raise Conflict(f"this webhook is {webhook.status}; make it active first, and it goes on where it stopped")
            if delivery.status == "skipped":
                raise Conflict("this webhook no longer asks for what this delivery carried")
            asked = replace(delivery, next_attempt=self._clock())
            if delivery.status == "failing":
                await self._store.put(replace(webhook, progress=webhook.progress._replace(next_attempt=None)))
            else:
                await self._store.ask_again(webhook_id, delivery_id, self._clock())
        return asked

    async def _found(self, webhook_id: str) -> Webhook:
        webhook = await self._store.get(webhook_id)
        if webhook is None:
            raise NotFound(f"there is no webhook {webhook_id[:80]!r}; GET /v1/webhooks lists them")
        return webhook

    async def _begin(self, topic: Topic) -> str:
        source = self._sources.get(kind_of(topic))
        if source is None:
            raise refused("/view", "rows of views cannot be subscribed to here; subscribe to types of events")
        return await source.begin(topic)

    def _url(self, text: str) -> str:
        try:
            return self._policy.read(text)
        except ValueError as error:
            raise refused("/url", str(error)) from None


def _types(types: list[str] | None) -> tuple[str, ...]:
    return () if types is None or ALL in types else tuple(types)


def _filters(filters: dict[str, list[str]] | None) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in (filters or {}).items()}
