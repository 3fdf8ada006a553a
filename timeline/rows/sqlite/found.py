"""What is found of kept rows in one step: of what was published by a day in two sets, with the subjects of which neither tells."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import orjson

from timeline.rows import body
from timeline.rows.body import StoredRows
from timeline.rows.protocol import beside
from timeline.rows.sqlite.find import page, span, sql
from timeline.rows.wanted import EVERYTHING, LAST_KEY, AsPublished, Found, Rest, Wanted

SIFTED_AT_ONCE = 1_000
"""Rows as published are filed under no value, so those that have one asked for are found among all."""


def find(connection: sqlite3.Connection, wanted: Wanted) -> Found:
    """The first rows wanted."""
    if wanted.published is not None:
        return _published(connection, wanted, wanted.published)
    rows, last = _part(connection, wanted)
    return Found(StoredRows(rows), last)


def _published(connection: sqlite3.Connection, wanted: Wanted, published: AsPublished) -> Found:
    """Rows of subjects of which all was published by the day, and those as published by it."""
    with _snapshot(connection):
        known = _part(connection, wanted) if wanted.known else _Part((), wanted.most)
        if not wanted.other:
            return Found(StoredRows(known.rows), known.last)
        limit = wanted.limit if wanted.scopes == EVERYTHING else max(wanted.limit, SIFTED_AT_ONCE)
        as_published = wanted._replace(
            set_id=beside(wanted.set_id), position=published.day, scopes=EVERYTHING, most=known.last, limit=limit
        )
        told = _part(connection, as_published)
        rest = _rest(connection, published, told.last)
    rows = known.rows if told.last == known.last else [each for each in known.rows if body.key_of(each) <= told.last]
    return Found(StoredRows(rows), told.last, StoredRows(told.rows), rest)


class _Part(NamedTuple):
    """Rows in order of key, all that there are up to the last key."""

    rows: Sequence[bytes]
    last: str


def _part(connection: sqlite3.Connection, wanted: Wanted) -> _Part:
    if wanted.days is None:
        rows = page(connection, wanted)
        return _Part(rows, body.key_of(rows[-1]) if len(rows) == wanted.limit else wanted.most)
    while len(rows := span(connection, wanted, wanted.days)) == wanted.limit:
        cut = body.key_of(rows[-1])  # of this key there may be more
        if whole := [each for each in rows if body.key_of(each) < cut]:
            return _Part(whole, body.key_of(whole[-1]))
        wanted = wanted._replace(limit=4 * wanted.limit)
    return _Part(rows, wanted.most)


def _rest(connection: sqlite3.Connection, published: AsPublished, last: str) -> Rest:
    """All subjects are looked through where something may have come after the position up to which rows count."""
    (position,) = connection.execute(sql()["position"]).fetchone()
    statement = sql()["changed_around" if position > published.until else "unsettled_around"]
    found: dict[str, Sequence[str]] = {}
    for kind in sorted(published.kinds):
        most = f"{kind}/{LAST_KEY}"
        asked = {"least": f"{kind}/", "most": min(most, last) if published.keyed_by_subject else most, **published._asdict()}
        found |= {joined[0]: joined for joined in orjson.loads(connection.execute(statement, asked).fetchone()[0])}
    return list(found.values())


@contextmanager
def _snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("COMMIT")
