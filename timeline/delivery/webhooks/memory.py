"""Webhooks that are gone when the process ends, for a log that is."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from timeline.clock import Instant
from timeline.delivery.webhooks.model import Delivery, Settled, Webhook
from timeline.delivery.webhooks.store import DELIVERIES_KEPT


class MemoryWebhooks:
    """A `WebhookStore` in plain Python."""

    def __init__(self) -> None:
        self._webhooks: dict[str, Webhook] = {}
        self._deliveries: dict[str, dict[str, Delivery]] = {}
        self._numbers = count(1)

    async def all(self) -> list[Webhook]:
        return list(self._webhooks.values())

    async def get(self, webhook_id: str) -> Webhook | None:
        return self._webhooks.get(webhook_id)

    async def put(self, webhook: Webhook) -> None:
        self._webhooks[webhook.id] = webhook

    async def remove(self, webhook_id: str) -> None:
        self._webhooks.pop(webhook_id, None)
        self._deliveries.pop(webhook_id, None)

    async def settle(self, settled: Sequence[Settled]) -> None:
        for delivery, progress, disabled in settled:
            webhook = self._webhooks[delivery.webhook]
            if progress is not None:
                webhook = replace(webhook, progress=progress)
            if disabled is not None:
                webhook = replace(webhook, status="disabled", reason=disabled)
            self._webhooks[webhook.id] = webhook
            self._keep(delivery)

    def _keep(self, delivery: Delivery) -> None:
        kept = self._deliveries.setdefault(delivery.webhook, {})
        known = kept.get(delivery.id)
        if known is None:
            kept[delivery.id] = replace(delivery, number=next(self._numbers))
        else:
            attempts = known.attempts + delivery.attempts
            kept[delivery.id] = replace(delivery, number=known.number, attempts=attempts, first_attempt=known.first_attempt)
        for old in list(kept)[:-DELIVERIES_KEPT]:
            del kept[old]

    async def skip(self, webhook_id: str) -> None:
        kept = self._deliveries.get(webhook_id, {})
        for delivery in kept.values():
            if delivery.status == "failing":
                kept[delivery.id] = replace(delivery, status="skipped", next_attempt=None)

    async def deliveries(self, webhook_id: str, *, before: int | None, limit: int) -> list[Delivery]:
        kept = reversed(self._deliveries.get(webhook_id, {}).values())
        return [delivery for delivery in kept if before is None or delivery.number < before][:limit]

    async def delivery(self, webhook_id: str, delivery_id: str) -> Delivery | None:
        return self._deliveries.get(webhook_id, {}).get(delivery_id)

    async def ask_again(self, webhook_id: str, delivery_id: str, now: Instant) -> None:
        kept = self._deliveries[webhook_id]
        kept[delivery_id] = replace(kept[delivery_id], next_attempt=now)

    async def asked_again(self, webhook_id: str) -> list[Delivery]:
        kept = self._deliveries.get(webhook_id, {}).values()
        return [delivery for delivery in kept if delivery.status == "delivered" and delivery.next_attempt is not None]
