"""Webhooks in the SQLite file of the log, written by its one writer."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol, TypeVar

import orjson

from timeline.clock import Instant
from timeline.delivery.webhooks.model import Delivery, Progress, Settled, Topic, Webhook
from timeline.delivery.webhooks.store import DELIVERIES_KEPT
from timeline.log.queries import queries

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class Database(Protocol):
    """The connections of the log's file."""

    async def reading(self, work: Work[T]) -> T:
        """Run the work on a connection that reads."""

    async def writing(self, work: Work[T]) -> T:
        """Run the work on the one that writes, in one transaction."""


class SqliteWebhooks:
    """A `WebhookStore` in a SQLite database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Webhook]:
        return await self._database.reading(lambda connection: [_webhook(row) for row in connection.execute(_sql()["all"])])

    async def get(self, webhook_id: str) -> Webhook | None:
        row = await self._database.reading(lambda connection: connection.execute(_sql()["get"], {"id": webhook_id}).fetchone())
        return _webhook(row) if row else None

    async def put(self, webhook: Webhook) -> None:
        await self._database.writing(lambda connection: connection.execute(_sql()["put"], _values(webhook)))

    async def remove(self, webhook_id: str) -> None:
        def work(connection: sqlite3.Connection) -> None:
            for name in ("remove_deliveries", "remove"):
                connection.execute(_sql()[name], {"id": webhook_id})

        await self._database.writing(work)

    async def settle(self, settled: Sequence[Settled]) -> None:
        await self._database.writing(lambda connection: _settle(connection, settled))

    async def skip(self, webhook_id: str) -> None:
        await self._database.writing(lambda connection: connection.execute(_sql()["skip"], {"id": webhook_id}))

    async def deliveries(self, webhook_id: str, *, before: int | None, limit: int) -> list[Delivery]:
        return await self._deliveries("deliveries", webhook=webhook_id, before=before, limit=limit)

    async def delivery(self, webhook_id: str, delivery_id: str) -> Delivery | None:
        return next(iter(await self._deliveries("delivery", webhook=webhook_id, id=delivery_id)), None)

    async def ask_again(self, webhook_id: str, delivery_id: str, now: Instant) -> None:
        values = {"webhook": webhook_id, "id": delivery_id, "now": now}
        await self._database.writing(lambda connection: connection.execute(_sql()["ask_again"], values))

    async def asked_again(self, webhook_id: str) -> list[Delivery]:
        return await self._deliveries("asked_again", webhook=webhook_id)

    async def _deliveries(self, name: str, **values: object) -> list[Delivery]:
        return await self._database.reading(lambda connection: [Delivery(*row) for row in connection.execute(_sql()[name], values)])


def _sql() -> Mapping[str, str]:
    return queries("sqlite", "timeline.delivery.webhooks")


def _settle(connection: sqlite3.Connection, settled: Sequence[Settled]) -> None:
    connection.executemany(_sql()["put_delivery"], [_delivery_values(one.delivery) for one in settled])
    moved = {one.delivery.webhook: one.progress for one in settled if one.progress is not None}
    connection.executemany(_sql()["progress"], [(*progress, webhook) for webhook, progress in moved.items()])
    ended = [(one.disabled, one.delivery.webhook) for one in settled if one.disabled is not None]
    connection.executemany(_sql()["disable"], ended)
    for webhook in {one.delivery.webhook for one in settled}:
        connection.execute(_sql()["trim"], {"webhook": webhook, "kept": DELIVERIES_KEPT})


def _webhook(row: tuple[Any, ...]) -> Webhook:
    name, url, topic, format_, description, secret, created_at, cursor, failures, next_attempt, *rest = row
    kept = orjson.loads(topic)
    filters = {each: tuple(values) for each, values in kept["filters"].items()}
    read = Topic(tuple(kept["types"]), kept["view"], filters, kept["on"])
    return Webhook(name, url, read, format_, description, secret, created_at, Progress(cursor, failures, next_attempt), *rest)


def _values(webhook: Webhook) -> tuple[object, ...]:
    return (
        webhook.id, webhook.url, orjson.dumps(asdict(webhook.topic)).decode(), webhook.format, webhook.description, webhook.secret,
        webhook.created_at, *webhook.progress, webhook.status, webhook.reason, webhook.previous_secret, webhook.previous_until,
    )  # fmt: skip


def _delivery_values(delivery: Delivery) -> tuple[object, ...]:
    return (
        delivery.id, delivery.webhook, delivery.cursor, delivery.type, delivery.status, delivery.attempts, delivery.first_attempt,
        delivery.last_attempt, delivery.latency_us, delivery.next_attempt, delivery.response_status, delivery.response_body, delivery.error,
    )  # fmt: skip
