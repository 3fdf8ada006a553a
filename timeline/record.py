"""An event on its way into the log and in it: the envelope, apart from the fact."""

import base64
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from events.edtf import Bound, Day, iso
from events.fact import Fact, Report
from timeline import clock


@dataclass(frozen=True, slots=True)
class Proposed:
    """An event that was read and found good, not yet in the log.

    `payload` is the event as sent with its id, as JSON with sorted keys; `defaults` the members that the service fills in
    beside it (``"modality":"actual","valid_mode":"at"``, possibly empty); `digest` the SHA-256 of the content without id, with
    defaults filled in: two events say the same exactly when their digests are equal. Days are ordinals.
    """

    id: str
    report: Report[Fact]
    payload: bytes
    defaults: bytes
    digest: bytes
    earliest: Bound
    latest: Bound
    published: Day
    target: str | None
    """The event that a claim speaks of."""

    @property
    def subject(self) -> str:
        return self.report.subject

    @property
    def type(self) -> str:
        return self.report.type

    @property
    def expected_version(self) -> int | None:
        return self.report.expected_version


class Recorded(NamedTuple):
    """An event of the log. Days are ordinals, `recorded_at` microseconds since 1970 in UTC.

    A tuple because a replay makes one for every row: a frozen dataclass of as many fields takes several times as long to make.
    """

    position: int
    first: int
    last: int
    """With `first` the positions of the append that it came in: what one append brings becomes known at once."""
    id: str
    subject: str
    version: int
    type: str
    recorded_at: clock.Instant
    earliest: Bound
    latest: Bound
    published: Day
    target: str | None
    defaults: bytes
    digest: bytes
    leaf_hash: bytes
    payload: bytes
    """Last, since a back end keeps it apart from the rest."""

    def served(self) -> bytes:
        """The event as it was sent, with what the service adds, as JSON; the stored bytes are not re-encoded."""
        added = orjson.dumps(
            {
                "earliest": iso(self.earliest),
                "latest": iso(self.latest),
                "leaf_hash": base64.b64encode(self.leaf_hash).decode(),
                "position": self.position,
                "recorded_at": clock.write(self.recorded_at),
                "version": self.version,
            }
        )
        return b",".join(part for part in (self.payload[:-1], self.defaults, added[1:]) if part)


class Receipt(NamedTuple):
    """What an append answers for one event; `duplicate` when the log had it already."""

    id: str
    subject: str
    version: int
    position: int
    recorded_at: clock.Instant
    duplicate: bool


@dataclass(frozen=True, slots=True)
class Appended:
    """What an atomic append answers. `position` is that of its last event in the log."""

    position: int
    receipts: tuple[Receipt, ...]


class SubjectEntry(NamedTuple):
    """A subject of the log, its number of events and the position of the newest."""

    subject: str
    version: int
    position: int
