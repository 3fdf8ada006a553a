"""An append as one transaction."""

import sqlite3
from collections.abc import Sequence

import orjson

from timeline.clock import Clock
from timeline.errors import TimelineError
from timeline.log.admission import Entry, Known, admit
from timeline.log.protocol import Batch, Head
from timeline.log.queries import queries
from timeline.log.sqlite.connection import transaction
from timeline.record import Appended, Recorded


def append(connection: sqlite3.Connection, batches: Sequence[Batch], clock: Clock) -> list[Appended | TimelineError]:
    """When this returns, what was appended is on disk; when it raises, nothing of it is."""

    def work(connection: sqlite3.Connection) -> list[Appended | TimelineError]:
        outcomes, entries = _admit_all(batches, _known(connection, batches), clock)
        if entries:
            _insert(connection, entries)
        return outcomes

    return transaction(connection, work)


def read_head(connection: sqlite3.Connection) -> Head:
    """0 and 0 when the log is empty."""
    row = connection.execute(queries("sqlite")["head"]).fetchone()
    return Head(*row) if row else Head(0, 0)


def read_events(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Recorded]:
    """The events with these ids, each once, in order of position."""
    sought = orjson.dumps(list(dict.fromkeys(ids))).decode()
    return [Recorded._make(row) for row in connection.execute(queries("sqlite")["known_events"], {"ids": sought})]


def _known(connection: sqlite3.Connection, batches: Sequence[Batch]) -> Known:
    """All that the batches ask for in two queries, however many events they have."""
    events = [event for batch in batches for event in batch]
    ids = [event.id for event in events] + [event.target for event in events if event.target]
    sql, subjects = queries("sqlite")["known_versions"], orjson.dumps(list({event.subject for event in events})).decode()
    return Known(
        read_head(connection),
        {event.id: event for event in read_events(connection, ids)},
        {subject: version for subject, version in connection.execute(sql, {"subjects": subjects}) if version is not None},
    )


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
