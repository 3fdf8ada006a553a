"""Follows views: from a place on, one step for each append and one for each day that passes, in an order that the log alone determines.

Each append is taken under the UTC day on which it was recorded, so that whoever was away is told the same as whoever was there.
"""

from collections.abc import Mapping
from typing import Protocol

from timeline.clock import day_of, end_of_day
from timeline.engine.asking.comparison import Comparer
from timeline.engine.asking.kept_rows import Keeping
from timeline.engine.asking.sources import Sources
from timeline.engine.following.folded_changes import FoldedChanges
from timeline.engine.following.followed import Difference, Followed, Page, Reach, Told, told
from timeline.engine.following.kept_changes import KeptChanges
from timeline.engine.following.newest import Newest
from timeline.engine.following.place import Place
from timeline.engine.following.snapshots import Snapshots
from timeline.engine.keeping.rebuild import Mark
from timeline.engine.keeping.rectangles import ViewSet
from timeline.log.protocol import Log, Selection
from timeline.projections.projection import Projection
from timeline.rows.protocol import RowStore

POSITIONS_AT_ONCE = 2_000
"""So much of the log is looked at in one step: some 10,000 rows, a few milliseconds."""
Sets = Mapping[str, ViewSet]


class Kept(Keeping, Protocol):
    """What keeps rows up with the log."""

    def mark(self, view: Projection) -> Mark: ...


class Changes(Protocol):
    """Tells what there is next behind a place, and how far that goes."""

    async def appended(self, followed: Followed, place: Place, until: int) -> tuple[list[Difference], Place]: ...

    async def passed(self, followed: Followed, place: Place) -> tuple[list[Difference], Place]: ...


class Follower:
    """Reads what becomes of views, page by page. `kept` and `rows` are None where no rows follow the log."""

    def __init__(self, log: Log, comparer: Comparer, sources: Sources, kept: Kept | None, rows: RowStore | None) -> None:
        self._log = log
        self._comparer = comparer
        self._sources = sources
        self._kept = kept
        self._rows = rows
        self._snapshots = Snapshots(log, sources)

    def version(self, view: Projection) -> str:
        """By which code the rows of a view are made, those of its parts too if it is joined."""
        parts = [part.view for part in view.parts]
        return "-".join(str(each.version if self._kept is None else self._kept.mark(each).kept) for each in [view, *parts])

    async def page(self, followed: Followed, place: Place, reach: Reach) -> Page:
        """What comes next behind the place, as far as the reach. Raises ViewBehind and StoreUnavailable: try again then."""
        while True:
            sets = self._sets(followed.view)
            page = await self._page(followed, place, reach, sets)
            if self._sets(followed.view) == sets:  # else rows may have been removed while they were read
                return page

    async def newest(self, followed: Followed, start: Place, head: int, limit: int) -> tuple[list[Difference], Place | None]:
        """What the newest appends did, see `Newest.page`. Raises ViewBehind and StoreUnavailable."""
        while True:
            await self._sources.of(followed.asked(start.position, start.day), head)  # waits for kept rows
            sets = self._sets(followed.view)
            behind = self._kept is None or self._kept.position < start.position
            changes = self._changes(followed, None if behind else sets, head)
            page = await Newest(self._log, changes).page(followed, start, limit)
            if self._sets(followed.view) == sets:
                return page

    def _sets(self, view: Projection) -> Sets | None:
        """The sets that the view is read from, None where it is folded."""
        if self._kept is None or self._rows is None:
            return None
        names = [part.view.name for part in view.parts] or [view.name]
        sets = self._kept.sets
        return {name: sets[name] for name in names} if sets.keys() >= set(names) else None

    async def _page(self, followed: Followed, place: Place, reach: Reach, sets: Sets | None) -> Page:
        until = await self._until(followed, reach.head if sets is None or self._kept is None else min(reach.head, self._kept.position))
        version = self.version(followed.view)
        if place.version != version:
            day = max(place.day, reach.today) if place.day is not None else None
            fresh = Place(version, until, day, "snapshot")
            return Page([Told(fresh, "view.reset", followed.standing(fresh))], fresh)
        if place.position > until:  # rows do not reflect it yet
            return Page([], place, ended=True)
        if place.phase == "snapshot":
            return await self._snapshots.page(followed, place, reach.head)
        changes = self._changes(followed, sets, reach.head)
        if place.phase == "clock":
            return _page_of(await changes.passed(followed, place))
        end = await self._end(place, until)
        if end is not None:
            return _page_of(await changes.appended(followed, place, end))
        if place.day is not None and (place.position < until or place.day < reach.today):
            return _page_of(await changes.passed(followed, place._replace(day=place.day + 1, phase="clock")))
        return Page([], place, ended=True)

    def _changes(self, followed: Followed, sets: Sets | None, head: int) -> Changes:
        joined_days = followed.view.parts and followed.question.during is not None
        if sets is None or self._rows is None or followed.question.knowledge.published_by is not None or joined_days:
            return FoldedChanges(self._log, self._comparer, self._sources, head)
        return KeptChanges(self._log, self._rows, sets)

    async def _until(self, followed: Followed, reached: int) -> int:
        """The last position that may be told of."""
        known = followed.question.knowledge
        if known.known_at is None and known.at_position is None:
            return reached
        return min(reached, await self._log.cut(known_at=known.known_at, at_position=known.at_position))

    async def _end(self, place: Place, until: int) -> int | None:
        """Until where appends can be looked at in one step, all under the day of the place. None where the day has to pass first.

        Also None where there are none, unless the place lies in one.
        """
        known_at = None if place.day is None else end_of_day(place.day)
        size = POSITIONS_AT_ONCE
        while place.position < until:
            end = await self._log.cut(known_at=known_at, at_position=min(until, place.position + size))
            if end > place.position:
                return end
            (following,) = await self._log.read(Selection(after=place.position, limit=1))
            if place.day is not None and day_of(following.recorded_at) > place.day:
                break
            size *= 4  # a large append
        return place.position if place.phase == "append" else None


def _page_of(found: tuple[list[Difference], Place]) -> Page:
    differences, place = found
    return Page(told(differences), place)
