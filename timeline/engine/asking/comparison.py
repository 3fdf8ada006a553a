"""What changed in a view between two days, two states of knowledge or both, and because of which events."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from events.edtf import Bound
from timeline.clock import Clock
from timeline.engine.asking import cursor
from timeline.engine.asking.asked import day_asked, of_page_one, refuse_unknown_filters, view_named
from timeline.engine.asking.causes import bearing, behind_difference, shown_by
from timeline.engine.asking.differences import Pair, differing
from timeline.engine.asking.keys import subjects_named
from timeline.engine.asking.source import Asked, every
from timeline.engine.asking.sources import Sources
from timeline.engine.belief import Belief
from timeline.engine.knowledge import head_and_cut
from timeline.engine.reading import periods_of
from timeline.errors import BadRequest
from timeline.log.protocol import Log
from timeline.projections.projection import Projection
from timeline.question import Question, Row
from timeline.view_questions import Change, DiffAnswer, DiffQuestion


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two answers: what was asked, what is known, and the rows of keys on all days as far as they were looked up."""

    asked: Asked
    belief: Belief
    rows: dict[str, dict[str, list[Row]]] = field(default_factory=dict)
    """By subject and key."""

    async def rows_of(self, key: str, subject: str) -> list[Row]:
        """The rows of the key on any day, as far as they are folded from the subject that this one's facts count for."""
        if subject not in self.rows:
            self.rows[subject] = {}
            case = await self.belief.case(await self.belief.end(subject))
            for _, row in periods_of(self.asked.view, case) if case is not None else ():
                self.rows[subject].setdefault(row.key, []).append(row)
        return self.rows[subject].get(key, [])


class Comparer:
    """Compares two answers of one view."""

    def __init__(self, log: Log, clock: Clock, sources: Sources) -> None:
        self._log = log
        self._clock = clock
        self._sources = sources

    async def diff(self, asked: DiffQuestion) -> DiffAnswer:
        """A page of changes in order of key. Raises NotFound and BadRequest as a view does, and ViewBehind."""
        view = view_named(asked.question.view)
        refuse_unknown_filters(view, asked.question.filters)
        page = cursor.read(asked.question.after, _pages_of(view)) if asked.question.after else None
        question = of_page_one(asked.question, page)
        asked = replace(asked, question=question)
        on = day_asked(question, view, self._clock, page)
        base_on = on if asked.base_on is None else asked.base_on
        head, until = await head_and_cut(self._log, question.knowledge)
        base_until = await self._base_cut(asked)
        if page is not None:
            head, until, base_until = (min(position, page.position) for position in (head, until, base_until))
        after = page.key if page is not None else ""
        now = self.side(Asked(view, question, on, until, after))
        base = self.side(Asked(view, replace(question, knowledge=asked.base_knowledge), base_on, base_until, after))
        first = await self._first(base, now, head, question.limit + 1)
        shown = first[: question.limit]
        more = len(first) > question.limit
        following = _next(view, on, head, shown[-1].key, question) if more else None
        return DiffAnswer(asked, on, base_on, head, await self.explained(shown, base, now), following)

    async def _base_cut(self, asked: DiffQuestion) -> int:
        try:
            return (await head_and_cut(self._log, asked.base_knowledge))[1]
        except BadRequest as error:
            faults = tuple(replace(fault, parameter=f"base_{fault.parameter}") for fault in error.faults)
            raise BadRequest(error.detail, faults=faults) from None

    def side(self, asked: Asked) -> Side:
        """One of two answers to compare."""
        return Side(asked, Belief(self._log, asked.until, asked.published_by))

    async def _first(self, base: Side, now: Side, head: int, limit: int) -> list[Pair]:
        streams = [every(await self._sources.of(side.asked, head), side.asked) for side in (base, now)]
        found: list[Pair] = []
        async for pair in differing(*streams):
            found.append(pair)
            if len(found) == limit:
                break
        return found

    async def explained(self, pairs: Sequence[Pair], base: Side, now: Side) -> tuple[Change, ...]:
        """The changes with the events that caused them."""
        causes = [await self._causes(pair, base, now) for pair in pairs]
        named = sorted({event for found in causes for event in found})
        order = {event.id: event.position for event in await self._log.get(named)}
        return tuple(Change(*pair, tuple(sorted(found, key=order.__getitem__))) for pair, found in zip(pairs, causes, strict=True))

    async def _causes(self, pair: Pair, base: Side, now: Side) -> set[str]:
        found = set[str]()
        if base.belief.cut != now.belief.cut:
            found |= await self._learnt(pair, base, now)
        if base.asked.days != now.asked.days:
            found |= behind_difference(pair.before, pair.after)
        return found

    async def _learnt(self, pair: Pair, base: Side, now: Side) -> set[str]:
        """The events that only one side knows and that bear on the row."""
        subjects = await self._subjects(pair.key, base, now)
        every_one = {member for side in (base, now) for subject in subjects for member in await side.belief.members(subject)}
        told_before, told_now = await base.belief.events(every_one), await now.belief.events(every_one)
        told = told_before | told_now
        rows_before, rows_now = await _rows(pair.before, pair.key, subjects, base), await _rows(pair.after, pair.key, subjects, now)
        shown = shown_by([*rows_before, *rows_now])
        gained = {event: told_now[event] for event in told_now.keys() - told_before.keys()}
        lost = {event: told_before[event] for event in told_before.keys() - told_now.keys()}
        found = bearing(gained, shown, told, vanished=not rows_now) | bearing(lost, shown, told, vanished=not rows_before)
        return found or {*gained, *lost}

    async def _subjects(self, key: str, base: Side, now: Side) -> set[str]:
        """The subjects from which a row of the key is folded on either side."""
        named = await subjects_named(key, base.asked.view.kinds, self._log)
        found = set[str]()
        for side in (base, now):
            found |= {await side.belief.end(subject) for subject in named if await side.rows_of(key, subject)}
        return found


def _pages_of(view: Projection) -> str:
    """What a cursor of such pages says that it is of, so that it is none of the view's own."""
    return f"{view.name}/diff"


def _next(view: Projection, on: Bound, head: int, key: str, question: Question) -> str:
    return cursor.Cursor(_pages_of(view), on, head, key, question.during.text if question.during else None).write()


async def _rows(shown: Row | None, key: str, subjects: set[str], side: Side) -> list[Row]:
    """The row on the days asked for; where there is none, how it reads on other days: those say why it is not there."""
    if shown is not None:
        return [shown]
    return [row for subject in sorted(subjects) for row in await side.rows_of(key, subject)]
