"""The decision over one append, given what the log holds: refused, known already, or sealed with position and version.

Pure but for the salts. Back ends bring what is known and keep what is admitted.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from timeline import clock
from timeline.errors import Fault, IdReused, Unreadable, VersionConflict
from timeline.log import claims
from timeline.log.leaf import SALT_BYTES, leaf, leaf_hash, payload_digest
from timeline.log.protocol import Batch, Head
from timeline.record import Appended, Proposed, Receipt, Recorded


class Entry(NamedTuple):
    """One new event with all that a back end keeps of it."""

    recorded: Recorded
    salt: bytes


class Admission(NamedTuple):
    """What the caller is told, and the new events, none when the log had them all."""

    appended: Appended
    entries: list[Entry]


@dataclass(slots=True)
class Known:
    """What the log holds, as far as the appends at hand ask for it: the events with their ids and those that they
    target, and the version of their subjects (absent: 0)."""

    head: Head = field(default_factory=lambda: Head(0, 0))
    events: dict[str, Recorded] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def learn(self, entries: Iterable[Entry]) -> None:
        """Count these as in the log, for the appends that follow."""
        for entry in entries:
            event = entry.recorded
            self.events[event.id] = event
            self.versions[event.subject] = event.version
            self.head = Head(event.position, event.recorded_at)


def admit(batch: Batch, known: Known, now: clock.Instant) -> Admission:
    """Raises IdReused, VersionConflict, UnknownTarget or Unreadable; `known` stays as it is.

    Faults point into an array; whoever sent a single event drops the ``/0``.
    """
    fresh = _not_yet_known(batch, known)
    versions = _versions(fresh, known)
    together = {event.id: event for event in batch}
    for number, event in fresh:
        if claims.concern(event):
            claims.check(event, f"/{number}", lambda name: together.get(name) or known.events.get(name))
    entries = _seal(fresh, versions, known.head, now)
    added = {entry.recorded.id: entry.recorded for entry in entries}
    receipts = tuple(_receipt(added.get(event.id) or known.events[event.id], duplicate=event.id not in added) for event in batch)
    return Admission(Appended(max(receipt.position for receipt in receipts), receipts), entries)


def _not_yet_known(batch: Batch, known: Known) -> list[tuple[int, Proposed]]:
    """The events that the log lacks, with their places in the batch. Equal content under a known id is no error."""
    if not batch:
        raise Unreadable("an append holds at least one event", faults=(Fault("send at least one event", pointer=""),))
    if len({event.id for event in batch}) < len(batch):
        raise Unreadable("an id stands twice in this append")
    fresh = []
    for number, event in enumerate(batch):
        earlier = known.events.get(event.id)
        if earlier is None:
            fresh.append((number, event))
        elif earlier.digest != event.digest:
            why = f"the event {event.id!r} at position {earlier.position} says something else; choose another id"
            raise IdReused(why, faults=(Fault(why, pointer=f"/{number}/id"),), id=event.id, position=earlier.position)
    return fresh


def _versions(fresh: list[tuple[int, Proposed]], known: Known) -> list[int]:
    """The version that each new event makes of its subject, counted within the batch."""
    counted: dict[str, int] = {}
    versions = []
    for number, event in fresh:
        subject, expected = event.subject, event.expected_version
        actual = counted.get(subject)
        if actual is None:
            actual = known.versions.get(subject, 0)
        if expected is not None and expected != actual:
            why = f"{subject} is at version {actual}, not {expected}; read it again"
            fault = Fault(why, pointer=f"/{number}/expected_version")
            raise VersionConflict(why, faults=(fault,), subject=subject, expected=expected, actual=actual)
        counted[subject] = actual + 1
        versions.append(actual + 1)
    return versions


def _seal(fresh: list[tuple[int, Proposed]], versions: list[int], head: Head, now: clock.Instant) -> list[Entry]:
    """All events of an append share one instant, which is never before that of the append before."""
    recorded_at, first = max(head.recorded_at, now), head.position + 1
    said_at = clock.write(recorded_at)
    salts = os.urandom(SALT_BYTES * len(fresh))
    entries = []
    for offset, ((_, event), version) in enumerate(zip(fresh, versions, strict=True)):
        salt = salts[offset * SALT_BYTES : (offset + 1) * SALT_BYTES]
        digest = payload_digest(salt, event.payload)
        hashed = leaf_hash(leaf(position=first + offset, event_id=event.id, recorded_at=said_at, digest=digest))
        recorded = Recorded(
            first + offset, first, event.id, event.subject, version, event.type, recorded_at, event.payload, event.defaults,
            event.digest, hashed, event.earliest, event.latest, event.published, event.target,
        )  # fmt: skip
        entries.append(Entry(recorded, salt))
    return entries


def _receipt(event: Recorded, *, duplicate: bool) -> Receipt:
    return Receipt(event.id, event.subject, event.version, event.position, event.recorded_at, duplicate)
