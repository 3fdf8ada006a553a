"""What views keep of one subject: its rows as they read now, apart from where and since when."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from timeline.engine.keeping.believed import Believed
from timeline.engine.reading import failed, periods_of, shown_of
from timeline.projections.case import Case
from timeline.projections.period import Period, after, before
from timeline.projections.projection import FAILED, Projection, Regrown
from timeline.question import Row, Window
from timeline.rows import body
from timeline.rows.protocol import Kept, Place

EVERY_DAY = Window(None, None)


class ViewSet(NamedTuple):
    """A view and the set that its rows are kept in."""

    view: Projection
    set_id: int


FACTS_FOLDED_WHOLE = 8
"""Above it only the rows that further facts may change are folded anew, in views that can tell which."""
Rectangle = tuple[Window, Row, bool]
"""A row on its days; the last says whether it stands for every day."""


def refold(case: Case | None, sets: Iterable[ViewSet], believed: Believed, position: int) -> tuple[list[Kept], list[Kept]]:
    """Bring the believed rows up to date with the case: the rows that are new, and those that are believed no longer.

    The former begin at `position`, the latter end there. A subject without a case has no rows.
    """
    opened: list[Kept] = []
    ended: list[Kept] = []
    for view_set in sets:
        for key, days, rectangles in _touched(case, view_set, believed):
            gone = {kept.place: kept for kept in _of(believed, view_set.set_id, key, days)}
            new = _new(case, view_set, rectangles, gone, position) if case is not None else []
            for kept in gone.values():
                kept.pos_to = position
                believed.remove(kept)
            for kept in new:  # before the next part is compared: parts may overlap
                believed.add(kept)
            opened += new
            ended += gone.values()
    return opened, ended


def _touched(case: Case | None, view_set: ViewSet, believed: Believed) -> Iterator[tuple[str | None, Window, Iterable[Rectangle]]]:
    """What there is to compare: a key and days (None: all keys), and the rows that they have now."""
    view, set_id = view_set
    if case is None:
        yield None, EVERY_DAY, ()
        return
    if case.kind not in view.kinds:
        return
    try:
        regrown = _regrown(case, view_set, believed)
        for part in regrown or ():
            days = EVERY_DAY if part.days is None else _whole(believed.meeting((set_id, part.key, False), _and_next(part.days)), part.days)
            yield part.key, days, _with_every(view, list(part.periods(days)))
    except Exception:  # noqa: BLE001  folding it whole shows the error, if there is one
        regrown = None
    if regrown is None:
        yield None, EVERY_DAY, _with_every(view, periods_of(view, case))


def _regrown(case: Case, view_set: ViewSet, believed: Believed) -> Iterable[Regrown] | None:
    """What of the view further facts may change, None where it has to be folded whole: also where that failed before."""
    view, set_id = view_set
    is_large = bool(case.further) and len(case.facts) > FACTS_FOLDED_WHOLE
    if view.regrown is None or not is_large or any(map(_shows_failure, believed.of((set_id, case.subject, False)))):
        return None
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


def _of(believed: Believed, set_id: int, key: str | None, days: Window) -> Iterable[Kept]:
    if key is None:
        return [kept for each in believed.keys_of(set_id) for kept in believed.of(each)]
    return [*believed.meeting((set_id, key, False), days), *believed.of((set_id, key, True))]


def _new(case: Case, view_set: ViewSet, rectangles: Iterable[Rectangle], before: dict[Place, Kept], position: int) -> list[Kept]:
    """The rows that are not believed yet; those that are leave `before`."""
    view, set_id = view_set
    try:
        return _unlike(case, view, set_id, rectangles, before, position)
    except Exception as error:  # noqa: BLE001  shown in the row: what cannot be written must not stop all other rows
        days, row = failed(case, error)
        return _unlike(case, view, set_id, [(days, row, False)], before, position)


def _unlike(
    case: Case, view: Projection, set_id: int, rectangles: Iterable[Rectangle], before: dict[Place, Kept], position: int
) -> list[Kept]:
    found: list[Kept] = []
    still: list[Place] = []
    for days, row, every in rectangles:
        place = Place(set_id, row.key, days, every)
        kept = before.get(place)
        if kept is not None and _says(kept, row):
            still.append(place)
        else:
            found.append(Kept(place, case.subject, position, body.write(row), tuple(_values(view, row)), row.certainty == "sure", row=row))
    for place in still:
        del before[place]
    return found


def _says(kept: Kept, row: Row) -> bool:
    if kept.row is None and kept.body == body.write(row):
        kept.row = row
    return kept.row == row


def _with_every(view: Projection, periods: Iterable[Period]) -> Iterator[Rectangle]:
    for days, row in periods:
        yield days, row, False
    if view.every_day:
        for row in shown_of(view, periods, EVERY_DAY):
            yield EVERY_DAY, row, True


def _values(view: Projection, row: Row) -> Iterator[tuple[str, str]]:
    for name, found in view.filters.items():
        if not found.of_subject:
            values = [value for value in found.values(row) if value is not None]
            for value in values if len(values) < 2 else sorted(set(values)):
                yield name, value
