"""An export: page one is asked for at once, so that what is wrong with a question is known before the first byte; the rest streams."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from events.edtf import Bound, Edtf, iso
from timeline import clock
from timeline.engine.asking.asked import EVERY_DAY
from timeline.exports import atom, comma_separated, geojson, ics, ndjson, timelinejs
from timeline.exports.answers import Answers, event_pages, page_size, pinned, row_pages
from timeline.exports.behind import witnesses
from timeline.exports.forms import ATOM, CSV, GEOJSON, ICS, NDJSON, TIMELINEJS, Form
from timeline.exports.shown import Shown
from timeline.exports.writing import Writing, written
from timeline.projections.projection import Projection
from timeline.question import LIMIT_DEFAULT, LIMIT_MAX, Answer, EventsPage, EventsQuestion, Knowledge, Question
from timeline.record import Recorded

ROWS_AT_ONCE = 100
"""So many rows are looked up and written together: a row may rest on many events."""
LOG = "events"
Link = Callable[[object], str]
"""The address of the question with another `after`."""


@dataclass(frozen=True, slots=True)
class Export:
    """A document on its way: what it is called, which state of the log it shows, its bytes in pieces, and the page after it."""

    form: Form
    name: str
    position: int
    on: Bound
    pieces: AsyncIterator[bytes]

    @property
    def filename(self) -> str:
        return f"{self.name}-{iso(self.on)}.{self.form.suffix}" if self.on is not None else f"{self.name}.{self.form.suffix}"


async def of_view(answers: Answers, view: Projection, form: Form, question: Question, limit: int | None, link: Link | None) -> Export:
    """The rows that answer the question, all of them without a limit; as Atom what became known of them. Raises as `Service.view`."""
    if form.every_day and question.on is None and question.during is None:
        question = replace(question, during=EVERY_DAY)
    if form is ATOM:
        return await _changes(answers, view, question, limit, link)
    question = replace(question, limit=page_size(limit))
    first = await answers.view(question)
    parts = _rows(answers, form, question.knowledge, first, row_pages(answers, question, first, limit))
    writing = _row_writing(form, view, _title(view.name, first.on, question.during, question.knowledge))
    return Export(form, view.name, first.position, first.on, written(writing, parts))


async def of_log(answers: Answers, form: Form, question: EventsQuestion, limit: int | None, link: Link | None) -> Export:
    """The events that answer the question, all of them without a limit; as Atom the newest. Raises as `Service.events`."""
    if form is ATOM:
        limit = min(limit or LIMIT_DEFAULT, LIMIT_MAX)
        question = replace(question, descending=True)
    question = replace(question, limit=page_size(limit))
    first = await answers.events(question)
    title = _title(LOG, question.on, None, question.knowledge)
    parts = _events(event_pages(answers, question, first, limit))
    return Export(form, LOG, first.position, question.on, written(_event_writing(form, title, question.after, first, link), parts))


async def _changes(answers: Answers, view: Projection, question: Question, limit: int | None, link: Link | None) -> Export:
    found = await answers.newest(replace(question, limit=min(limit or LIMIT_DEFAULT, LIMIT_MAX)))
    updated = found.changes[0].recorded_at if found.changes else 0
    title = f"{_title(view.name, question.on, question.during, question.knowledge)}, changes"
    feed = _feed(title, updated, link, question.after, found.next)
    days = question.during.text if question.during is not None else iso(question.on)
    asked = tuple(part for part in (days, iso(question.knowledge.published_by)) if part is not None)
    writing = atom.changes(view.name, asked, feed)
    return Export(ATOM, view.name, found.position, question.on, written(writing, _once(found.changes)))


def _feed(title: str, updated: clock.Instant, link: Link | None, after: object, following: object) -> atom.Feed:
    """A feed of another question is another feed: its name is its address, or what was asked."""
    if link is None:
        return atom.Feed(title, title, updated, None, None)
    return atom.Feed(link(None), title, updated, link(after), None if following is None else link(following))


def _row_writing(form: Form, view: Projection, title: str) -> Writing[Shown]:
    writings: dict[Form, Callable[[], Writing[Shown]]] = {
        CSV: partial(comma_separated.rows, view),
        NDJSON: ndjson.rows,
        GEOJSON: partial(geojson.rows, title),
        ICS: partial(ics.rows, view.name, title),
        TIMELINEJS: partial(timelinejs.rows, view.name, title, f"Each entry: {view.row}."),
    }
    return writings[form]()


def _event_writing(form: Form, title: str, after: int | None, first: EventsPage, link: Link | None) -> Writing[Recorded]:
    updated = first.events[0].recorded_at if first.events else 0
    writings: dict[Form, Callable[[], Writing[Recorded]]] = {
        CSV: comma_separated.events,
        NDJSON: ndjson.events,
        GEOJSON: partial(geojson.events, title),
        ICS: partial(ics.events, title),
        TIMELINEJS: partial(timelinejs.events, title, "Each entry: a reported fact."),
        ATOM: lambda: atom.events(_feed(title, updated, link, after, first.next)),
    }
    return writings[form]()


async def _rows(
    answers: Answers, form: Form, knowledge: Knowledge, first: Answer, pages: AsyncIterator[Answer]
) -> AsyncIterator[Sequence[Shown]]:
    """The rows in parts; those of a calendar and a timeline with what stands behind them."""
    looked_up = await witnesses(answers, pinned(knowledge, first.position)) if form in {ICS, TIMELINEJS} else None
    async for page in pages:
        for i in range(0, len(page.rows), ROWS_AT_ONCE):
            rows = page.rows[i : i + ROWS_AT_ONCE]
            yield [Shown(row) for row in rows] if looked_up is None else await looked_up.shown(rows)


async def _events(pages: AsyncIterator[EventsPage]) -> AsyncIterator[Sequence[Recorded]]:
    async for page in pages:
        yield page.events


async def _once(items: Sequence[Any]) -> AsyncIterator[Sequence[Any]]:
    yield items


def _title(name: str, on: Bound, during: Edtf | None, knowledge: Knowledge) -> str:
    """What was asked, in words that hold nothing of what a stranger wrote."""
    said = [f"Timeline: {name}"]
    if on is not None:
        said.append(f"on {iso(on)}")
    if during is not None and during is not EVERY_DAY:
        said.append(f"during {during.text}")
    if knowledge.published_by is not None:
        said.append(f"published by {iso(knowledge.published_by)}")
    if knowledge.known_at is not None:
        said.append(f"known at {clock.write(knowledge.known_at)}")
    if knowledge.at_position is not None:
        said.append(f"at position {knowledge.at_position}")
    return ", ".join(said)
