"""Questions to the views: settled, answered from the rows that are kept or by folding, and paged."""

from events.edtf import Bound, Day, iso
from timeline.clock import Clock, day_of
from timeline.engine import cursor
from timeline.engine.fold import case_of
from timeline.engine.folded_rows import FoldedRows
from timeline.engine.identity import Identity, identity
from timeline.engine.kept_rows import KeptRows
from timeline.engine.knowledge import head_and_cut
from timeline.engine.known import known
from timeline.engine.reading import rows_of
from timeline.engine.source import Asked, RowSource
from timeline.engine.standing import standings
from timeline.errors import BadRequest, Fault, NotFound
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
        self._kept = kept

    async def view(self, question: Question) -> Answer:
        """A page of rows in order of key. Raises NotFound for an unknown view, BadRequest for a filter or cursor it cannot read."""
        view = _view(question)
        _refuse_unknown_filters(view, question)
        page = cursor.read(question.after, view.name) if question.after else None
        on = self._day(question, view, page)
        head, until = await head_and_cut(self._log, question.knowledge)
        if page is not None:
            until, head = min(until, page.position), min(head, page.position)
        asked = Asked(view, question, on, until, page.key if page else "")
        source = await self._source(asked, head)
        if question.stale and self._kept is not None and source is self._kept:
            head = min(head, self._kept.position)
        first = await source.page(asked, question.limit + 1)
        more = len(first) > question.limit
        shown = tuple(first[: question.limit])
        following = cursor.Cursor(view.name, on, head, shown[-1].key).write() if more else None
        return Answer(question, on, head, shown, following)

    async def row(self, key: str, question: Question) -> Row:
        """One row by its key. Raises NotFound where there is none on that day."""
        view = _view(question)
        on = self._day(question, view, None)
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
        same = await self._identity(name.partition("/")[0], until, by)
        end = same.end(name)
        members = sorted(same.members(end))
        recorded = [event for each in members for event in await self._log.read(Selection(subject=each, until=until, published_by=by))]
        case = case_of(end, map(known, recorded), same)
        rows = {view.name: self._rows_of_subject(view, case, question) for view in views().values()}
        found = {view: made for view, made in rows.items() if made}
        return SubjectAnswer(name, end if end != name else None, tuple(ordered), found, head)

    def _rows_of_subject(self, view: Projection, case: Case, question: Question) -> tuple[Row, ...]:
        if case.kind not in view.kinds:
            return ()
        on = self._day(question, view, None)
        return tuple(sorted(rows_of(view, case, Asked(view, question, on, 0).days), key=lambda row: row.key))

    def _day(self, question: Question, view: Projection, page: cursor.Cursor | None) -> Bound:
        """The day asked for, None for a stretch of days or every day. A cursor keeps the day of page one."""
        if page is not None:
            if question.on is not None and question.on != page.on:
                raise _bad("after", "this cursor is of another day; leave 'on' out or repeat that of page one")
            return page.on
        if question.during is not None or (question.on is None and view.every_day):
            return None
        return question.on if question.on is not None else day_of(self._clock())

    async def _source(self, asked: Asked, head: int) -> RowSource:
        """The kept rows where they can answer, else folding. Raises ViewBehind."""
        if self._kept is not None and await self._kept.can_answer(asked, head):
            return self._kept
        return self._folded

    async def _identity(self, kind: str, until: int, published_by: Day | None) -> Identity:
        """The merges of subjects of this kind that are known and in force."""
        selection = Selection(subject=f"{kind}/", types=("subject.*",), until=until, published_by=published_by)
        said = await self._log.read(selection)
        for subject in {event.subject for event in said}:
            claims = Selection(subject=subject, types=("claim.*",), until=until, published_by=published_by)
            said += await self._log.read(claims)
        return identity(each for each in standings(map(known, said)).values() if each.report.type.startswith("subject."))


def _view(question: Question) -> Projection:
    found = views().get(question.view)
    if found is None:
        raise NotFound(f"there is no view {question.view!r}; there are {', '.join(views())}")
    return found


def _refuse_unknown_filters(view: Projection, question: Question) -> None:
    for name in question.filters:
        if name not in view.filters:
            raise _bad(name, f"{view.name} has no filter {name!r}; it has {', '.join(view.filters)}")


def _bad(parameter: str, detail: str) -> BadRequest:
    return BadRequest(detail, faults=(Fault(detail, parameter=parameter),))
