"""Events into the log in atomic batches, and the account of what became of each row.

A batch that is refused is divided until the event that cannot be appended stands alone; that one is refused and the others go
in. A claim whose target was not there yet is tried once more at the end. Sending again what the log has is harmless.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from timeline.errors import Busy, Conflict, TimelineError, TooLarge, UnknownTarget, Unreadable
from timeline.importers.checked import Ready
from timeline.importers.item import Doubt, Passed

BATCH_EVENTS = 1_000
BATCH_BYTES = 8 * 1024 * 1024
"""Half of what the service takes as NDJSON."""
BUSY_TRIES = 120
BUSY_SECONDS = 1.0

Append = Callable[[bytes], Awaitable[dict[str, Any]]]
"""Sends NDJSON and gives what `POST /v1/events` answers."""


@dataclass(slots=True)
class Account:
    """What became of the rows so far. `rows` counts those read, `events` those that intake took."""

    rows: int = 0
    passed: int = 0
    events: int = 0
    appended: int = 0
    known: int = 0
    doubts: list[Doubt] = field(default_factory=list)
    _last: int = 0

    @property
    def refused_rows(self) -> int:
        return len({doubt.line for doubt in self.doubts if doubt.refused})

    @property
    def doubtful_rows(self) -> int:
        """Rows read with a doubt, refused ones apart."""
        return len({doubt.line for doubt in self.doubts} - {doubt.line for doubt in self.doubts if doubt.refused})

    def saw(self, line: int) -> None:
        """Count the row of a line. Rows come in the order of the file; what goes back to an earlier line is no further row."""
        if line > self._last:
            self._last = line
            self.rows += 1


async def send(items: Iterable[Ready | Doubt | Passed], append: Append | None, progress: Callable[[int], None]) -> Account:
    """Append what is ready; without `append` only account for it. `progress` is told the line after each batch.

    Raises what `append` raises where no event is to blame: StoreUnavailable, StoreOwned, Busy after two minutes.
    """
    sender = _Sender(append, Account())
    account, size = sender.account, 0
    batch: list[Ready] = []
    for item in items:
        account.saw(item.line)
        if isinstance(item, Ready):
            account.events += 1
            batch.append(item)
            size += len(item.body) + 1
            if len(batch) == BATCH_EVENTS or size >= BATCH_BYTES:
                await sender.whole(batch)
                progress(item.line)
                batch, size = [], 0
        elif isinstance(item, Passed):
            account.passed += 1
        else:
            account.doubts.append(item)
    await sender.whole(batch)
    await sender.late()
    return account


class _Sender:
    def __init__(self, append: Append | None, account: Account) -> None:
        self._append = append
        self.account = account
        self._untargeted: list[Ready] = []

    async def whole(self, batch: Sequence[Ready]) -> None:
        """The batch as one append where that can be, else in as few parts as it takes."""
        if not batch or self._append is None:
            return
        try:
            answer = await self._patiently(self._append, b"\n".join(one.body for one in batch))
        except (Unreadable, Conflict, TooLarge) as error:
            if len(batch) == 1:
                self._refuse(batch[0], error)
                return
            middle = len(batch) // 2
            await self.whole(batch[:middle])
            await self.whole(batch[middle:])
            return
        known = sum(event["duplicate"] for event in answer["events"])
        self.account.known += known
        self.account.appended += len(answer["events"]) - known

    async def late(self) -> None:
        """Claims whose target came after them, each alone; what fails now is refused."""
        waiting, self._untargeted = self._untargeted, []
        for one in waiting:
            await self.whole([one])
        for one in self._untargeted:
            self.account.doubts.append(Doubt(one.line, "/data/target", "no event with this id is in the log", refused=True))

    def _refuse(self, one: Ready, error: TimelineError) -> None:
        if isinstance(error, UnknownTarget):
            self._untargeted.append(one)
            return
        pointer = next((fault.pointer for fault in error.faults if fault.pointer), "")
        self.account.doubts.append(Doubt(one.line, pointer.removeprefix("/0"), error.detail, refused=True))

    async def _patiently(self, append: Append, body: bytes) -> dict[str, Any]:
        for _ in range(BUSY_TRIES):
            try:
                return await append(body)
            except Busy:
                await asyncio.sleep(BUSY_SECONDS)
        return await append(body)
