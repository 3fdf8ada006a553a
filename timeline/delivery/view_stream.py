"""A view as server-sent events: what appends and days do to its rows, from any place on, nothing missing and nothing twice."""

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

from timeline.delivery.horizon import LOOK_SECONDS, Followable, Horizon
from timeline.delivery.sse import COMMENT, RETRY_MILLISECONDS, SILENCE_SECONDS
from timeline.delivery.tail import Tail
from timeline.delivery.view_pages import Encoded, Telling, ViewPages
from timeline.engine.following.followed import Followed
from timeline.engine.following.place import Place
from timeline.errors import Busy, StoreUnavailable

FIRST_ID_SECONDS = 1.0
"""Who is told nothing for so long at the start is told where he stands, so that he can come back to it."""


class Streamed(Followable, Telling, Protocol):
    """The part of the service that is asked here."""


class ViewStreams:
    """The streams of all views of one service; they end when the tail is closed.

    None of them holds more than the page that it sends: who reads slowly is late, and finds the rest when he comes for it.
    """

    def __init__(self, service: Streamed, tail: Tail) -> None:
        self._tail = tail
        self._horizon = Horizon(service, tail)
        self._pages = ViewPages(service)

    async def stream(
        self, followed: Followed, place: Place, *, progress: bool = False, silence_seconds: float = SILENCE_SECONDS
    ) -> AsyncIterator[bytes]:
        """What becomes of the view behind the place, as it comes. Silence is broken by a comment, with `progress` by a newer id."""
        loop = asyncio.get_running_loop()
        named: Place | None = None
        retry = b"retry: %d\n" % RETRY_MILLISECONDS
        due = loop.time() + min(FIRST_ID_SECONDS, silence_seconds)
        with self._horizon.watched():
            while not self._tail.closed:
                page = await self._page(followed, place)
                if page is not None:
                    place = page.place
                if page is not None and page.body:
                    yield retry + page.body
                    retry, named, due = b"", page.told, loop.time() + silence_seconds
                elif loop.time() >= due:
                    yield progressed(place, followed) if progress and place != named else COMMENT
                    named, due = place, loop.time() + silence_seconds
                elif page is not None and page.ended:
                    await self._horizon.beyond(page.reach, due - loop.time())

    async def close(self) -> None:
        """Let go of the service, once the tail is closed."""
        await self._horizon.close()
        await self._pages.close()

    async def _page(self, followed: Followed, place: Place) -> Encoded | None:
        """None when it cannot be had at the moment."""
        try:
            return await self._pages.page(followed, place, await self._horizon.reach())
        except (Busy, StoreUnavailable):
            await asyncio.sleep(LOOK_SECONDS)
            return None


def progressed(place: Place, followed: Followed) -> bytes:
    """An id without an event, which readers keep for when they come back (WHATWG HTML, section 9.2.6)."""
    return b": nothing up to position %d\nid: %s\n\n" % (place.position, place.write(followed.name).encode())
