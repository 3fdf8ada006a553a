"""An append as one transaction."""

import sqlite3
from collections.abc import Sequence

import orjson

from timeline.clock import Clock, Instant
from timeline.errors import TimelineError
from timeline.log.admission import Admission, Known, admit
from timeline.log.protocol import Batch, Head
from timeline.log.queries import queries
from timeline.log.sqlite.connection import transaction
from timeline.log.sqlite.insert import insert
from timeline.record import Appended, Proposed, Recorded

Outcomes = list[Appended | TimelineError]
VERSIONS_REMEMBERED = 200_000
"""About 30 MB."""


class Appender:
    """The only one that appends to a log, so that the head and the versions of subjects that it has met need no looking up.

    Had another one appended all the same, the next position would be taken. Whatever fails makes it forget.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._head: Head | None = None
        """None when nothing is remembered."""
        self._versions: dict[str, int] = {}
        """Of every subject with events beyond the index, and of others; the index tells the rest."""

    def append(self, connection: sqlite3.Connection, batches: Sequence[Batch]) -> Outcomes:
        """When this returns, what was appended is on disk; when it raises, nothing of it is."""
        events = [event for batch in batches for event in batch]
        try:
            return self._append(connection, batches, events, [event.id for event in events if event.report.id is not None])
        except sqlite3.IntegrityError:  # an id that was made here is in the log: the very same events were appended before
            return self._append(connection, batches, events, [event.id for event in events])

    def _append(
        self, connection: sqlite3.Connection, batches: Sequence[Batch], events: Sequence[Proposed], perhaps_known: list[str]
    ) -> Outcomes:
        def work(connection: sqlite3.Connection) -> Outcomes:
            known = self._known(connection, events, perhaps_known)
            now = self._clock()
            outcomes = [_admit(batch, known, now) for batch in batches]
            _insert(connection, [outcome for outcome in outcomes if isinstance(outcome, Admission)])
            self._head = known.head
            return [outcome.appended if isinstance(outcome, Admission) else outcome for outcome in outcomes]

        try:
            outcomes = transaction(connection, work)
        except BaseException:
            self._head = None
            raise
        if len(self._versions) > VERSIONS_REMEMBERED:
            self._head = None
        return outcomes

    def _known(self, connection: sqlite3.Connection, events: Sequence[Proposed], perhaps_known: list[str]) -> Known:
        """All that the batches ask for in two queries at most, however many events they have."""
        ids = perhaps_known + [event.target for event in events if event.target]
        if self._head is None:
            self._head = read_head(connection)
            self._versions = dict(connection.execute(queries("sqlite")["recent_versions"]).fetchall())
        unmet = {event.report.subject for event in events} - self._versions.keys()
        self._versions.update(_read_versions(connection, list(unmet)))
        return Known(self._head, {event.id: event for event in read_events(connection, ids)}, self._versions)


def read_head(connection: sqlite3.Connection) -> Head:
    """0 and 0 when the log is empty."""
    row = connection.execute(queries("sqlite")["head"]).fetchone()
    return Head(*row) if row else Head(0, 0)


def read_events(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Recorded]:
    """The events with these ids, each once, in order of position."""
    if not ids:
        return []
    sought = orjson.dumps(list(dict.fromkeys(ids))).decode()
    return [Recorded._make(row) for row in connection.execute(queries("sqlite")["known_events"], {"ids": sought})]


def _read_versions(connection: sqlite3.Connection, subjects: Sequence[str]) -> dict[str, int]:
    """The version of each subject as far as the index reaches, 0 for a new one."""
    if not subjects:
        return {}
    return dict(connection.execute(queries("sqlite")["known_versions"], {"subjects": orjson.dumps(subjects).decode()}).fetchall())


def _admit(batch: Batch, known: Known, now: Instant) -> Admission | TimelineError:
    try:
        admission = admit(batch, known, now)
    except TimelineError as refused:
        return refused
    known.learn(admission.events)
    return admission


def _insert(connection: sqlite3.Connection, admissions: Sequence[Admission]) -> None:
    """But for its payload an event is a row of the log: numbers and texts, then bytes."""
    rows: list[object] = []
    payloads: list[object] = []
    for admission in admissions:
        for event, salted in zip(admission.events, admission.salted, strict=True):
            rows += event[:12]
            rows += map(bytearray, event[12:15])
            payloads += (event.position, salted)
    sql = queries("sqlite")
    insert(connection, sql["insert_log"], rows)
    insert(connection, sql["insert_payload"], payloads)
