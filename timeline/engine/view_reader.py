"""Questions to the views, answered by folding on the spot: plain, right, and as slow as the log is long."""

from collections.abc import Iterator, Mapping
from heapq import nsmallest
from types import MappingProxyType

from events.edtf import Bound, Day, iso
from timeline.clock import Clock, day_of
from timeline.engine import cursor
from timeline.engine.fold import cases
from timeline.engine.identity import Identity, identity
from timeline.engine.knowledge import head_and_cut
from timeline.engine.known import known
from timeline.engine.standing import standings
from timeline.errors import BadRequest, Fault, NotFound
from timeline.log.protocol import Log, Selection
from timeline.projections.case import Case
from timeline.projections.catalog import views
from timeline.projections.period import Period, meet
from timeline.projections.projection import Projection
from timeline.question import Answer, Knowledge, Question, Row, SubjectAnswer, Window

EVERY_DAY = Window(None, None)
NO_FILTERS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class ViewReader:
    """Reads the views of a log as one chooses to know it."""

    def __init__(self, log: Log, clock: Clock) -> None:
        self._log = log
        self._clock = clock

    async def view(self, question: Question) -> Answer:
        """A page of rows in order of key. Raises NotFound for an unknown view, BadRequest for a filter or cursor it cannot read."""
        view = _view(question)
        _refuse_unknown_filters(view, question)
        page = cursor.read(question.after, view.name) if question.after else None
        on = self._day(question, view, page)
        head, until = await head_and_cut(self._log, question.knowledge)
        if page is not None:
            until, head = min(until, page.position), min(head, page.position)
        found = await self._cases(view, until, question.knowledge)
        rows = (row for case in found.values() for row in rows_of(view, case, _days(question, on), question.filters))
        sought = (row for row in rows if question.certainty in {None, row.certainty})
        wanted = (row for row in sought if page is None or row.key > page.key)
        first = nsmallest(question.limit + 1, wanted, key=lambda row: row.key)
        more = len(first) > question.limit
        shown = tuple(first[: question.limit])
        following = cursor.Cursor(view.name, on, head, shown[-1].key).write() if more else None
        return Answer(question, on, head, shown, following)

    async def row(self, key: str, question: Question) -> Row:
        """One row by its key. Raises NotFound where there is none on that day."""
        view = _view(question)
        on = self._day(question, view, None)
        _, until = await head_and_cut(self._log, question.knowledge)
        found = await self._cases(view, until, question.knowledge)
        for case in found.values():
            for row in rows_of(view, case, _days(question, on)):
                if row.key == key:
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
        case = cases(known(event) for event in recorded)[end]
        rows = {view.name: self._rows_of_subject(view, case, question) for view in views().values()}
        found = {view: made for view, made in rows.items() if made}
        return SubjectAnswer(name, end if end != name else None, tuple(ordered), found, head)

    def _rows_of_subject(self, view: Projection, case: Case, question: Question) -> tuple[Row, ...]:
        if case.kind not in view.kinds:
            return ()
        on = self._day(question, view, None)
        return tuple(sorted(rows_of(view, case, _days(question, on)), key=lambda row: row.key))

    def _day(self, question: Question, view: Projection, page: cursor.Cursor | None) -> Bound:
        """The day asked for, None for a stretch of days or every day. A cursor keeps the day of page one."""
        if page is not None:
            if question.on is not None and question.on != page.on:
                raise _bad("after", "this cursor is of another day; leave 'on' out or repeat that of page one")
            return page.on
        if question.during is not None or (question.on is None and view.every_day):
            return None
        return question.on if question.on is not None else day_of(self._clock())

    async def _cases(self, view: Projection, until: int, knowledge: Knowledge) -> Mapping[str, Case]:
        found: dict[str, Case] = {}
        for kind in sorted(view.kinds):
            selection = Selection(subject=f"{kind}/", until=until, published_by=knowledge.published_by)
            found |= cases(known(event) for event in await self._log.read(selection))
        return found

    async def _identity(self, kind: str, until: int, published_by: Day | None) -> Identity:
        """The merges of subjects of this kind that are known and in force."""
        selection = Selection(subject=f"{kind}/", types=("subject.*",), until=until, published_by=published_by)
        said = await self._log.read(selection)
        for subject in {event.subject for event in said}:
            claims = Selection(subject=subject, types=("claim.*",), until=until, published_by=published_by)
            said += await self._log.read(claims)
        return identity(each for each in standings(map(known, said)).values() if each.report.type.startswith("subject."))


def rows_of(view: Projection, case: Case, days: Window, filters: Mapping[str, tuple[str, ...]] = NO_FILTERS) -> Iterator[Row]:
    """The rows that pass the filters on at least one of the days, each as on its last sure such day, else the last possible one."""
    latest: dict[str, Period] = {}
    for period in view.fold(case):
        if meet(period.days, days) is None or not passes(view, filters, period.row):
            continue
        shown = latest.get(period.row.key)
        if shown is None or period.row.certainty == "sure" or shown.row.certainty == "possible":
            latest[period.row.key] = period
    yield from (period.row for period in latest.values())


def passes(view: Projection, filters: Mapping[str, tuple[str, ...]], row: Row) -> bool:
    """Whether the row has one of the values asked for by every filter."""
    return all(set(values) & set(view.filters[name].values(row)) for name, values in filters.items())


def _days(question: Question, on: Bound) -> Window:
    if on is not None:
        return Window(on, on)
    if question.during is not None:
        return Window(question.during.earliest, question.during.latest)
    return EVERY_DAY


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
