"""What may be asked and how it is answered: the three time arguments, the rows of a view, pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from events.edtf import Bound, Day, Edtf, iso
from timeline.clock import Instant
from timeline.record import Recorded, SubjectEntry

Certainty = Literal["sure", "possible"]
LIMIT_DEFAULT = 100
LIMIT_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What one chooses to know: the public's knowledge by a day, this service's by an instant or a position (the earlier cut counts)."""

    published_by: Day | None = None
    known_at: Instant | None = None
    at_position: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question to a view. `on` and `during` both None: today, or every day where the view says so.

    `filters` maps a filter of the view to the values sent, any of which may match; `after` is a cursor from an answer.
    """

    view: str
    on: Day | None = None
    during: Edtf | None = None
    knowledge: Knowledge = Knowledge()
    certainty: Certainty | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limit: int = LIMIT_DEFAULT
    after: str | None = None
    stale: bool = False
    """Answer at once from what is kept, though it may not reflect the newest appends."""


class Window(NamedTuple):
    """Days, both ends included; None is no bound."""

    first: Bound
    last: Bound

    def holds(self, day: Day) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def as_json(self) -> list[str | None]:
        return [iso(self.first), iso(self.last)]


class Evidence(NamedTuple):
    """The events behind a row: how many facts, how many independent chains, and which events behind each part.

    `origins` are the ends of the chains, where a row waits for windows whose facts rest on chains too.
    """

    facts: int
    chains: int
    by_field: Mapping[str, tuple[str, ...]]
    origins: tuple[str, ...] = ()


class Row(NamedTuple):
    """One row of a view on a day. Tuples, here and above, because folding makes and compares many."""

    key: str
    certainty: Certainty
    status: str | None
    possible: Window
    sure: Window | None
    state: Mapping[str, Any]
    evidence: Evidence

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "certainty": self.certainty,
            "status": self.status,
            "possible": self.possible.as_json(),
            "sure": self.sure.as_json() if self.sure else None,
            "state": self.state,
            "evidence": {"facts": self.evidence.facts, "chains": self.evidence.chains, "by_field": self.evidence.by_field},
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of rows in order of key. `on` is None where every day was asked for; `next` a cursor, None on the last page."""

    question: Question
    on: Day | None
    position: int
    rows: Sequence[Row]
    next: str | None

    def rows_as_json(self) -> Any:
        """The rows as orjson writes them: as they are stored, where they are."""
        as_stored = getattr(self.rows, "as_json", None)
        return as_stored() if as_stored is not None else [row.as_json() for row in self.rows]


@dataclass(frozen=True, slots=True)
class EventsQuestion:
    """A question to the log; see `timeline.log.protocol.Selection` for the fields they share. `on` is a day of valid time."""

    after: int | None = None
    limit: int = LIMIT_DEFAULT
    descending: bool = False
    types: tuple[str, ...] = ()
    subject: str | None = None
    actor: str | None = None
    on: Day | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    knowledge: Knowledge = Knowledge()
    standing: Literal["effective", "corrected", "retracted", "disputed"] | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True)
class EventsPage:
    """Events in order of position; `next` is the `after` of the next page, None on the last; `position` the head."""

    events: tuple[Recorded, ...]
    next: int | None
    position: int


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """One event, and what is known of it: the JSON object `standing` of the contract."""

    event: Recorded
    standing: Mapping[str, Any]
    position: int


@dataclass(frozen=True, slots=True)
class SubjectsPage:
    """Subjects in order of name; `next` is the `after` of the next page, None on the last."""

    subjects: tuple[SubjectEntry, ...]
    next: str | None
    position: int


@dataclass(frozen=True, slots=True)
class SubjectAnswer:
    """A subject's events in its own order, and its row in every view that has one, by name of the view.

    `merged_into` names the subject that its facts count for, None when they count for itself.
    """

    subject: str
    merged_into: str | None
    events: tuple[Recorded, ...]
    rows: Mapping[str, tuple[Row, ...]]
    position: int
