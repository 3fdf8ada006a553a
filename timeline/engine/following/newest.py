"""What the newest appends did to a view on one day, newest first: for feeds, whose readers come by now and then."""

from typing import Protocol

from timeline.engine.following.followed import Difference, Followed
from timeline.engine.following.place import Place
from timeline.log.protocol import Log, Selection

POSITIONS_AT_FIRST, POSITIONS_AT_ONCE = 64, 2_000
POSITIONS_LOOKED_AT_MAX = 20_000
"""A page ends here, though it has not as many changes as asked for: the rest is on the next one."""


class Appended(Protocol):
    """Tells what appends behind a place do, and how far that goes."""

    async def appended(self, followed: Followed, place: Place, until: int) -> tuple[list[Difference], Place]: ...


class Newest:
    """Walks back from append to append, some at a time."""

    def __init__(self, log: Log, changes: Appended) -> None:
        self._log = log
        self._changes = changes

    async def page(self, followed: Followed, start: Place, limit: int) -> tuple[list[Difference], Place | None]:
        """At most so many changes by the append that ends at a place, or by the rest of the one that it lies in, and by those before.

        Newest append first, and of one append in order of key; with the place where the next page goes on, None behind the last.
        """
        found: list[Difference] = []
        until, size, looked_at = start.position, POSITIONS_AT_FIRST, 0
        if start.phase == "append":
            found += await self._told(followed, start, until, limit + 1)
            until = await self._eve(until)
        while until > 0 and len(found) <= limit and looked_at < POSITIONS_LOOKED_AT_MAX:
            eve = await self._eve(until)
            low = min(eve, await self._log.cut(known_at=None, at_position=max(0, until - size)))
            most = limit + 1 - len(found) if low == eve else None  # of one append, which may be large, no more than is shown
            told = await self._told(followed, start._replace(position=low, phase="at", key=""), until, most)
            found += sorted(told, key=lambda one: -one.place.position)
            looked_at, until, size = looked_at + until - low, low, min(2 * size, POSITIONS_AT_ONCE)
        shown = found[:limit]
        if len(found) > limit:
            return shown, shown[-1].place
        return shown, start._replace(position=until, phase="at", key="") if until > 0 else None

    async def _eve(self, position: int) -> int:
        """The end of the append before the one that ends here."""
        return (await self._log.read(Selection(after=position - 1, until=position)))[0].first - 1

    async def _told(self, followed: Followed, place: Place, until: int, most: int | None) -> list[Difference]:
        """What the appends behind the place do until a position; with `most` it stops when it has so many."""
        found: list[Difference] = []
        while (place.position < until or place.phase == "append") and (most is None or len(found) < most):
            told, place = await self._changes.appended(followed, place, until)
            found += told
        return found
