"""Questions to the views: settled, answered from the rows that are kept or by folding, and paged."""

from events.edtf import Bound, iso
from timeline.clock import Clock
from timeline.engine.asking import cursor
from timeline.engine.asking.asked import day_asked, of_page_one, refuse_unknown_filters, view_named
from timeline.engine.asking.source import Asked
from timeline.engine.asking.sources import Sources
from timeline.engine.belief import Belief
from timeline.engine.knowledge import head_and_cut
from timeline.engine.known import known
from timeline.engine.reading import rows_of
from timeline.errors import NotFound
from timeline.log.protocol import Log, Selection
from timeline.projections.case import Case
from timeline.projections.catalog import views
from timeline.projections.projection import Projection
from timeline.question import Answer, Question, Row, SubjectAnswer


class ViewReader:
    """Reads the views of a log as one chooses to know it."""

    def __init__(self, log: Log, clock: Clock, sources: Sources) -> None:
        self._log = log
        self._clock = clock
        self._sources = sources

    async def view(self, question: Question) -> Answer:
        """A page of rows in order of key. Raises NotFound for an unknown view, BadRequest for a filter or cursor it cannot read."""
        view = view_named(question.view)
        refuse_unknown_filters(view, question.filters)
        page = cursor.read(question.after, view.name) if question.after else None
        question = of_page_one(question, page)
        on = day_asked(question, view, self._clock, page)
        head, until = await head_and_cut(self._log, question.knowledge)
        if page is not None:
            until, head = min(until, page.position), min(head, page.position)
        asked = Asked(view, question, on, until, page.key if page else "")
        source = await self._sources.of(asked, head)
        if question.stale:
            head = self._sources.position(source, head)
        first = await source.page(asked, question.limit + 1)
        more = len(first) > question.limit
        shown = first[: question.limit]
        following = _next(view, on, head, shown[-1].key, question) if more else None
        return Answer(question, on, head, shown, following)

    async def row(self, key: str, question: Question) -> Row:
        """One row by its key. Raises NotFound where there is none on that day."""
        view = view_named(question.view)
        on = day_asked(question, view, self._clock)
        head, until = await head_and_cut(self._log, question.knowledge)
        asked = Asked(view, question, on, until)
        row = await (await self._sources.of(asked, head)).row(asked, key)
        if row is not None:
            return row
        raise NotFound(f"{view.name} has no row {key!r} {'on ' + str(iso(on)) if on else 'on any day asked for'}")

    async def subject(self, name: str, question: Question) -> SubjectAnswer:
        """One subject: its events in its own order and its rows. Raises NotFound where no event of it is known."""
        head, until = await head_and_cut(self._log, question.knowledge)
        by = question.knowledge.published_by
        events = await self._log.read(Selection(subject=name, until=until, published_by=by))
        if not events:
            raise NotFound(f"nothing is known of the subject {name!r}")
        ordered = sorted(events, key=lambda event: known(event).own_order(event.earliest))
        belief = Belief(self._log, until, by)
        end = await belief.end(name)
        case = await belief.case(end)
        rows = {view.name: self._rows_of_subject(view, case, question) for view in views().values()}
        found = {view: made for view, made in rows.items() if made}
        return SubjectAnswer(name, end if end != name else None, tuple(ordered), found, head)

    def _rows_of_subject(self, view: Projection, case: Case | None, question: Question) -> tuple[Row, ...]:
        if case is None or case.kind not in view.kinds:
            return ()
        on = day_asked(question, view, self._clock)
        return tuple(sorted(rows_of(view, case, Asked(view, question, on, 0).days), key=lambda row: row.key))


def _next(view: Projection, on: Bound, head: int, key: str, question: Question) -> str:
    return cursor.Cursor(view.name, on, head, key, question.during.text if question.during else None).write()
