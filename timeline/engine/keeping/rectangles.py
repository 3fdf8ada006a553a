"""What views keep of one subject: its rows as they read now, apart from where and since when."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from events.edtf import Day
from timeline.engine.keeping.believed import Believed
from timeline.engine.reading import bare_periods_of, failed, shown_of
from timeline.projections.case import Case
from timeline.projections.period import Period, after, before
from timeline.projections.projection import FAILED, Projection, Regrown
from timeline.question import Row, Window
from timeline.rows import body
from timeline.rows.kept import Filed, Kept, Place, Stride

EVERY_DAY = Window(None, None)


class ViewSet(NamedTuple):
    """A view and the set that its rows are kept in."""

    view: Projection
    set_id: int


class Changes(NamedTuple):
    """Rows that are new, rows that say something else and are filed as before, and rows that are believed no longer.

    `windows` are those of a set that moved, where they are kept apart.
    """

    opened: list[Kept]
    revised: list[Kept]
    ended: list[Kept]
    windows: list[tuple[int, bytes]]


FACTS_FOLDED_WHOLE = 1
"""Above it only the rows that a change of facts may change are folded anew, in views that can tell which."""


class _Rectangle(NamedTuple):
    """A row on its days, and whether it is the one of its key that stands for every day."""

    days: Window
    row: Row
    every: bool


def refold(case: Case | None, sets: Iterable[ViewSet], believed: Believed, position: int) -> Changes:
    """Bring the believed rows up to date with the case. What is new begins at `position`, what is believed no longer ends there.

    A subject without a case has no rows.
    """
    changes = Changes([], [], [], [])
    for view_set in sets:
        if case is None:
            for kept in list(believed.of_set(view_set.set_id)):
                _end(kept, believed, position, changes)
        elif case.kind in view_set.view.kinds:
            for part in _parts(case, view_set, believed):
                _replace(case, view_set, part, believed, position, changes)
            if view_set.view.windows is not None:
                _move_windows(case, view_set, believed, changes)
    return changes


def enter(changes: Changes, stride: Stride, subject: str, position: int, published: Day) -> None:
    """Put into a stride what changed of a subject at a position; something was published of it until the day `published`."""
    for kept in changes.opened:
        kept.published = published
    for kept in changes.ended:
        kept.published_to = published
    stride.opened.extend(changes.opened)
    stride.said.extend((kept, position, kept.body) for kept in (*changes.opened, *changes.revised))
    stride.closed.extend(kept for kept in changes.ended if kept.id)  # others are opened by this very stride, and end in it
    stride.windows.extend((set_id, subject, position, windows) for set_id, windows in changes.windows)


def _move_windows(case: Case, view_set: ViewSet, believed: Believed, changes: Changes) -> None:
    view, set_id = view_set
    assert view.windows is not None
    try:
        found = view.windows(case)
    except Exception:  # noqa: BLE001  the rows show the error
        return
    if found is not None and (windows := body.write_windows(found)) != believed.windows.get(set_id):
        believed.windows[set_id] = windows
        changes.windows.append((set_id, windows))


class _Part(NamedTuple):
    """What there is to compare: the rows believed so far, and what stands in their place now."""

    gone: Iterable[Kept]
    rectangles: Sequence[_Rectangle]


def _parts(case: Case, view_set: ViewSet, believed: Believed) -> Iterator[_Part]:
    view, set_id = view_set
    try:
        regrown = _regrown(case, view_set, believed)
        for part in regrown or ():
            if part.days is None:
                days, gone = EVERY_DAY, list(believed.of(set_id, part.key))
            else:
                days = _whole(believed.meeting(set_id, part.key, _and_next(part.days)), part.days)
                gone = believed.meeting(set_id, part.key, days)
            yield _Part(gone, _rectangles(view, list(part.periods(days))))
    except Exception:  # noqa: BLE001  folding it whole shows the error, if there is one
        regrown = None
    if regrown is None:
        yield _Part(list(believed.of_set(set_id)), _rectangles(view, list(bare_periods_of(view, case))))


def _regrown(case: Case, view_set: ViewSet, believed: Believed) -> Iterable[Regrown] | None:
    """What of the view may have changed with the case, None where it has to be folded whole: also where that failed before."""
    view, set_id = view_set
    is_large = case.change is not None and len(case.facts) > FACTS_FOLDED_WHOLE
    if view.regrown is None or not is_large or any(map(_shows_failure, believed.of(set_id, case.subject))):
        return None
    if view.windows is not None:
        view.windows(case)  # where it raises, rows show that
    return view.regrown(case)


def _shows_failure(kept: Kept) -> bool:
    return (kept.row or body.read(kept.body)).status == FAILED


def _and_next(days: Window) -> Window:
    """The days with the one before and the one after: a row that changes may join its neighbours."""
    return Window(before(days.first), after(days.last))


def _whole(rows: Sequence[Kept], days: Window) -> Window:
    """The days, and those of the rows at either end of them."""
    if not rows:
        return days
    first, last = rows[0].place.days.first, rows[-1].place.days.last
    return Window(
        None if first is None or days.first is None else min(first, days.first),
        None if last is None or days.last is None else max(last, days.last),
    )


def _rectangles(view: Projection, periods: Sequence[Period]) -> list[_Rectangle]:
    every = {id(row) for row in shown_of(view, periods, EVERY_DAY)} if view.every_day else ()
    return [_Rectangle(days, row, id(row) in every) for days, row in periods]


def _replace(case: Case, view_set: ViewSet, part: _Part, believed: Believed, position: int, changes: Changes) -> None:
    gone = {(kept.place.key, kept.place.days): kept for kept in part.gone}
    try:
        compared = [_compared(view_set.view, each, gone.get((each.row.key, each.days))) for each in part.rectangles]
    except Exception as error:  # noqa: BLE001  rows that cannot be filed or written show as a fold that raised
        days, row = failed(case, error)
        filed = Filed((), sure=False, every=view_set.view.every_day)
        compared = [_Compared(_Rectangle(days, row, filed.every), None, filed, body.write(row))]
    for each in compared:
        if each.kept is not None:
            del gone[each.kept.place.key, each.kept.place.days]
    for kept in gone.values():
        _end(kept, believed, position, changes)
    for each in compared:
        row, stays = each.rectangle.row, each.kept
        if stays is None:
            place = Place(view_set.set_id, row.key, each.rectangle.days)
            opened = Kept(place, case.subject, position, each.said, each.filed, each.rectangle.every, row=row)
            believed.add(opened)
            changes.opened.append(opened)
        elif each.filed is not None:
            stays.row, stays.body = row, each.said
            changes.revised.append(stays)


class _Compared(NamedTuple):
    """A rectangle with the believed row that stays in its place, if there is one; `filed` is None where that says the same."""

    rectangle: _Rectangle
    kept: Kept | None
    filed: Filed | None
    said: bytes


def _compared(view: Projection, rectangle: _Rectangle, kept: Kept | None) -> _Compared:
    row = rectangle.row
    if kept is not None:
        if kept.row is None:
            kept.row = row if kept.body == body.write(row) else body.read(kept.body)
        if kept.row == row and kept.every == rectangle.every:
            return _Compared(rectangle, kept, None, kept.body)
    filed = _filed(view, row, rectangle.every)
    if kept is not None and kept.filed is None:
        assert kept.row is not None
        kept.filed = _filed(view, kept.row, kept.every)
    return _Compared(rectangle, kept if kept is not None and kept.filed == filed else None, filed, body.write(row))


def _filed(view: Projection, row: Row, every: bool) -> Filed:
    values: list[tuple[str, str]] = []
    for name, of_row in view.filed_by:
        given = {value for value in of_row(row) if value is not None}
        values += [(name, value) for value in (given if len(given) < 2 else sorted(given))]
    return Filed(tuple(values), row.certainty == "sure", every)


def _end(kept: Kept, believed: Believed, position: int, changes: Changes) -> None:
    kept.pos_to = position
    kept.row = None  # its body has it, and nobody compares with it any more
    believed.remove(kept)
    changes.ended.append(kept)
