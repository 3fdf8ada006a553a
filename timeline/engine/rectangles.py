"""What views keep of one subject: its rows as they read now, apart from where and since when."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from timeline.engine.reading import periods_of, rows_of
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


def rectangles(case: Case, sets: Mapping[str, ViewSet], position: int) -> dict[Place, Kept]:
    """The rows that the case makes, each with the days on which it reads so, believed from `position` on."""
    found: dict[Place, Kept] = {}
    for view, set_id in sets.values():
        for days, row, every in _periods(view, case):
            place = Place(set_id, row.key, days, every)
            found[place] = Kept(place, case.subject, position, body.write(row), tuple(_values(view, row)), row.certainty == "sure")
    return found


def _periods(view: Projection, case: Case) -> Iterator[tuple[Window, Row, bool]]:
    if case.kind not in view.kinds:
        return
    for days, row in periods_of(view, case):
        yield days, row, False
    if view.every_day:
        yield from ((EVERY_DAY, row, True) for row in rows_of(view, case, EVERY_DAY))


def _values(view: Projection, row: Row) -> Iterator[tuple[str, str]]:
    for name, found in view.filters.items():
        yield from ((name, value) for value in sorted({v for v in found.values(row) if v is not None}))
