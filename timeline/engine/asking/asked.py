"""What a question to a view means: which view, which days, which filters."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from events import edtf
from events.edtf import Bound
from timeline.clock import Clock, day_of
from timeline.engine.asking.cursor import Cursor
from timeline.errors import BadRequest, Fault, NotFound
from timeline.projections.catalog import views
from timeline.projections.projection import Projection
from timeline.question import Question

EVERY_DAY = edtf.parse("0001/9999")
"""The stretch of all days, for questions in which no day means every day in all views."""


def view_named(name: str) -> Projection:
    """Raises NotFound where there is no such view."""
    found = views().get(name)
    if found is None:
        raise NotFound(f"there is no view {name!r}; there are {', '.join(views())}")
    return found


def refuse_unknown_filters(view: Projection, filters: Mapping[str, Iterable[str]]) -> None:
    """Raises BadRequest for a filter that the view does not have, and for a value that no row of it can have."""
    for name, values in filters.items():
        if name not in view.filters:
            raise bad(name, f"{view.name} has no filter {name!r}; it has {', '.join(view.filters)}")
        for why in filter(None, map(view.filters[name].why_not, values)):
            raise bad(name, f"{name}: {why}")


def of_page_one(question: Question, page: Cursor | None) -> Question:
    """The question with the stretch of days that page one was asked for. Raises BadRequest where another one is asked for now."""
    if page is None or (page.during is None and question.during is None):
        return question
    if question.on is not None or (question.during is not None and question.during.text != page.during):
        raise bad("after", "this cursor is of other days; leave 'on' and 'during' out or repeat those of page one")
    return replace(question, during=edtf.parse(page.during or ""))


def day_asked(question: Question, view: Projection, clock: Clock, page: Cursor | None = None) -> Bound:
    """The day asked for, None for a stretch of days or every day. A cursor keeps the day of page one."""
    if page is not None:
        if question.on is not None and question.on != page.on:
            raise bad("after", "this cursor is of another day; leave 'on' out or repeat that of page one")
        return page.on
    if question.during is not None or (question.on is None and view.every_day):
        return None
    return question.on if question.on is not None else day_of(clock())


def bad(parameter: str, detail: str) -> BadRequest:
    return BadRequest(detail, faults=(Fault(detail, parameter=parameter),))
