"""What may be asked about a view beyond its rows, and the answers: what changed, how one row did, how many there are."""

from dataclasses import dataclass
from typing import Any, Literal

from events.edtf import Bound, Day, iso
from timeline.clock import Instant, write
from timeline.question import Knowledge, Question, Row, Window


@dataclass(frozen=True, slots=True)
class DiffQuestion:
    """What changed in a view until the answer to `question`, which pages the changes by key.

    The base side is asked the same, but for what is given here: a part that is None is that of the question.
    """

    question: Question
    base_on: Day | None = None
    base: Knowledge = Knowledge()

    @property
    def base_knowledge(self) -> Knowledge:
        now, base = self.question.knowledge, self.base
        return Knowledge(
            now.published_by if base.published_by is None else base.published_by,
            now.known_at if base.known_at is None else base.known_at,
            now.at_position if base.at_position is None else base.at_position,
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A key whose row differs: `before` is None for a row that was added, `after` for one that was removed.

    `because` are the events behind it, in order of position.
    """

    key: str
    before: Row | None
    after: Row | None
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AppendedChange(Change):
    """What the append that ends at `position` did to a row."""

    position: int
    recorded_at: Instant

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


@dataclass(frozen=True, slots=True)
class NewestAnswer:
    """What the newest appends did to a view on one day, newest first, and of one append in order of key; `next` is a cursor."""

    on: Day | None
    position: int
    changes: tuple[AppendedChange, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class DiffAnswer:
    """A page of changes in order of key; the days are None where every day or a stretch of days was asked for."""

    asked: DiffQuestion
    on: Day | None
    base_on: Day | None
    position: int
    changes: tuple[Change, ...]
    next: str | None

    def echo(self) -> dict[str, Any]:
        """What was asked, both sides."""
        base = {"base_on": iso(self.base_on), **_echo(self.asked.base_knowledge, "base_")}
        return {**_asked(self.asked.question, self.on), **base}

    def shown(self) -> dict[str, Any]:
        """What came, what went, and what reads differently, each in order of key."""
        found: dict[str, list[dict[str, Any]]] = {"added": [], "removed": [], "changed": []}
        for key, before, after, because in ((one.key, one.before, one.after, one.because) for one in self.changes):
            if before is not None and after is not None:
                found["changed"].append({"key": key, "before": before.as_json(), "after": after.as_json(), "because": because})
            elif after is not None:
                found["added"].append({**after.as_json(), "because": because})
            elif before is not None:
                found["removed"].append({**before.as_json(), "because": because})
        return found


@dataclass(frozen=True, slots=True)
class HistoryQuestion:
    """How the row of a key was believed to read; `known_at` and `at_position` end the history there."""

    view: str
    key: str
    knowledge: Knowledge = Knowledge()


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of an append: its last position, when it was recorded, and those of its events that bear on what they changed."""

    position: int
    recorded_at: Instant
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A stretch of days over which a row reads the same, and the appends that made and ended it; `ended` None while believed."""

    days: Window
    row: Row
    made: Moment
    ended: Moment | None

    def as_json(self) -> dict[str, Any]:
        return {
            "days": self.days.as_json(),
            "from_position": self.made.position,
            "to_position": self.ended.position if self.ended else None,
            "recorded_from": write(self.made.recorded_at),
            "recorded_to": write(self.ended.recorded_at) if self.ended else None,
            "made_by": self.made.events,
            "ended_by": self.ended.events if self.ended else (),
            "row": self.row.as_json(),
        }


@dataclass(frozen=True, slots=True)
class HistoryAnswer:
    """Every version of one row, in the order in which they were made, then of their days."""

    question: HistoryQuestion
    position: int
    versions: tuple[Version, ...]

    def echo(self) -> dict[str, Any]:
        return {"view": self.question.view, "key": self.question.key, **_echo(self.question.knowledge)}

    def shown(self) -> dict[str, Any]:
        return {"versions": [version.as_json() for version in self.versions]}


@dataclass(frozen=True, slots=True)
class CountsQuestion:
    """How many rows a view has, `by` filters of the view and at most one stretch of time; limit and cursor do not count.

    Without `on` and `during` every day is asked for.
    """

    question: Question
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows have these values, one for each of what was counted by; None for rows that have no value."""

    values: tuple[str | None, ...]
    sure: int
    possible: int


@dataclass(frozen=True, slots=True)
class CountsAnswer:
    """Counts in order of their values, None last."""

    asked: CountsQuestion
    position: int
    counts: tuple[Count, ...]

    def echo(self) -> dict[str, Any]:
        return {**_asked(self.asked.question, self.asked.question.on), "by": self.asked.by}

    def shown(self) -> dict[str, Any]:
        by = self.asked.by
        return {"counts": [{**dict(zip(by, one.values, strict=True)), "sure": one.sure, "possible": one.possible} for one in self.counts]}


def _asked(question: Question, on: Bound) -> dict[str, Any]:
    """A question to a view as answers repeat it; of the rarer arguments only those that were sent."""
    during = {} if question.during is None else {"during": question.during.text}
    return {"view": question.view, "on": iso(on), **during, **_echo(question.knowledge)}


def _echo(known: Knowledge, prefix: str = "") -> dict[str, Any]:
    position = {} if known.at_position is None else {f"{prefix}at_position": known.at_position}
    known_at = None if known.known_at is None else write(known.known_at)
    return {f"{prefix}published_by": iso(known.published_by), f"{prefix}known_at": known_at, **position}
