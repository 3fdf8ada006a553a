"""The index behind the log: types, subjects, actors and words, derived from it in order and in large sorted parts.

An append leaves it alone, which makes appends about twice as fast; see docs/decisions/0002-log.md.
"""

import sqlite3

from timeline.log.queries import queries
from timeline.log.terms import terms

PART_EVENTS = 1_000
"""An append waits for one part at most, some 30 ms."""


def indexed_until(connection: sqlite3.Connection) -> int:
    """The position up to which every event is in the index; it never falls."""
    position: int = connection.execute(queries("sqlite")["indexed"]).fetchone()[0]
    return position


def index_part(connection: sqlite3.Connection) -> int:
    """Index the next events and give the position up to which all are. To be run in a transaction."""
    sql = queries("sqlite")
    rows = connection.execute(sql["unindexed"], {"limit": PART_EVENTS}).fetchall()
    found = [(position, terms(payload)) for position, *_, payload in rows]
    connection.executemany(sql["insert_kind"], sorted((kind, position) for position, kind, *_ in rows))
    connection.executemany(sql["insert_version"], sorted((subject, position, version) for position, _, subject, version, _ in rows))
    connection.executemany(sql["insert_mention"], sorted((actor, position) for position, has in found for actor in has.actors))
    connection.executemany(sql["insert_words"], [(position, has.words) for position, has in found])
    if rows:
        connection.execute(sql["advance_indexed"], {"position": rows[-1][0]})
    return indexed_until(connection)
