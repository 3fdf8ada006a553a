"""An append as one transaction."""

import sqlite3
from collections.abc import Iterable, Sequence

import orjson

from timeline.clock import Clock
from timeline.errors import TimelineError
from timeline.log.admission import Entry, Known, admit
from timeline.log.protocol import Batch, Head
from timeline.log.queries import queries
from timeline.log.sqlite.connection import transaction
from timeline.record import Appended, Proposed, Recorded

Outcomes = list[Appended | TimelineError]
VERSIONS_REMEMBERED = 200_000
"""About 30 MB."""


class Appender:
    """The only one that appends to a log, so that the versions of subjects that it has met need no looking up."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._versions: dict[str, int] = {}

    def append(self, connection: sqlite3.Connection, batches: Sequence[Batch]) -> Outcomes:
        """When this returns, what was appended is on disk; when it raises, nothing of it is."""
        events = [event for batch in batches for event in batch]
        try:
            outcomes, versions = self._append(connection, batches, [event for event in events if event.report.id is not None])
        except sqlite3.IntegrityError:  # an id that was made here is in the log: the very same events were appended before
            outcomes, versions = self._append(connection, batches, events)
        if len(self._versions) > VERSIONS_REMEMBERED:
            self._versions.clear()
        self._versions.update(versions)
        return outcomes

    def _append(
        self, connection: sqlite3.Connection, batches: Sequence[Batch], perhaps_known: Iterable[Proposed]
    ) -> tuple[Outcomes, dict[str, int]]:
        """What became of each batch, and the versions of their subjects after it."""

        def work(connection: sqlite3.Connection) -> tuple[Outcomes, dict[str, int]]:
            known = self._known(connection, batches, perhaps_known)
            outcomes, entries = _admit_all(batches, known, self._clock)
            if entries:
                _insert(connection, entries)
            return outcomes, known.versions

        return transaction(connection, work)

    def _known(self, connection: sqlite3.Connection, batches: Sequence[Batch], perhaps_known: Iterable[Proposed]) -> Known:
        """All that the batches ask for in two queries at most, however many events they have."""
        events = [event for batch in batches for event in batch]
        ids = [event.id for event in perhaps_known] + [event.target for event in events if event.target]
        versions = {subject: self._versions.get(subject) for subject in {event.report.subject for event in events}}
        unmet = [subject for subject, version in versions.items() if version is None]
        return Known(
            read_head(connection),
            {event.id: event for event in read_events(connection, ids)},
            {subject: version for subject, version in versions.items() if version is not None} | _read_versions(connection, unmet),
        )


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
    """The version of each subject, 0 for a new one."""
    if not subjects:
        return {}
    return dict(connection.execute(queries("sqlite")["known_versions"], {"subjects": orjson.dumps(subjects).decode()}).fetchall())


def _admit_all(batches: Sequence[Batch], known: Known, clock: Clock) -> tuple[list[Appended | TimelineError], list[Entry]]:
    outcomes: list[Appended | TimelineError] = []
    entries: list[Entry] = []
    for batch in batches:
        try:
            admission = admit(batch, known, clock())
        except TimelineError as refused:
            outcomes.append(refused)
        else:
            known.learn(admission.entries)
            entries += admission.entries
            outcomes.append(admission.appended)
    return outcomes, entries


def _insert(connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
    sql = queries("sqlite")
    connection.executemany(sql["insert_log"], [_log_row(entry) for entry in entries])
    connection.executemany(sql["insert_payload"], [(e.recorded.position, e.salt, e.recorded.payload) for e in entries])


def _log_row(entry: Entry) -> tuple[object, ...]:
    e = entry.recorded
    return (
        e.position, e.first, e.id, e.subject, e.version, e.type, e.recorded_at, e.earliest, e.latest, e.published, e.target,
        e.defaults, e.digest, e.leaf_hash,
    )  # fmt: skip
