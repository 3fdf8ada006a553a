"""What changed in a view between two days, two states of knowledge or both, and because of which events."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import nsmallest
from typing import TypeVar

from events.edtf import Bound
from timeline.clock import Clock
from timeline.engine import cursor
from timeline.engine.asked import day_asked, days_asked, refuse_unknown_filters, view_named
from timeline.engine.belief import Belief
from timeline.engine.causes import bearing, behind_difference, shown_by
from timeline.engine.knowledge import head_and_cut
from timeline.engine.reading import periods_of, rows_of
from timeline.errors import BadRequest
from timeline.log.protocol import Log
from timeline.projections.case import Case
from timeline.projections.projection import Projection
from timeline.question import Question, Row, Window
from timeline.view_questions import Change, DiffAnswer, DiffQuestion

T = TypeVar("T")
Pair = tuple[str, T | None, T | None]


def differing(before: Mapping[str, T], after: Mapping[str, T]) -> Iterator[Pair[T]]:
    """Each key whose rows are not equal, with the row before and the row after, None where there is none; in no order."""
    for key in before.keys() | after.keys():
        if before.get(key) != after.get(key):
            yield key, before.get(key), after.get(key)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two answers: the rows asked for, and the subject that each was folded from, both by key."""

    belief: Belief
    days: Window
    cases: Mapping[str, Case]
    rows: Mapping[str, Row]
    subjects: Mapping[str, str]


class Comparer:
    """Compares two answers of one view."""

    def __init__(self, log: Log, clock: Clock) -> None:
        self._log = log
        self._clock = clock

    async def diff(self, asked: DiffQuestion) -> DiffAnswer:
        """A page of changes in order of key. Raises NotFound and BadRequest as a view does."""
        question = asked.question
        view = view_named(question.view)
        refuse_unknown_filters(view, question.filters)
        page = cursor.read(question.after, _pages_of(view)) if question.after else None
        on = day_asked(question, view, self._clock, page)
        base_on = on if asked.base_on is None else asked.base_on
        head, until = await head_and_cut(self._log, question.knowledge)
        base_until = await self._base_cut(asked)
        if page is not None:
            head, until, base_until = (min(position, page.position) for position in (head, until, base_until))
        now = await self._side(view, question, Belief(self._log, until, question.knowledge.published_by), on)
        base = await self._side(view, question, Belief(self._log, base_until, asked.base_knowledge.published_by), base_on, now)
        wanted = (pair for pair in differing(base.rows, now.rows) if page is None or pair[0] > page.key)
        first = nsmallest(question.limit + 1, wanted, key=lambda pair: pair[0])
        shown = first[: question.limit]
        more = len(first) > question.limit
        following = cursor.Cursor(_pages_of(view), on, head, shown[-1][0]).write() if more else None
        return DiffAnswer(asked, on, base_on, head, await self._explained(view, shown, base, now), following)

    async def _base_cut(self, asked: DiffQuestion) -> int:
        try:
            return (await head_and_cut(self._log, asked.base_knowledge))[1]
        except BadRequest as error:
            faults = tuple(replace(fault, parameter=f"base_{fault.parameter}") for fault in error.faults)
            raise BadRequest(error.detail, faults=faults) from None

    async def _side(self, view: Projection, question: Question, belief: Belief, on: Bound, other: Side | None = None) -> Side:
        """Both sides share their cases where they know the same."""
        alike = other is not None and other.belief.cut == belief.cut
        cases = other.cases if other is not None and alike else await belief.cases(view.kinds)
        days = days_asked(question, on)
        found = [(case.subject, row) for case in cases.values() for row in rows_of(view, case, days, question.filters)]
        sought = [(subject, row) for subject, row in found if question.certainty in {None, row.certainty}]
        return Side(belief, days, cases, {row.key: row for _, row in sought}, {row.key: subject for subject, row in sought})

    async def _explained(self, view: Projection, pairs: list[Pair[Row]], base: Side, now: Side) -> tuple[Change, ...]:
        causes = [await _causes(view, key, base, now) for key, _, _ in pairs]
        named = sorted({event for found in causes for event in found})
        order = {event.id: event.position for event in await self._log.get(named)}
        return tuple(
            Change(key, before, after, tuple(sorted(found, key=order.__getitem__)))
            for (key, before, after), found in zip(pairs, causes, strict=True)
        )


def _pages_of(view: Projection) -> str:
    """What a cursor of such pages says that it is of, so that it is none of the view's own."""
    return f"{view.name}/diff"


async def _causes(view: Projection, key: str, base: Side, now: Side) -> set[str]:
    before, after = base.rows.get(key), now.rows.get(key)
    found = set[str]()
    if base.belief.cut != now.belief.cut:
        found |= await _learnt(view, key, base, now)
    if base.days != now.days:
        found |= behind_difference(before, after)
    return found


async def _learnt(view: Projection, key: str, base: Side, now: Side) -> set[str]:
    """The events that only one side knows and that bear on the row."""
    subjects = {side.subjects[key] for side in (base, now) if key in side.subjects}
    every = {member for side in (base, now) for subject in subjects for member in await side.belief.members(subject)}
    told_before, told_now = await base.belief.events(every), await now.belief.events(every)
    told = told_before | told_now
    rows_before, rows_now = await _rows_of_key(view, key, subjects, base), await _rows_of_key(view, key, subjects, now)
    shown = shown_by([*rows_before, *rows_now])
    gained = {event: told_now[event] for event in told_now.keys() - told_before.keys()}
    lost = {event: told_before[event] for event in told_before.keys() - told_now.keys()}
    found = bearing(gained, shown, told, vanished=not rows_now) | bearing(lost, shown, told, vanished=not rows_before)
    return found or {*gained, *lost}


async def _rows_of_key(view: Projection, key: str, subjects: set[str], side: Side) -> list[Row]:
    """The row on the days asked for; where there is none, how it reads on other days: those say why it is not there."""
    if key in side.rows:
        return [side.rows[key]]
    ends = sorted({await side.belief.end(subject) for subject in subjects})
    return [row for end in ends if end in side.cases for _, row in periods_of(view, side.cases[end]) if row.key == key]
