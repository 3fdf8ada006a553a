"""Which events of an append changed kept rows: the rules of `causes`, without folding."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from timeline.engine.asking.causes import bearing, shown_by
from timeline.engine.asking.differences import Pair
from timeline.engine.belief import Belief
from timeline.log.protocol import Log, Selection
from timeline.projections.projection import Projection
from timeline.question import Row
from timeline.record import Recorded
from timeline.rows.protocol import RowStore
from timeline.rows.wanted import Said


class Changed(NamedTuple):
    """A row that the append from `first` to `position` changed, and the kept row that it is shown of: its set, key and subjects."""

    first: int
    position: int
    pair: Pair
    set_id: int
    key: str
    subjects: frozenset[str]


class _Bearing(NamedTuple):
    """What is needed to tell the causes of a change."""

    members: set[str]
    shown: set[str]
    vanished: bool


class KeptCauses:
    """Tells the events behind changes of kept rows."""

    def __init__(self, log: Log, rows: RowStore) -> None:
        self._log = log
        self._rows = rows

    async def of(self, view: Projection, changed: Sequence[Changed]) -> list[tuple[str, ...]]:
        """For each change the events of its append that bear on the row, in order of position."""
        found: list[tuple[str, ...]] = []
        for first, group in groupby(changed, key=lambda one: one.first):
            found += await self._of_append(view, first, list(group))
        return found

    async def _of_append(self, view: Projection, first: int, changed: Sequence[Changed]) -> list[tuple[str, ...]]:
        position = changed[0].position
        sides = Belief(self._log, first - 1, None), Belief(self._log, position, None)
        behind = await self._behind(view, changed, sides)
        every = tuple(sorted(set[str]().union(*(one.members for one in behind))))
        events = await self._log.read(Selection(subjects=every, after=first - 1, until=position))
        told = await self._told(events, {event for one in behind if one.vanished for event in one.shown})
        by_subject: defaultdict[str, dict[str, Recorded]] = defaultdict(dict)
        for event in sorted(told.values(), key=lambda event: event.position):
            by_subject[event.subject][event.id] = event
        found = []
        for one in behind:
            known = {event.id: event for member in one.members for event in by_subject[member].values()}
            new = {name: event for name, event in known.items() if first <= event.position <= position}
            because = bearing(new, one.shown, known, vanished=one.vanished) or new.keys()
            found.append(tuple(sorted(because, key=lambda name: new[name].position)))
        return found

    async def _behind(self, view: Projection, changed: Sequence[Changed], sides: tuple[Belief, Belief]) -> list[_Bearing]:
        """Where a side shows no row, how its key reads there on other days says why."""
        gone = [one for one in changed if one.pair.before is None or one.pair.after is None]
        said = await self._rows.said([(one.set_id, one.key, at) for one in gone for at in (one.first - 1, one.position)])
        others = dict(zip((one.pair.key for one in gone), zip(said[::2], said[1::2], strict=True), strict=True))
        found = []
        for one in changed:
            before, after = others.get(one.pair.key, ((), ()))
            rows_before = [one.pair.before] if one.pair.before is not None else _rows(view, one, before)
            rows_after = [one.pair.after] if one.pair.after is not None else _rows(view, one, after)
            subjects = {*one.subjects, *(each.subject for each in (*before, *after))}
            members = {member for side in sides for subject in subjects for member in await side.members(subject)}
            found.append(_Bearing(members, shown_by([*rows_before, *rows_after]), not rows_after))
        return found

    async def _told(self, events: Iterable[Recorded], shown: Iterable[str]) -> dict[str, Recorded]:
        """The events, these others, and what they speak of, directly or through claims."""
        told = {event.id: event for event in events}
        wanted = {*shown, *(event.target for event in told.values() if event.target is not None)} - told.keys()
        while wanted:
            found = await self._log.get(sorted(wanted))
            told |= {event.id: event for event in found}
            wanted = {event.target for event in found if event.target is not None} - told.keys()
        return told


def _rows(view: Projection, changed: Changed, said: Iterable[Said]) -> list[Row]:
    """The rows of the changed row's key."""
    rows = [each.row for each in said]
    if view.parts:
        rows = [made for part in view.parts for row in rows if _is_of(changed, part.view.kinds) for made in part.rows(row)]
    return [row for row in rows if row.key == changed.pair.key]


def _is_of(changed: Changed, kinds: frozenset[str]) -> bool:
    return changed.key.partition("/")[0] in kinds
