"""Every version of one row: on which days it read so, and between which appends that was believed."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from events.subject import SubjectMerged, SubjectSplit
from timeline.engine.asking.asked import view_named
from timeline.engine.asking.causes import bearing, shown_by
from timeline.engine.asking.keys import subjects_named
from timeline.engine.belief import Belief
from timeline.engine.fold import cases
from timeline.engine.knowledge import head_and_cut
from timeline.engine.known import Known, known
from timeline.engine.reading import periods_of
from timeline.errors import NotFound
from timeline.log.protocol import Log
from timeline.projections.projection import Projection
from timeline.question import Row, Window
from timeline.record import Recorded
from timeline.view_questions import HistoryAnswer, HistoryQuestion, Moment, Version


class Historian:
    """Folds the subjects behind a key anew after each append that speaks of them."""

    def __init__(self, log: Log) -> None:
        self._log = log

    async def history(self, asked: HistoryQuestion) -> HistoryAnswer:
        """Raises NotFound for an unknown view, and where the key never had a row."""
        view = view_named(asked.view)
        head, until = await head_and_cut(self._log, asked.knowledge)
        belief = Belief(self._log, until, asked.knowledge.published_by)
        told = await belief.events(await self._subjects(view, asked.key, belief))
        course = _Course(view, asked.key)
        ordered = sorted(told.values(), key=lambda event: event.position)
        for _, append in groupby(ordered, key=lambda event: event.first):
            events = list(append)
            if course.changes_with(events):
                course.take(events, await self._end(events[-1], until))
            await asyncio.sleep(0)
        if not course.versions:
            raise NotFound(f"{view.name} never had a row {asked.key!r}")
        return HistoryAnswer(asked, head, tuple(sorted(course.versions, key=_order)))

    async def _subjects(self, view: Projection, key: str, belief: Belief) -> set[str]:
        """The subjects that a key may be of, and all that were ever merged with them or split from them."""
        found = await subjects_named(key, view.kinds, self._log)
        for kind in sorted({subject.partition("/")[0] for subject in found}):
            pairs = [_both(event) for event in await belief.merges(kind)]
            while near := [pair for pair in pairs if pair & found and not pair <= found]:
                found.update(*near)
        return found

    async def _end(self, event: Recorded, until: int) -> int:
        """The last position of the append that the event came in. A cut inside of an append falls before it."""
        low, high, step = event.position, event.position, 1
        while high < until and await self._log.cut(known_at=None, at_position=high) < event.first:
            low, high, step = high + 1, min(until, high + step), 2 * step
        while low < high:
            middle = (low + high) // 2
            if await self._log.cut(known_at=None, at_position=middle) < event.first:
                low = middle + 1
            else:
                high = middle
        return low


class _Course:
    """The versions of one row, as one append after another becomes known."""

    def __init__(self, view: Projection, key: str) -> None:
        self._view = view
        self._key = key
        self._known: list[Known] = []
        self._told: dict[str, Recorded] = {}
        self._now: dict[Window, Row] = {}
        self._believed: dict[Window, Version] = {}
        self._ended: list[Version] = []

    @property
    def versions(self) -> list[Version]:
        return [*self._ended, *self._believed.values()]

    def changes_with(self, append: Sequence[Recorded]) -> bool:
        """Take the events in; whether the row reads otherwise now on any day."""
        self._known += map(known, append)
        self._told |= {event.id: event for event in append}
        self._now = {
            days: row
            for case in cases(self._known).values()
            if case.kind in self._view.kinds
            for days, row in periods_of(self._view, case)
            if row.key == self._key
        }
        return self._now != {days: version.row for days, version in self._believed.items()}

    def take(self, append: Sequence[Recorded], position: int) -> None:
        """End the versions that no longer hold and begin those that do, with the append that ends at the position."""
        gone = {days: version for days, version in self._believed.items() if self._now.get(days) != version.row}
        new = {days: row for days, row in self._now.items() if days in gone or days not in self._believed}
        moment = self._moment(append, position, [*new.values(), *(version.row for version in gone.values())])
        for days, version in gone.items():
            self._ended.append(replace(version, ended=moment))
            del self._believed[days]
        self._believed |= {days: Version(days, row, moment, None) for days, row in new.items()}

    def _moment(self, append: Sequence[Recorded], position: int, rows: Iterable[Row]) -> Moment:
        new = {event.id: event for event in append}
        found = bearing(new, shown_by(rows), self._told, vanished=not self._now) or new.keys()
        return Moment(position, append[-1].recorded_at, tuple(event for event in new if event in found))


def _both(event: Recorded) -> set[str]:
    """The two subjects of a merge or a split."""
    said = known(event).report.data
    assert isinstance(said, SubjectMerged | SubjectSplit)
    return {event.subject, said.into if isinstance(said, SubjectMerged) else said.from_}


def _order(version: Version) -> tuple[int, int]:
    return version.made.position, version.days.first or 0
