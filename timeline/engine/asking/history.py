"""Every version of one row: on which days it read so, and between which appends that was believed."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from events.subject import SubjectMerged, SubjectSplit
from timeline.engine.asking.asked import view_named
from timeline.engine.asking.causes import bearing, shown_by
from timeline.engine.asking.keys import subjects_named
from timeline.engine.asking.source import Asked
from timeline.engine.asking.sources import Sources
from timeline.engine.belief import Belief
from timeline.engine.fold import cases
from timeline.engine.knowledge import head_and_cut
from timeline.engine.known import Known, known
from timeline.engine.reading import periods_of
from timeline.errors import NotFound
from timeline.log.protocol import Log
from timeline.projections.projection import Projection
from timeline.question import Question, Row, Window
from timeline.record import Recorded
from timeline.rows import body
from timeline.rows.wanted import Stated
from timeline.view_questions import HistoryAnswer, HistoryQuestion, Moment, Version

Rows = Mapping[Window, Row]
"""How the row of a key reads, by the days on which it does."""


class Append(NamedTuple):
    """What one append did to the row: its events and last position, the days of versions that ended, and the new ones."""

    events: Sequence[Recorded]
    position: int
    ended: Sequence[Window]
    begun: Rows
    vanished: bool
    """Whether the row is on no day any more."""


class Historian:
    """Tells from kept rows, or by folding the subjects behind a key anew after each append that speaks of them."""

    def __init__(self, log: Log, sources: Sources) -> None:
        self._log = log
        self._sources = sources

    async def history(self, asked: HistoryQuestion) -> HistoryAnswer:
        """Raises NotFound for an unknown view, and where the key never had a row; ViewBehind."""
        view = view_named(asked.view)
        head, until = await head_and_cut(self._log, asked.knowledge)
        belief = Belief(self._log, until, asked.knowledge.published_by)
        settled = Asked(view, Question(view.name, knowledge=asked.knowledge), None, until)
        kept = await self._sources.kept(settled, head)
        stated = None if kept is None else await kept.history(settled, asked.key)
        if stated == []:
            raise NotFound(f"{view.name} never had a row {asked.key!r}")
        told = await belief.events(await self._subjects(view, asked.key, belief))
        ordered = sorted(told.values(), key=lambda event: event.position)
        appends = [list(events) for _, events in groupby(ordered, key=lambda event: event.first)]
        course = _Course()
        async for append in self._folded(view, asked.key, appends) if stated is None else _kept(stated, appends, until):
            course.take(append)
        if not course.versions:
            raise NotFound(f"{view.name} never had a row {asked.key!r}")
        return HistoryAnswer(asked, head, tuple(sorted(course.versions, key=_order)))

    async def _folded(self, view: Projection, key: str, appends: Sequence[list[Recorded]]) -> AsyncIterator[Append]:
        told: list[Known] = []
        before: Rows = {}
        for events in appends:
            told += map(known, events)
            found = (period for case in cases(told).values() if case.kind in view.kinds for period in periods_of(view, case))
            rows = {days: row for days, row in found if row.key == key}
            ended = [days for days, row in before.items() if rows.get(days) != row]
            begun = {days: row for days, row in rows.items() if before.get(days) != row}
            yield Append(events, events[-1].last, ended, begun, not rows)
            before = rows
            await asyncio.sleep(0)

    async def _subjects(self, view: Projection, key: str, belief: Belief) -> set[str]:
        """The subjects that a key may be of, and all that were ever merged with them or split from them."""
        found = await subjects_named(key, view.kinds, self._log)
        for kind in sorted({subject.partition("/")[0] for subject in found}):
            pairs = [_both(event) for event in await belief.merges(kind)]
            while near := [pair for pair in pairs if pair & found and not pair <= found]:
                found.update(*near)
        return found


async def _kept(stated: Sequence[Stated], appends: Sequence[list[Recorded]], until: int) -> AsyncIterator[Append]:
    """The appends, with what they did to the rows that were kept. Rows change at the last position of an append."""
    begin, end = defaultdict[int, dict[Window, Row]](dict), defaultdict[int, list[Window]](list)
    for one in stated:
        begin[one.pos_from][one.days] = body.read(one.body)
        end[one.pos_to].append(one.days)
    positions = sorted((position for position in begin.keys() | end.keys() if position <= until), reverse=True)
    rows: dict[Window, Row] = {}
    for events in appends:
        if not positions or positions[-1] > events[-1].last:
            yield Append(events, events[-1].position, (), {}, not rows)
            continue
        position = positions.pop()
        ended, begun = end[position], begin[position]
        same = {days for days in ended if begun.get(days) == rows[days]}
        for days in ended:
            del rows[days]
        rows |= begun
        new = {days: row for days, row in begun.items() if days not in same}
        yield Append(events, position, [days for days in ended if days not in same], new, not rows)


class _Course:
    """The versions of one row, as one append after another becomes known."""

    def __init__(self) -> None:
        self._told: dict[str, Recorded] = {}
        self._believed: dict[Window, Version] = {}
        self._ended: list[Version] = []

    @property
    def versions(self) -> list[Version]:
        return [*self._ended, *self._believed.values()]

    def take(self, append: Append) -> None:
        """End the versions that no longer hold and begin those that do, with the append."""
        self._told |= {event.id: event for event in append.events}
        if not append.ended and not append.begun:
            return
        gone = [self._believed.pop(days) for days in append.ended]
        moment = self._moment(append, [*append.begun.values(), *(version.row for version in gone)])
        self._ended += [replace(version, ended=moment) for version in gone]
        self._believed |= {days: Version(days, row, moment, None) for days, row in append.begun.items()}

    def _moment(self, append: Append, rows: Iterable[Row]) -> Moment:
        new = {event.id: event for event in append.events}
        found = bearing(new, shown_by(rows), self._told, vanished=append.vanished) or new.keys()
        return Moment(append.position, append.events[-1].recorded_at, tuple(event for event in new if event in found))


def _both(event: Recorded) -> set[str]:
    """The two subjects of a merge or a split."""
    said = known(event).report.data
    assert isinstance(said, SubjectMerged | SubjectSplit)
    return {event.subject, said.into if isinstance(said, SubjectMerged) else said.from_}


def _order(version: Version) -> tuple[int, int]:
    return version.made.position, version.days.first or 0
