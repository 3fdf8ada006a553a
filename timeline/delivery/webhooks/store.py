"""What webhooks ask of the store that keeps them."""

from collections.abc import Sequence
from typing import Protocol

from timeline.clock import Instant
from timeline.delivery.webhooks.model import Delivery, Settled, Webhook

DELIVERIES_KEPT = 1_000
"""The newest of each webhook; what they carried stands in the log."""


class WebhookStore(Protocol):
    """Keeps webhooks and what became of their messages, in the database of the log. Messages themselves are not kept."""

    async def all(self) -> list[Webhook]:
        """Every webhook, in the order in which they were made."""

    async def get(self, webhook_id: str) -> Webhook | None: ...

    async def put(self, webhook: Webhook) -> None:
        """Keep the webhook in place of what was kept of it."""

    async def remove(self, webhook_id: str) -> None:
        """Forget the webhook and its deliveries."""

    async def settle(self, settled: Sequence[Settled]) -> None:
        """Keep all of these attempts with what they change of their webhooks, or none of it.

        Of a message that was tried before, the attempts are counted together and the first keeps its time.
        """

    async def skip(self, webhook_id: str) -> None:
        """What is failing is no longer tried."""

    async def deliveries(self, webhook_id: str, *, before: int | None, limit: int) -> list[Delivery]:
        """The newest deliveries whose number lies below `before`, newest first."""

    async def delivery(self, webhook_id: str, delivery_id: str) -> Delivery | None: ...

    async def ask_again(self, webhook_id: str, delivery_id: str, now: Instant) -> None:
        """This delivery is to be sent once more."""

    async def asked_again(self, webhook_id: str) -> list[Delivery]:
        """What was delivered and is to be sent once more, in the order of its deliveries."""
