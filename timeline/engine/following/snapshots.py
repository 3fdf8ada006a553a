"""All rows of a view as of a place, told page by page."""

from timeline.engine.asking.causes import shown_by
from timeline.engine.asking.sources import Sources
from timeline.engine.following.followed import CHANGES_AT_ONCE, Followed, Page, Told
from timeline.engine.following.place import Place
from timeline.log.protocol import Log

ADDED, COMPLETE = "row.added", "view.snapshot"


class Snapshots:
    """Tells rows as added because of their evidence, and then that these were all."""

    def __init__(self, log: Log, sources: Sources) -> None:
        self._log = log
        self._sources = sources

    async def page(self, followed: Followed, place: Place, head: int) -> Page:
        """The rows behind the place's key, as of its position and day. Raises ViewBehind."""
        asked = followed.asked(place.position, place.day, place.key)
        rows = list(await (await self._sources.of(asked, head)).page(asked, CHANGES_AT_ONCE + 1))
        shown = rows[:CHANGES_AT_ONCE]
        order = {event.id: event.position for event in await self._log.get(sorted(shown_by(shown)))}
        told = []
        for row in shown:
            because = sorted(shown_by([row]), key=order.__getitem__)
            place = place._replace(key=row.key)
            told.append(Told(place, ADDED, {"key": row.key, "before": None, "after": row.as_json(), "because": because}))
        if len(rows) > len(shown):
            return Page(told, place)
        return Page([*told, Told(place.here(), COMPLETE, followed.standing(place))], place.here())
