"""What the engine asks of a log. Back ends share this and a contract test, not code."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from events.edtf import Day
from timeline.clock import Instant
from timeline.errors import TimelineError
from timeline.record import Appended, Proposed, Recorded, SubjectEntry

Batch = Sequence[Proposed]
"""The events of one atomic append, in order."""


class Head(NamedTuple):
    """The end of the log: 0 and 0 when it is empty."""

    position: int
    recorded_at: Instant


@dataclass(frozen=True, slots=True)
class Selection:
    """Which events to read; every field narrows. `after` and `until` are positions, exclusive and inclusive.

    With `descending` the order is that of falling positions and `after` means below.
    """

    after: int | None = None
    until: int | None = None
    limit: int | None = None
    descending: bool = False
    types: tuple[str, ...] = ()
    """Wire names, or prefixes such as ``exercise.*``; any of them."""
    subject: str | None = None
    """A subject, or a prefix that ends in ``/``."""
    subjects: tuple[str, ...] | None = None
    """Any of these, each a whole name."""
    actor: str | None = None
    valid_from: Day | None = None
    """Events whose valid time reaches this day or a later one."""
    valid_to: Day | None = None
    """Events whose valid time begins on this day or an earlier one."""
    published_by: Day | None = None
    q: str | None = None
    """Full text: every word and every phrase in double quotes must occur. Case and accents do not count."""
    targeted: bool = False
    """Only events that some claim speaks of."""


class Log(Protocol):
    """An append-only log of events at gapless positions from 1, with gapless versions from 1 in each subject.

    `recorded_at` never decreases along positions. Nothing is ever changed or removed.
    """

    async def append(self, batches: Sequence[Batch]) -> list[Appended | TimelineError]:
        """Append several batches in one durable transaction, each whole or not at all, in the order given.

        The answer holds for each batch what was appended, or why it was not: IdReused, VersionConflict, UnknownTarget or
        Unreadable. When it returns, what was appended is on disk past a power cut.
        """

    async def head(self) -> Head:
        """The newest position and when it was recorded."""

    async def cut(self, *, known_at: Instant | None, at_position: int | None) -> int:
        """The state of knowledge: the last position known then. A position inside an atomic append means the state before it."""

    async def read(self, selection: Selection) -> list[Recorded]:
        """The events selected, in order of position."""

    async def catch_up(self, until: int) -> None:
        """Make reads up to this position quick, where they are found by something that follows the log; none depends on it."""

    async def get(self, ids: Sequence[str]) -> list[Recorded]:
        """The events with these ids that the log has, in order of position."""

    async def subjects(self, *, prefix: str, after: str, limit: int, until: int) -> list[SubjectEntry]:
        """Subjects that begin with `prefix` and come after `after`, in order of name, as of the position `until`."""

    async def close(self) -> None:
        """Let go of the store."""
