"""Webhooks and deliveries as JSON documents."""

from typing import Any

from timeline import clock
from timeline.clock import Instant
from timeline.delivery.webhooks.model import Delivery, Topic, Webhook

Document = dict[str, Any]


def webhook(shown: Webhook) -> Document:
    """All but its secrets."""
    return {
        "id": shown.id,
        "url": shown.url,
        **_topic(shown.topic),
        "format": shown.format,
        "description": shown.description,
        "status": shown.status,
        "reason": shown.reason,
        "cursor": shown.progress.cursor,
        "failures": shown.progress.failures,
        "next_attempt": _instant(shown.progress.next_attempt),
        "created_at": clock.write(shown.created_at),
    }


def with_secret(shown: Webhook) -> Document:
    """With the secret, for the one answer that gives it, and until when the one before signs too."""
    return {**webhook(shown), "secret": shown.secret, "previous_secret_until": _instant(shown.previous_until)}


def delivery(shown: Delivery) -> Document:
    return {
        "id": shown.id,
        "cursor": shown.cursor,
        "type": shown.type,
        "status": shown.status,
        "attempts": shown.attempts,
        "first_attempt": clock.write(shown.first_attempt),
        "last_attempt": clock.write(shown.last_attempt),
        "next_attempt": _instant(shown.next_attempt),
        "latency_ms": shown.latency_us / 1_000,
        "response": None if shown.response_status is None else {"status": shown.response_status, "body": shown.response_body},
        "error": shown.error,
    }


def _topic(topic: Topic) -> Document:
    if topic.view is None:
        return {"types": list(topic.types) or ["*"]}
    return {"view": topic.view, "filters": {name: list(values) for name, values in topic.filters.items()}, "on": topic.on}


def _instant(instant: Instant | None) -> str | None:
    return None if instant is None else clock.write(instant)
