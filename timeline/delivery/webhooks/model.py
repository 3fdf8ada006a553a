"""A webhook: who is told of what, how far that has come, and what became of each message."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from timeline.clock import Instant

Format = Literal["event", "cloudevents"]
Status = Literal["active", "paused", "disabled"]
"""Nothing is sent while ``paused`` by its owner or ``disabled`` by us, and nothing is dropped: it goes on where it stopped."""
DeliveryStatus = Literal["delivered", "failing", "skipped"]
"""``skipped``: it was failing when the webhook was changed so that it is no longer asked for."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What is subscribed to: events of these types (none: of all), or the rows of a view that pass these filters."""

    types: tuple[str, ...] = ()
    view: str | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    on: str | None = None
    """The day of a view, written ``YYYY-MM-DD``; None for the day that it is."""


class Progress(NamedTuple):
    """All before the cursor is delivered; the next message has failed so many times, and is tried again then (None: at once)."""

    cursor: str
    failures: int = 0
    next_attempt: Instant | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """A subscription. The secret before the present one signs too until `previous_until`."""

    id: str
    url: str
    topic: Topic
    format: Format
    description: str | None
    secret: str
    created_at: Instant
    progress: Progress
    status: Status = "active"
    reason: str | None = None
    """Why it is disabled."""
    previous_secret: str | None = None
    previous_until: Instant | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one message. `id` is its ``webhook-id``; `cursor` lies right behind it; the rest is of its last attempt."""

    id: str
    webhook: str
    cursor: str
    type: str
    status: DeliveryStatus
    attempts: int
    """All of them, once it is stored."""
    first_attempt: Instant
    last_attempt: Instant
    latency_us: int
    next_attempt: Instant | None = None
    response_status: int | None = None
    response_body: str = ""
    error: str | None = None
    number: int = 0
    """Where it stands among all deliveries, 0 until it is stored."""


class Settled(NamedTuple):
    """An attempt to keep: the delivery, the progress made (None by a redelivery), and why the webhook is disabled by it, if it is."""

    delivery: Delivery
    progress: Progress | None = None
    disabled: str | None = None
