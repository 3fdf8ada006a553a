"""Who keeps the index up: in the background when appends pause, and for a reader who would otherwise walk too far."""

import asyncio
import logging
import sqlite3

from timeline.errors import StoreUnavailable
from timeline.log.sqlite.append import read_head
from timeline.log.sqlite.connection import Connection, transaction
from timeline.log.sqlite.index import index_part, indexed_until

PAUSE_SECONDS = 0.1
"""Without an append for so long, the index is brought up to the head."""
BEHIND_MAX = 20_000
"""Without any pause the index lags by about this much at most, so that no reader waits for more."""
WALKED_MAX = 500
"""So many events a reader may walk in the log itself, about 12 ms, before the index is brought up for it."""

_log = logging.getLogger(__name__)


class Indexer:
    """Make it with `Indexer.start`. No answer depends on it, only how long the answer takes."""

    def __init__(self, writer: Connection, indexed: int) -> None:
        self._writer = writer
        self._head = self._indexed = indexed
        self._following: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, writer: Connection) -> "Indexer":
        """Goes on where an earlier owner of the store was stopped."""
        head, indexed = await writer.run(_ends)
        indexer = cls(writer, indexed)
        indexer.appended(head)
        return indexer

    def appended(self, head: int) -> None:
        """The log now ends there; the index follows in the background."""
        self._head = max(self._head, head)
        if self._following is None and self._indexed < self._head:
            self._following = asyncio.create_task(self._follow())

    async def catch_up(self, until: int | None) -> None:
        """Leave few of the events up to this position out of the index; None means the head."""
        await self._index((self._head if until is None else min(until, self._head)) - WALKED_MAX)

    async def close(self) -> None:
        """Bring the index up to the head."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.wait([self._following])
        await self._index(self._head)

    async def _follow(self) -> None:
        try:
            while self._indexed < self._head:
                seen = self._head
                if seen - self._indexed < BEHIND_MAX:
                    await asyncio.sleep(PAUSE_SECONDS)
                is_pause = self._head == seen
                if not await self._index(self._head if is_pause else self._head - BEHIND_MAX):
                    break
        finally:
            self._following = None

    async def _index(self, goal: int) -> bool:
        """Index up to this position at least, in parts between which appends get in; False when the store cannot be written."""
        try:
            while self._indexed < goal:
                indexed = await self._writer.run(lambda connection: transaction(connection, index_part))
                self._indexed = max(self._indexed, indexed)
        except StoreUnavailable as error:
            _log.warning("the index stays behind the log, which makes answers slow but not wrong: %s", error)
            return False
        return True


def _ends(connection: sqlite3.Connection) -> tuple[int, int]:
    """The last position of the log, and of the index."""
    return read_head(connection).position, indexed_until(connection)
