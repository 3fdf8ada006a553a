"""Time that passes when a test says so, and a receiver that does what a test says."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable, Mapping

from timeline.clock import Instant
from timeline.delivery.webhooks.sending import Outcome

TURNS = 30
"""Of the loop, after which a worker that was woken waits again."""


class Time:
    """A clock and a sleep of the same simulated time, which begins now."""

    def __init__(self) -> None:
        self.now: Instant = time.time_ns() // 1_000
        self._sleepers: list[tuple[Instant, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def clock(self) -> Instant:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + round(seconds * 1_000_000), next(self._numbers), woken))
        await woken

    @property
    def anybody_asleep(self) -> bool:
        return any(not woken.done() for *_, woken in self._sleepers)

    async def pass_(self, seconds: float) -> None:
        """Let so much time pass, waking everybody at the right moment."""
        end = self.now + round(seconds * 1_000_000)
        await turns()
        while self._sleepers and self._sleepers[0][0] <= end:
            when, _, woken = heapq.heappop(self._sleepers)
            self.now = max(self.now, when)
            if not woken.done():
                woken.set_result(None)
                await turns()
        self.now = end


async def turns() -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0)


class Receiver:
    """A `Sender` that ends at a receiver: `answer` says for each message what becomes of it."""

    def __init__(self, clock: Callable[[], Instant]) -> None:
        self._clock = clock
        self.answer: Callable[[str], Outcome | None] = lambda message: OK
        """None hangs."""
        self.got: list[tuple[str, Mapping[str, str], bytes, Instant]] = []
        """Id, headers, body and time of every attempt."""
        self.under_way = self.under_way_most = 0

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        self.got.append((headers["webhook-id"], headers, body, self._clock()))
        self.under_way += 1
        self.under_way_most = max(self.under_way, self.under_way_most)
        try:
            await asyncio.sleep(0)
            outcome = self.answer(headers["webhook-id"])
            if outcome is None:
                await asyncio.Event().wait()
                raise AssertionError
            return outcome
        finally:
            self.under_way -= 1

    async def close(self) -> None:
        """Nothing is open."""

    @property
    def ids(self) -> list[str]:
        return [message for message, *_ in self.got]

    @property
    def bodies(self) -> list[bytes]:
        return [body for _, _, body, _ in self.got]


OK = Outcome(200, "ok", None, 1_000)
ERROR = Outcome(500, "broken", None, 1_000)
SILENT = Outcome(None, "", "no answer in time", 20_000_000)


async def until(true: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait in real time until it is true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        await asyncio.sleep(0.005)
