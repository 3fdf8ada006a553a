"""The decision over one append, given what the log holds: refused, known already, or sealed with position and version.

Pure but for the salts. Back ends bring what is known and keep what is admitted.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from timeline import clock
from timeline.errors import Fault, IdReused, Unreadable, VersionConflict
from timeline.log import claims
from timeline.log.leaf import SALT_BYTES, leaf, leaf_hash, payload_digest
from timeline.log.protocol import Batch, Head
from timeline.record import Appended, Proposed, Receipt, Recorded


class Admission(NamedTuple):
    """What the caller is told, and the new events, none when the log had them all."""

    appended: Appended
    events: list[Recorded]
    salted: list[bytearray]
    """The payload of each behind its salt, as it was hashed."""


@dataclass(slots=True)
class Known:
    """What the log holds, as far as the appends at hand ask for it: the events with their ids and those that they
    target, and the version of their subjects (absent: 0)."""

    head: Head = field(default_factory=lambda: Head(0, 0))
    events: dict[str, Recorded] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def learn(self, events: Sequence[Recorded]) -> None:
        """Count these as in the log, for the appends that follow."""
        for event in events:
            self.events[event.id] = event
            self.versions[event.subject] = event.version
        if events:
            self.head = Head(events[-1].position, events[-1].recorded_at)


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
    events, salted = _seal(fresh, versions, known.head, now)
    return Admission(_answer(batch, events, known), events, salted)


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
        subject, expected = event.report.subject, event.report.expected_version
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


def _seal(fresh: list[tuple[int, Proposed]], versions: list[int], head: Head, now: clock.Instant) -> tuple[list[Recorded], list[bytearray]]:
    """All events of an append share one instant, which is never before that of the append before."""
    recorded_at, first, last = max(head.recorded_at, now), head.position + 1, head.position + len(fresh)
    said_at = clock.write(recorded_at)
    salts = os.urandom(SALT_BYTES * len(fresh))
    events, salted = [], []
    for offset, ((_, event), version) in enumerate(zip(fresh, versions, strict=True)):
        report, position = event.report, first + offset
        salted.append(bytearray(salts[offset * SALT_BYTES : (offset + 1) * SALT_BYTES]) + event.payload)
        sealed = leaf_hash(leaf(position, event.id, said_at, payload_digest(salted[-1])))
        events.append(
            Recorded(
                position, first, last, event.id, report.subject, version, report.type, recorded_at, event.earliest, event.latest,
                event.published, event.target, event.defaults, event.digest, sealed, event.payload,
            )
        )  # fmt: skip
    return events, salted


def _answer(batch: Batch, added: list[Recorded], known: Known) -> Appended:
    """Receipts in the order of the batch; those added come in the same order."""
    new = iter(added)
    receipts = tuple(_receipt(known.events[event.id], True) if event.id in known.events else _receipt(next(new), False) for event in batch)
    return Appended(max(receipt.position for receipt in receipts), receipts)


def _receipt(event: Recorded, duplicate: bool) -> Receipt:
    return Receipt(event.id, event.subject, event.version, event.position, event.recorded_at, duplicate)
