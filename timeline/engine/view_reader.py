"""Questions to the views: settled, answered from the rows that are kept or by folding, and paged."""

from events.edtf import iso
from timeline.clock import Clock
from timeline.engine import cursor
from timeline.engine.asked import day_asked, refuse_unknown_filters, view_named
from timeline.engine.belief import Belief
from timeline.engine.folded_rows import FoldedRows
from timeline.engine.kept_rows import KeptRows
from timeline.engine.knowledge import head_and_cut
from timeline.engine.known import known
from timeline.engine.named import NamedRows, names_subjects
from timeline.engine.reading import rows_of
from timeline.engine.source import Asked, RowSource
from timeline.errors import NotFound
from timeline.log.protocol import Log, Selection
from timeline.projections.case import Case
from timeline.projections.catalog import views
from timeline.projections.projection import Projection
from timeline.question import Answer, Question, Row, SubjectAnswer


class ViewReader:
    """Reads the views of a log as one chooses to know it."""

    def __init__(self, log: Log, clock: Clock, kept: KeptRows | None = None) -> None:
        self._log = log
        self._clock = clock
        self._folded = FoldedRows(log)
        self._named = NamedRows(log)
        self._kept = kept

    async def view(self, question: Question) -> Answer:
        """A page of rows in order of key. Raises NotFound for an unknown view, BadRequest for a filter or cursor it cannot read."""
        view = view_named(question.view)
        refuse_unknown_filters(view, question.filters)
        page = cursor.read(question.after, view.name) if question.after else None
        on = day_asked(question, view, self._clock, page)
        head, until = await head_and_cut(self._log, question.knowledge)
        if page is not None:
            until, head = min(until, page.position), min(head, page.position)
        asked = Asked(view, question, on, until, page.key if page else "")
        source = await self._source(asked, head)
        if question.stale and self._kept is not None and source is self._kept:
            head = min(head, self._kept.position)
        first = await source.page(asked, question.limit + 1)
        more = len(first) > question.limit
        shown = first[: question.limit]
        following = cursor.Cursor(view.name, on, head, shown[-1].key).write() if more else None
        return Answer(question, on, head, shown, following)

    async def row(self, key: str, question: Question) -> Row:
        """One row by its key. Raises NotFound where there is none on that day."""
        view = view_named(question.view)
        on = day_asked(question, view, self._clock)
        head, until = await head_and_cut(self._log, question.knowledge)
        asked = Asked(view, question, on, until)
        row = await (await self._source(asked, head)).row(asked, key)
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

    async def _source(self, asked: Asked, head: int) -> RowSource:
        """The subjects that are named, else the kept rows where they can answer, else folding. Raises ViewBehind."""
        if names_subjects(asked):
            return self._named
        if self._kept is not None and await self._kept.can_answer(asked, head):
            return self._kept
        return self._folded
