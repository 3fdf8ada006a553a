"""What views keep of one subject: its rows as they read now, apart from where and since when."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from timeline.engine.reading import failed, periods_of, shown_of
from timeline.projections.case import Case
from timeline.projections.projection import Projection
from timeline.question import Row, Window
from timeline.rows import body
from timeline.rows.protocol import Kept, Place

EVERY_DAY = Window(None, None)


class ViewSet(NamedTuple):
    """A view and the set that its rows are kept in."""

    view: Projection
    set_id: int


def refolded(
    case: Case | None, sets: Iterable[ViewSet], believed: Mapping[Place, Kept], position: int
) -> tuple[dict[Place, Kept], list[Kept]]:
    """The rows that the case makes, those believed so far among them where they still read so; and those that no longer do.

    New ones are believed from `position` on, which is where the others end. A subject without a case has no rows.
    """
    now: dict[Place, Kept] = {}
    ended = dict(believed)
    for view_set in sets if case is not None else ():
        assert case is not None
        try:
            now |= _kept(view_set, case, _periods(view_set.view, case), believed, position)
        except Exception as error:  # noqa: BLE001  shown in the row: what cannot be written must not stop all other rows
            days, row = failed(case, error)
            now |= _kept(view_set, case, [(days, row, False)], believed, position)
    for place in now.keys() & ended.keys():
        if now[place] is ended[place]:
            del ended[place]
    for kept in ended.values():
        kept.pos_to = position
    return now, list(ended.values())


def _kept(
    view_set: ViewSet, case: Case, periods: Iterable[tuple[Window, Row, bool]], believed: Mapping[Place, Kept], position: int
) -> dict[Place, Kept]:
    """The rows of one view, those believed so far where they still read so."""
    view, set_id = view_set
    found: dict[Place, Kept] = {}
    for days, row, every in periods:
        place = Place(set_id, row.key, days, every)
        before = believed.get(place)
        if before is not None and _says(before, row):
            found[place] = before
        else:
            values = tuple(_values(view, row))
            found[place] = Kept(place, case.subject, position, body.write(row), values, row.certainty == "sure", row=row)
    return found


def _says(kept: Kept, row: Row) -> bool:
    if kept.row is None and kept.body == body.write(row):
        kept.row = row
    return kept.row == row


def _periods(view: Projection, case: Case) -> Iterator[tuple[Window, Row, bool]]:
    if case.kind not in view.kinds:
        return
    periods = periods_of(view, case)
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
