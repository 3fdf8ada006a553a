"""What the newest appends did to a view, newest first: the rows of the subjects that each one touched, before it and after it."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from timeline.clock import Instant
from timeline.engine.asking import cursor
from timeline.errors import NotFound
from timeline.exports.answers import Answers, pinned
from timeline.exports.behind import both
from timeline.projections.projection import Projection
from timeline.question import LIMIT_MAX, EventsQuestion, Knowledge, Question, Row
from timeline.record import Recorded

EVENTS_LOOKED_AT_MAX = 10_000
"""A feed ends here, though it has not as many entries as asked for: the rest is on the next page."""
Passes = Callable[[Row], bool]


class Change(NamedTuple):
    """A row that an append added, changed or removed; `position` and `recorded_at` are those of the append's last event."""

    before: Row | None
    after: Row | None
    position: int
    recorded_at: Instant
    because: tuple[str, ...]

    @property
    def row(self) -> Row:
        """The row as it reads now, else as it read last."""
        row = self.after or self.before
        assert row is not None
        return row

    @property
    def kind(self) -> Literal["added", "changed", "removed"]:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


class Changes(NamedTuple):
    """A page of changes, newest append first; `next` is the cursor of the page that follows, `position` the head."""

    changes: tuple[Change, ...]
    next: str | None
    position: int


async def changes(answers: Answers, view: Projection, question: Question, passes: Passes) -> Changes:
    """As many changes as the question's limit, a few more where one append has them. A row counts by how it is shown: `passes`.

    Raises BadRequest for a cursor that is none of such pages.
    """
    start = cursor.read(question.after, _pages_of(view)) if question.after else None
    log = replace(question.knowledge, published_by=None)
    position = (await answers.events(EventsQuestion(limit=1, descending=True, knowledge=log))).position
    found: list[Change] = []
    looked_at = 0
    async for append in _appends(answers, log, start and start.position):
        first, end = append[0].first, append[0].position
        if looked_at >= EVENTS_LOOKED_AT_MAX:
            return Changes(tuple(found), _cursor(view, end, ""), position)
        done = start.key if start is not None and start.position == end else ""
        keys: set[str] = set()
        for group in _groups(view, [event for event in append if _is_public(event, question)]):
            if group.name <= done:
                continue
            if len(found) >= question.limit:
                return Changes(tuple(found), _cursor(view, end, done), position)
            before, after = [await _rows(answers, question, group, at) for at in (first - 1, end)]
            for key in sorted((before.keys() | after.keys()) - keys):
                old, new = (row if row is not None and passes(row) else None for row in (before.get(key), after.get(key)))
                if old != new:
                    found.append(Change(old, new, end, append[0].recorded_at, group.events))
            keys |= before.keys() | after.keys()
            done = group.name
        looked_at += len(append)
    return Changes(tuple(found), None, position)


class _Group(NamedTuple):
    """Subjects that an append speaks of together, by the least name, and what it says of them, in order of position."""

    name: str
    subjects: frozenset[str]
    events: tuple[str, ...]


def _groups(view: Projection, append: Sequence[Recorded]) -> list[_Group]:
    """What the append says of each subject that can have rows; those that it merges or splits are taken together."""
    groups: dict[str, set[str]] = {}
    for event in append:
        if event.subject.partition("/")[0] in view.kinds:
            together = both(event) if event.type.startswith("subject.") else {event.subject}
            joined = set[str]().union(together, *(groups[name] for name in together if name in groups))
            groups |= dict.fromkeys(joined, joined)
    made = {frozenset(group) for group in groups.values()}
    return sorted(_Group(min(g), g, tuple(event.id for event in reversed(append) if event.subject in g)) for g in made)


async def _appends(answers: Answers, knowledge: Knowledge, end: int | None) -> AsyncIterator[list[Recorded]]:
    """The appends that are known, the newest first, from the one that ends at `end` on; the events of each newest first."""
    held: list[Recorded] = []
    after = None if end is None else end + 1
    while True:
        page = await answers.events(EventsQuestion(after=after, descending=True, limit=LIMIT_MAX, knowledge=knowledge))
        for event in page.events:
            if held and held[0].first != event.first:
                yield held
                held = []
            held.append(event)
        if page.next is None:
            break
        after = page.next
    if held:
        yield held


async def _rows(answers: Answers, question: Question, group: _Group, position: int) -> dict[str, Row]:
    """The rows of the subjects by key, as known at the end of an append."""
    then = replace(question, knowledge=pinned(question.knowledge, position))
    found: dict[str, Row] = {}
    for subject in sorted(group.subjects):
        try:
            rows = (await answers.subject(subject, then)).rows.get(question.view, ())
        except NotFound:  # nothing was known of it then
            continue
        found |= {row.key: row for row in rows}
    return found


def _is_public(event: Recorded, question: Question) -> bool:
    by = question.knowledge.published_by
    return by is None or event.published <= by


def _pages_of(view: Projection) -> str:
    return f"{view.name}/changes"


def _cursor(view: Projection, end: int, done: str) -> str:
    """Goes on in the append that ends there, after the group of that name."""
    return cursor.Cursor(_pages_of(view), None, end, done).write()
