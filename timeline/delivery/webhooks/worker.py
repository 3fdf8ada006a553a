"""Delivers one webhook: one message at a time, in order, each until it is taken or has failed for days."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from random import SystemRandom

from timeline.clock import Clock, Instant
from timeline.delivery.webhooks import schedule, signing
from timeline.delivery.webhooks.model import Delivery, DeliveryStatus, Progress, Settled, Webhook
from timeline.delivery.webhooks.sending import Outcome, Sender
from timeline.delivery.webhooks.source import MEDIA_TYPES, Change, Source

READ_AHEAD = 20
"""So few because a webhook that fails keeps them for days."""
STEP_SECONDS = 60.0
"""A wait is made of steps, so that a clock that was set, or a machine that slept, is noticed."""
GONE = 410
"""A receiver that answers so wants no more of it (Standard Webhooks)."""
UNTELLABLE = "what it carried cannot be told any more"


@dataclass(frozen=True, slots=True)
class Time:
    """The clock, a sleep of some seconds by that clock, and random numbers from 0 to 1 for jitter."""

    clock: Clock
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    random: Callable[[], float] = SystemRandom().random


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker works with. `gate` and, after a failure, `gate_again` bound how many send at once; `turn` how soon."""

    sender: Sender
    settle: Callable[[Settled], Awaitable[None]]
    gate: AbstractAsyncContextManager[object]
    gate_again: AbstractAsyncContextManager[object]
    turn: Callable[[], Awaitable[None]]
    time: Time


class Worker:
    """Sends what the source of a webhook tells, from where it stopped."""

    def __init__(self, webhook: Webhook, source: Source, tools: Tools) -> None:
        self._webhook = webhook
        self._source = source
        self._tools = tools

    async def again(self, delivery: Delivery) -> None:
        """Send once more what was delivered; whatever becomes of it, it stays delivered, and is not tried again."""
        change = await self._source.at(self._webhook.topic, delivery.cursor)
        if change is None:
            await self._tools.settle(Settled(replace(delivery, attempts=0, next_attempt=None, error=UNTELLABLE)))
            return
        tried, _ = await self._attempt(change)
        await self._tools.settle(Settled(replace(tried, status="delivered")))

    async def run(self) -> None:
        """Deliver until cancelled, or until the webhook is disabled because its receiver has failed for too long."""
        topic, cursor = self._webhook.topic, self._webhook.progress.cursor
        while True:
            page = await self._source.after(topic, cursor, READ_AHEAD)
            for change in page.changes:
                if not await self._deliver(change):
                    return
            cursor = page.cursor
            if not page.changes:
                await self._source.news(topic, cursor)

    async def _deliver(self, change: Change) -> bool:
        """Whether it was delivered in the end."""
        _, failures, next_attempt = self._webhook.progress
        behind = self._webhook.progress.cursor
        while True:
            await self._until(next_attempt)
            tried, outcome = await self._attempt(change)
            if outcome.delivered:
                await self._moved(tried, Progress(change.cursor))
                return True
            failures += 1
            delay = None if outcome.status == GONE else schedule.delay_seconds(failures, self._tools.time.random())
            if delay is None:
                await self._moved(tried, Progress(behind, failures), disabled=_reason(failures, outcome))
                return False
            next_attempt = self._tools.time.clock() + round(delay * 1_000_000)
            await self._moved(replace(tried, next_attempt=next_attempt), Progress(behind, failures, next_attempt))

    async def _moved(self, delivery: Delivery, progress: Progress, disabled: str | None = None) -> None:
        self._webhook = replace(self._webhook, progress=progress)
        await self._tools.settle(Settled(delivery, progress, disabled))

    async def _until(self, instant: Instant | None) -> None:
        while instant is not None and (left := instant - self._tools.time.clock()) > 0:
            await self._tools.time.sleep(min(left / 1_000_000, STEP_SECONDS))

    async def _attempt(self, change: Change) -> tuple[Delivery, Outcome]:
        webhook, message = self._webhook, signing.message_id(self._webhook.id, change.cursor)
        body = change.body(webhook.format)
        async with self._tools.gate_again if webhook.progress.failures else self._tools.gate:
            await self._tools.turn()
            began = self._tools.time.clock()
            headers = {"content-type": MEDIA_TYPES[webhook.format], **signing.headers(webhook, message, began, body)}
            outcome = await self._tools.sender.send(webhook.url, headers, body)
        status: DeliveryStatus = "delivered" if outcome.delivered else "failing"
        return (
            Delivery(
                message, webhook.id, change.cursor, change.type, status, 1, began, began, outcome.latency_us,
                response_status=outcome.status, response_body=outcome.body, error=outcome.error or _refused(outcome),
            ),
            outcome,
        )  # fmt: skip


def _refused(outcome: Outcome) -> str | None:
    return None if outcome.delivered else f"the receiver answered with status {outcome.status}; only 200 to 299 count as delivered"


def _reason(failures: int, outcome: Outcome) -> str:
    if outcome.status == GONE:
        return "the receiver answered with status 410: it wants no more of this"
    return f"{failures} attempts failed over days; the last: {outcome.error or _refused(outcome)}"
