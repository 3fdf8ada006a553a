"""Attempts on their way into the store, many in one transaction: however fast receivers are, they never slow appends.

What is lost when the process is killed in between is sent again, under the same ``webhook-id``.
"""

import asyncio
import logging

from timeline.delivery.webhooks.model import Settled
from timeline.delivery.webhooks.store import WebhookStore
from timeline.errors import StoreUnavailable

EVERY_SECONDS = 0.25
RETRY_SECONDS = 2.0
WAITING_MAX = 1_000
"""With so many nothing more is sent before they are stored."""
_log = logging.getLogger(__name__)


class Settlements:
    """Stores what it is given a little later, in the order given."""

    def __init__(self, store: WebhookStore) -> None:
        self._store = store
        self._waiting: list[Settled] = []
        self._some = asyncio.Event()
        self._flushing = asyncio.Lock()

    async def add(self, settled: Settled) -> None:
        """Raises StoreUnavailable when too many wait and cannot be stored."""
        self._waiting.append(settled)
        self._some.set()
        if len(self._waiting) >= WAITING_MAX:
            await asyncio.shield(self.flush())

    async def flush(self) -> None:
        """Store all that waits. Raises StoreUnavailable; then it waits on."""
        async with self._flushing:
            taken, self._waiting = self._waiting, []
            if not taken:
                return
            try:
                await self._store.settle(taken)
            except BaseException:
                self._waiting = taken + self._waiting
                raise

    async def run(self) -> None:
        """Store what comes, until cancelled."""
        while True:
            await self._some.wait()
            await asyncio.sleep(EVERY_SECONDS)
            self._some.clear()
            try:
                await asyncio.shield(self.flush())
            except StoreUnavailable:
                _log.exception("what became of webhooks cannot be stored; trying again in %s s", RETRY_SECONDS)
                self._some.set()
                await asyncio.sleep(RETRY_SECONDS)
