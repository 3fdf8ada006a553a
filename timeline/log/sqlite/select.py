"""A selection as SQL: which source is walked in order of position, and which conditions narrow it.

Types, subjects, actors and words have an index in order of position, so a page costs what it shows. The index may lag behind the
log: what it lacks is read from the log itself and judged here.
"""

import sqlite3
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, Literal

import orjson

from events.registry import facts
from timeline.log.protocol import Selection
from timeline.log.queries import queries
from timeline.log.sqlite.index import indexed_until
from timeline.log.terms import sought, terms
from timeline.log.words import phrases
from timeline.record import Recorded, SubjectEntry

Source = Literal["log", "type", "subject", "subjects", "actor", "q"]
_SOURCES = {
    "log": "log",
    "type": "kinds CROSS JOIN log ON log.position = kinds.position AND kinds.type = :type",
    "subject": "versions CROSS JOIN log ON log.position = versions.position AND versions.subject = :subject",
    "subjects": "json_each(:subjects) AS named CROSS JOIN versions ON versions.subject = named.value"
    " CROSS JOIN log ON log.position = versions.position",
    "actor": "mentions CROSS JOIN log ON log.position = mentions.position AND mentions.actor = :actor",
    "q": "texts CROSS JOIN log ON log.position = texts.rowid",
}
_POSITIONS = {
    "log": "log.position",
    "type": "kinds.position",
    "subject": "versions.position",
    "subjects": "versions.position",
    "actor": "mentions.position",
    "q": "texts.rowid",
}
POSITION_MAX = 2**63 - 1


def read(connection: sqlite3.Connection, selection: Selection) -> list[Recorded]:
    """The events selected. The statements need no common snapshot: nothing that one saw can change before the next."""
    walked = source(selection)
    if walked == "log":
        return list(_walk(connection, selection, "log"))
    indexed = indexed_until(connection)
    parts = [_walk(connection, selection, walked, high=indexed), _beyond(connection, selection, indexed)]
    return list(islice(chain(*parts[:: -1 if selection.descending else 1]), selection.limit))


def subjects(connection: sqlite3.Connection, *, prefix: str, after: str, limit: int, until: int) -> list[SubjectEntry]:
    """As of the position `until`. The first in the index and the first beyond it, which are newer, hold the first of all between them."""
    indexed = indexed_until(connection)
    values = {"prefix": prefix, "after": after, "limit": limit, "until": until, "indexed": indexed}
    found = connection.execute(queries("sqlite")["subjects"], values).fetchall()
    found += connection.execute(queries("sqlite")["recent_subjects"], values).fetchall()
    return sorted({name: SubjectEntry(name, version, position) for name, version, position in found}.values())[:limit]


def source(selection: Selection) -> Source:
    """Several types are walked in the log, since their index would have to be sorted."""
    if phrases(selection.q or ""):
        return "q"
    if selection.actor is not None:
        return "actor"
    if selection.subject is not None and not selection.subject.endswith("/"):
        return "subject"
    if selection.subjects is not None:
        return "subjects"
    return "type" if len(_types(selection)) == 1 else "log"


def statement(selection: Selection, walked: Source) -> str:
    """The SQL of a walk through a source, for the parameters of `values`."""
    narrow = queries("sqlite/narrow")
    conditions = "\nAND ".join(narrow[name] for name in _conditions(selection, walked))
    order = "{position} DESC" if selection.descending else "{position}"
    sql = queries("sqlite")["read"].format(source=_SOURCES[walked], conditions=conditions, order=order)
    return sql.format(position=_POSITIONS[walked])


def values(selection: Selection, *, low: int = 0, high: int = POSITION_MAX) -> dict[str, Any]:
    """The parameters of a walk above the position `low` and up to `high`."""
    until = POSITION_MAX if selection.until is None else min(selection.until, POSITION_MAX)
    above, below = (None, selection.after) if selection.descending else (selection.after, None)
    types = _types(selection)
    return {
        "low": low if above is None else max(low, min(above, POSITION_MAX)),
        "high": min(high, until) if below is None else min(high, until, below - 1),
        "until": until,
        "limit": -1 if selection.limit is None else selection.limit,
        "type": types[0] if len(types) == 1 else None,
        "types": orjson.dumps(types).decode(),
        "subject": selection.subject,
        "subjects": orjson.dumps(selection.subjects or ()).decode(),
        "actor": selection.actor,
        "valid_from": selection.valid_from,
        "valid_to": selection.valid_to,
        "published_by": selection.published_by,
        "q": " ".join(f'"{" ".join(phrase)}"' for phrase in phrases(selection.q or "")),
    }


def _walk(connection: sqlite3.Connection, selection: Selection, walked: Source, *, high: int = POSITION_MAX) -> Iterator[Recorded]:
    rows = connection.execute(statement(selection, walked), values(selection, high=high))
    yield from map(Recorded._make, rows)


def _beyond(connection: sqlite3.Connection, selection: Selection, indexed: int) -> Iterator[Recorded]:
    """The events selected that the index lacks. Actors and words are looked for in each payload, so the limit is the caller's."""
    wanted = sought(selection.actor, selection.q)
    judged = any(wanted)
    rows = connection.execute(statement(selection, "log"), values(selection, low=indexed) | {"limit": -1})
    for event in map(Recorded._make, rows):
        if not judged or wanted.found_in(terms(event.payload)):
            yield event


def _types(selection: Selection) -> list[str]:
    """The types that are meant; the log holds none but those of the vocabulary."""
    return sorted({name for wanted in selection.types for name in _expanded(wanted)})


def _expanded(wanted: str) -> list[str]:
    return [name for name in facts() if name.startswith(wanted[:-1])] if wanted.endswith(".*") else [wanted]


def _conditions(selection: Selection, walked: Source) -> list[str]:
    subject = selection.subject or ""
    wanted = {
        "span": True,
        "types": bool(selection.types) and walked != "type",
        "subject": selection.subject is not None and not subject.endswith("/") and walked != "subject",
        "subject_prefix": subject.endswith("/"),
        "subjects": selection.subjects is not None and walked != "subjects",
        "actor": selection.actor is not None and walked == "q",
        "valid_from": selection.valid_from is not None,
        "valid_to": selection.valid_to is not None,
        "published_by": selection.published_by is not None,
        "q": walked == "q",
        "targeted": selection.targeted,
    }
    return [name for name, used in wanted.items() if used]
