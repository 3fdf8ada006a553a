"""What appends and days do to a view, from kept rows: only those that were opened or closed, that begin or end, are looked at."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from timeline.engine.asking.differences import Pair, alike
from timeline.engine.following.followed import CHANGES_AT_ONCE, CLOCK, Difference, Followed
from timeline.engine.following.kept_causes import Changed, KeptCauses
from timeline.engine.following.place import Place
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.reading import latest_of
from timeline.log.protocol import Log, Selection
from timeline.projections.period import meet
from timeline.projections.projection import Part
from timeline.question import Row, Window
from timeline.rows import body
from timeline.rows.protocol import RowStore
from timeline.rows.wanted import LAST_KEY, Move, Moved, Said

MOVES_AT_ONCE = 2 * CHANGES_AT_ONCE


class KeptChanges:
    """Reads kept rows in these `sets`, by view."""

    def __init__(self, log: Log, rows: RowStore, sets: Mapping[str, ViewSet]) -> None:
        self._log = log
        self._rows = rows
        self._sets = sets
        self._causes = KeptCauses(log, rows)

    async def appended(self, followed: Followed, place: Place, until: int) -> tuple[list[Difference], Place]:
        """What the appends behind the place, or the rest of the one that it lies in, change until a position; and how far that goes."""
        begin = _stored(followed, place.key) if place.phase == "append" else LAST_KEY
        asked = followed.asked(place.position, place.day)
        during = None if followed.question.during is None else asked.days
        wanted = Moved(self._set_ids(followed), place.position, begin, asked.on, MOVES_AT_ONCE, during)
        moves, more = await self._moves(wanted, until)
        changed: list[Changed] = []
        for position, moved in groupby(moves, key=lambda move: move.position):
            first = (await self._log.read(Selection(after=position - 1, until=position)))[0].first
            if during is None:
                found = _compared(followed, first, list(moved))
            else:
                found = await self._shown(followed, first, list(moved), during)
            told = place.key if place.phase == "append" and position == place.position else ""
            changed += [one for one in found if _comes_after(followed, one.pair.key, told)]
        causes = await self._causes.of(followed.view, changed)
        differences = [
            Difference(place._replace(position=one.position, phase="append", key=one.pair.key), one.pair, because)
            for one, because in zip(changed, causes, strict=True)
        ]
        if not more:
            return differences, place.here()._replace(position=until)
        return differences, place._replace(position=moves[-1].position, phase="append", key=_behind(followed, moves[-1].key))

    async def passed(self, followed: Followed, place: Place) -> tuple[list[Difference], Place]:
        """What the coming of the place's day changes, behind its key; and how far that goes."""
        begin = _stored(followed, place.key)
        wanted = Moved(self._set_ids(followed), place.position, begin, place.day, MOVES_AT_ONCE)
        moves = await self._rows.turns(wanted)
        whole, more = _without_last(moves, MOVES_AT_ONCE)
        pairs = [one.pair for one in _compared(followed, place.position, whole) if _comes_after(followed, one.pair.key, place.key)]
        differences = [Difference(place._replace(key=pair.key), pair, CLOCK) for pair in pairs]
        return differences, place._replace(key=_behind(followed, whole[-1].key)) if more else place.here()

    def _set_ids(self, followed: Followed) -> tuple[int, ...]:
        return tuple(self._sets[each.name].set_id for each in ([part.view for part in followed.view.parts] or [followed.view]))

    async def _moves(self, wanted: Moved, until: int) -> tuple[list[Move], bool]:
        """The next moves, all of a key and position together, and whether there are more."""
        while True:
            moves = await self._rows.moves(wanted, until)
            whole, more = _without_last(moves, wanted.limit)
            if whole or not more:
                return whole, more
            wanted = wanted._replace(limit=4 * wanted.limit)  # a row of a stretch of days may be many

    async def _shown(self, followed: Followed, first: int, moves: Sequence[Move], during: Window) -> list[Changed]:
        """Of keys that moved in one append, those that a stretch of days shows otherwise now."""
        keys = {move.key: move for move in moves}
        position = moves[0].position
        said = await self._rows.said([(move.set_id, key, at) for key, move in keys.items() for at in (first - 1, position)])
        changed = []
        for (key, move), before, after in zip(keys.items(), said[::2], said[1::2], strict=True):
            pair = Pair(key, _latest(followed, before, during), _latest(followed, after, during))
            if not alike(pair.before, pair.after):
                subjects = frozenset(each.subject for each in moves if each.key == key)
                changed.append(Changed(first, position, pair, move.set_id, key, subjects))
        return changed


def _compared(followed: Followed, first: int, moves: Sequence[Move]) -> list[Changed]:
    """What a day shows otherwise now, of what moved at one position."""
    changed = []
    for key, group in groupby(moves, key=lambda move: move.key):
        moved = list(group)
        closed, opened = (next((move.body for move in moved if move.opened is which), None) for which in (False, True))
        if closed == opened:
            continue
        before, after = (None if stored is None else body.read(stored) for stored in (closed, opened))
        subjects = frozenset(move.subject for move in moved)
        pairs = _pairs(followed, moved[0], key, before, after)
        changed += [Changed(first, moved[0].position, pair, moved[0].set_id, key, subjects) for pair in pairs]
    return changed


def _pairs(followed: Followed, move: Move, key: str, before: Row | None, after: Row | None) -> Iterator[Pair]:
    """The rows that are shown of a kept row, as far as they differ, in order of key."""
    parts = followed.view.parts
    if not parts:
        made = [Pair(key, before, after)]
    else:
        part = next(part for part in parts if move.subject.partition("/")[0] in part.view.kinds)
        made = _joined(part, before, after)
    for one in made:
        pair = Pair(one.key, followed.shown(one.before), followed.shown(one.after))
        if not alike(pair.before, pair.after):
            yield pair


def _joined(part: Part, before: Row | None, after: Row | None) -> list[Pair]:
    old, new = ({made.key: made for made in part.rows(row)} if row is not None else {} for row in (before, after))
    return [Pair(key, old.get(key), new.get(key)) for key in sorted({*old, *new})]


def _latest(followed: Followed, said: Sequence[Said], during: Window) -> Row | None:
    rows = (each.row for each in said if meet(each.days, during) is not None)
    shown = next(iter(latest_of(followed.view, rows, followed.question.filters)), None)
    return shown if shown is not None and followed.question.certainty in {None, shown.certainty} else None


def _without_last(moves: list[Move], limit: int) -> tuple[list[Move], bool]:
    """The moves but those of the last key and position, of which there may be more, if the limit was reached."""
    if len(moves) < limit:
        return moves, False
    last = moves[-1]
    return [move for move in moves if (move.position, move.key) != (last.position, last.key)], True


def _stored(followed: Followed, key: str) -> str:
    """From which key on kept rows are to be looked at again. Keys of a joined view are ``value#key``."""
    value, _, stored = key.partition("#") if followed.view.parts else (LAST_KEY, "#", key)
    return f"{stored}\0" if stored and value == LAST_KEY else stored


def _behind(followed: Followed, stored: str) -> str:
    """What stands in a place behind all that is shown of a kept row."""
    return f"{LAST_KEY}#{stored}" if followed.view.parts else stored


def _comes_after(followed: Followed, key: str, told: str) -> bool:
    """Whether the row of a key is told after that of another. In a joined view kept row comes after kept row."""
    if followed.view.parts:
        return key.partition("#")[::-2] > told.partition("#")[::-2]
    return key > told
