"""A service whose views are followed, with a clock that stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import anyio
import orjson

from tests.history import said
from tests.timeline.engine.following.streamed import FIRST, Lived
from timeline.delivery.tail import Tail
from timeline.intake import read_json
from timeline.service import Service, open_service

STORES = ("memory:", "sqlite:///{}/a.db")
SECONDS = 60


class Stage:
    """What is read of its views is made from `service` and `tail` by whoever derives from it, in `begin`."""

    def __init__(self, service: Service, lived: Lived) -> None:
        self.service, self.lived = service, lived
        self.tail = Tail(self.head, poll_seconds=0.005)
        self.begin()

    def begin(self) -> None: ...

    async def head(self) -> int:
        return (await self.service.head()).position

    async def report(self, subject: str, valid: str, **more: Any) -> None:
        await self.service.append(read_json(orjson.dumps(said("exercise.held", f"exercise/{subject}", valid, **more))))
        self.tail.wake()

    async def close(self) -> None: ...

    @classmethod
    @asynccontextmanager
    async def on(cls, store: str, path: Path) -> AsyncIterator[Self]:
        """Raises TimeoutError when what is done on it takes too long."""
        lived = Lived(None, FIRST)  # type: ignore[arg-type]
        service = await open_service(store.format(path), clock=lambda: lived.now)
        made = cls(service, lived)
        with anyio.fail_after(SECONDS):
            yield made
        made.tail.close()
        await made.close()
        await service.close()
