"""From the parameters that were sent to the questions that the service answers."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from timeline.errors import BadRequest, Fault, NotFound
from timeline.http import parameters as p
from timeline.projections.projection import Projection
from timeline.question import LIMIT_DEFAULT, EventsQuestion, Knowledge, Question

LIST = (p.AFTER_POSITION, p.LIMIT, p.ORDER, *p.SELECTION)
LIVE = (*(one for one in (p.AFTER_POSITION, *p.SELECTION) if one not in (p.KNOWN_AT, p.AT_POSITION)), p.FORMAT)
"""A stream has no cut of the log: it goes on."""
EVENT = (*p.KNOWLEDGE, p.FORMAT)
SUBJECTS = (p.PREFIX, p.CURSOR, p.LIMIT, *p.KNOWLEDGE)
ROW = (p.ON, p.DURING, *p.KNOWLEDGE, p.STALE)


def page_of(view: Projection) -> Sequence[p.Parameter]:
    """The parameters of a page of the view."""
    return (*ROW, p.CERTAINTY, *p.view_filters(view.filters), p.LIMIT, p.CURSOR)


def knowledge(given: p.Given) -> Knowledge:
    return Knowledge(given.get("published_by"), given.get("known_at"), given.get("at_position"))


def events_question(given: p.Given) -> EventsQuestion:
    """Raises BadRequest for days that end before they begin."""
    if given.get("valid_from", 0) > given.get("valid_to", given.get("valid_from", 0)):
        why = "valid_to lies before valid_from"
        raise BadRequest(why, faults=(Fault(why, parameter="valid_to"),))
    return EventsQuestion(
        after=given.get("after"),
        limit=given.get("limit", LIMIT_DEFAULT),
        descending=given.get("order") == "desc",
        types=given.get("type", ()),
        subject=given.get("subject"),
        actor=given.get("actor"),
        on=given.get("on"),
        valid_from=given.get("valid_from"),
        valid_to=given.get("valid_to"),
        knowledge=knowledge(given),
        standing=given.get("standing"),
        q=given.get("q"),
    )


def view_question(view: str, given: p.Given, filters: Mapping[str, object] | None = None) -> Question:
    """Raises BadRequest for `on` together with `during`."""
    p.refuse_together(given, "on", "during")
    return Question(
        view=view,
        on=given.get("on"),
        during=given.get("during"),
        knowledge=knowledge(given),
        certainty=given.get("certainty"),
        filters={name: given[name] for name in filters or () if name in given},
        limit=given.get("limit", LIMIT_DEFAULT),
        after=given.get("after"),
        stale=given.get("stale") == "ok",
    )


def view_named(name: str, views: Sequence[Projection]) -> Projection:
    """Raises NotFound, with the name that was probably meant."""
    by_name = {view.name: view for view in views}
    if name not in by_name:
        near = get_close_matches(name, by_name, n=1)
        raise NotFound(f"there is no view {name[:80]!r}; {'did you mean ' + near[0] + '?' if near else 'GET /v1/views lists them'}")
    return by_name[name]
