"""Pages of what becomes of views, each found and encoded once for all who stand at the same place."""

import asyncio
from collections import OrderedDict
from typing import NamedTuple, Protocol

import orjson

from timeline.engine.following.followed import Followed, Page, Reach, Told
from timeline.engine.following.place import Place

BYTES_KEPT = 8_000_000
PAGES_KEPT = 1_000
PAGES_AT_ONCE = 4
"""So many are worked out side by side: as many as there are connections that read."""


class Telling(Protocol):
    """The part of the service that is asked here."""

    async def followed(self, followed: Followed, place: Place, reach: Reach) -> Page: ...


class Encoded(NamedTuple):
    """A page as it is sent, the place that its last id names (None without any), and the place behind all that was looked at."""

    body: bytes
    told: Place | None
    place: Place
    ended: bool
    reach: Reach


Key = tuple[str, Place]


class ViewPages:
    """Remembers the newest pages. What follows a place never changes, but that there is more of it one day."""

    def __init__(self, service: Telling) -> None:
        self._service = service
        self._found: OrderedDict[Key, Encoded] = OrderedDict()
        self._bytes = 0
        self._under_way: dict[Key, asyncio.Task[Encoded]] = {}
        self._turns = asyncio.Semaphore(PAGES_AT_ONCE)

    async def page(self, followed: Followed, place: Place, reach: Reach) -> Encoded:
        """What comes next behind the place. Raises as `Service.followed` does."""
        key = followed.name, place
        found = self._found.get(key)
        if found is not None and not (found.ended and found.reach != reach):
            return found
        if key not in self._under_way:
            task = self._under_way[key] = asyncio.create_task(self._make(followed, place, reach))
            task.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(self._under_way[key])

    async def _make(self, followed: Followed, place: Place, reach: Reach) -> Encoded:
        async with self._turns:
            page = await self._service.followed(followed, place, reach)
        body = b"".join(frame(one, followed) for one in page.told)
        return Encoded(body, page.told[-1].place if page.told else None, page.place, page.ended, reach)

    async def close(self) -> None:
        """Wait for what is being worked out."""
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _done(self, key: Key, task: asyncio.Task[Encoded]) -> None:
        del self._under_way[key]
        if task.cancelled() or task.exception() is not None:
            return
        self._forget(key)
        self._found[key] = task.result()
        self._bytes += len(task.result().body)
        while len(self._found) > PAGES_KEPT or self._bytes > BYTES_KEPT:
            self._forget(next(iter(self._found)))

    def _forget(self, key: Key) -> None:
        found = self._found.pop(key, None)
        self._bytes -= 0 if found is None else len(found.body)


def frame(told: Told, followed: Followed) -> bytes:
    """One event: its id a cursor, its data JSON, which has no line breaks."""
    cursor = told.place.write(followed.name).encode()
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (cursor, told.name.encode(), orjson.dumps(told.said))
