"""What appends and days do to a view, by folding: of an append the subjects that it touched, before it and after it."""

import asyncio
from collections.abc import Iterable
from itertools import groupby

from timeline.engine.asking.comparison import Comparer, Side
from timeline.engine.asking.differences import Pair, alike, differing
from timeline.engine.asking.source import every
from timeline.engine.asking.sources import Sources
from timeline.engine.following.followed import CHANGES_AT_ONCE, CLOCK, Difference, Followed
from timeline.engine.following.place import Place
from timeline.engine.reading import rows_of
from timeline.log.protocol import Log, Selection
from timeline.question import Row
from timeline.record import Recorded

EVENTS_AT_ONCE = 200


class FoldedChanges:
    """Folds whatever is asked for: where no rows are kept, and for what was public by a day."""

    def __init__(self, log: Log, comparer: Comparer, sources: Sources, head: int) -> None:
        self._log = log
        self._comparer = comparer
        self._sources = sources
        self._head = head

    async def appended(self, followed: Followed, place: Place, until: int) -> tuple[list[Difference], Place]:
        """What the appends behind the place, or the rest of the one that it lies in, change until a position; and how far that goes.

        Stops after the first append that changes anything, with all that it does.
        """
        for append in await self._appends(place, until):
            end = append[-1].position
            told = place.key if place.phase == "append" and end == place.position else ""
            base, now = (self._comparer.side(followed.asked(at, place.day)) for at in (append[0].first - 1, end))
            pairs = [pair for pair in await self._pairs(followed, append, base, now) if pair.key > told]
            if pairs:
                changes = await self._comparer.explained(pairs, base, now)
                here = place._replace(position=end, phase="append")
                found = [Difference(here._replace(key=one.key), Pair(one.key, one.before, one.after), one.because) for one in changes]
                return found, here.here()
            place = place.here()._replace(position=end)
        return [], place.here()

    async def _appends(self, place: Place, until: int) -> list[list[Recorded]]:
        """The next appends, each whole, none that ends past `until`: the one that the place lies in, too."""
        after = place.position
        if place.phase == "append":
            after = (await self._log.read(Selection(after=place.position - 1, until=place.position)))[0].first - 1
        limit = EVENTS_AT_ONCE
        while True:
            events = await self._log.read(Selection(after=after, until=until, limit=limit))
            appends = [list(group) for _, group in groupby(events, key=lambda event: event.first)]
            if len(events) < limit:
                return appends
            if len(appends) > 1:
                return appends[:-1]  # there may be more of the last one
            limit *= 4

    async def _pairs(self, followed: Followed, append: list[Recorded], base: Side, now: Side) -> list[Pair]:
        """The rows of touched subjects that read otherwise now, by key."""
        before, after = dict[str, Row](), dict[str, Row]()
        for subject in sorted(await _touched(followed, append, base, now)):
            for side, rows in ((base, before), (now, after)):
                case = await side.belief.case(subject)
                shown = rows_of(followed.view, case, side.asked.days, followed.question.filters) if case is not None else ()
                rows |= {row.key: row for row in shown if followed.question.certainty in {None, row.certainty}}
            await asyncio.sleep(0)
        keys = sorted({*before, *after})
        return [Pair(key, before.get(key), after.get(key)) for key in keys if not alike(before.get(key), after.get(key))]

    async def passed(self, followed: Followed, place: Place) -> tuple[list[Difference], Place]:
        """What the coming of the place's day changes, behind its key; and how far that goes."""
        assert place.day is not None
        days = [followed.asked(place.position, day, place.key) for day in (place.day - 1, place.day)]
        found: list[Difference] = []
        async for pair in differing(*[every(await self._sources.of(asked, self._head), asked) for asked in days]):
            place = place._replace(key=pair.key)
            found.append(Difference(place, pair, CLOCK))
            if len(found) == CHANGES_AT_ONCE:
                return found, place
        return found, place.here()


async def _touched(followed: Followed, append: Iterable[Recorded], base: Side, now: Side) -> set[str]:
    """The subjects whose rows may read otherwise after the append."""
    by = followed.question.knowledge.published_by
    subjects = {event.subject for event in append if by is None or event.published <= by}
    subjects = {subject for subject in subjects if subject.partition("/")[0] in followed.view.kinds}
    found = {await side.belief.end(subject) for side in (base, now) for subject in subjects}
    for kind in {subject.partition("/")[0] for subject in subjects}:
        before, after = [await side.belief.identity(kind) for side in (base, now)]
        if before != after:
            members = {*before.into, *after.into, *before.into.values(), *after.into.values()}
            found |= {side.end(each) for each in members if before.end(each) != after.end(each) for side in (before, after)}
            found |= before.skipped.keys() | after.skipped.keys()
    return found
