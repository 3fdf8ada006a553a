"""Finding what moved: rows that a stretch of the log opened, revised and closed, rows that begin and end with a day."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import orjson

from timeline.question import Window
from timeline.rows import body
from timeline.rows.sqlite.find import sources_of, sql
from timeline.rows.wanted import Move, Moved, Said, Wanted

MOVES = ("closed", "opened", "windows_closed", "windows_opened")
"""What a row said until a position and from it on: because it moved, or the windows that it shares."""


def moves(connection: sqlite3.Connection, wanted: Moved, until: int) -> list[Move]:
    """What was opened, revised and closed, in order of position and key."""
    days = wanted.during or Window(wanted.on, wanted.on)
    values: dict[str, Any] = {
        "position": wanted.position, "key": wanted.key, "until": until, "first": days.first, "last": days.last, "limit": wanted.limit,
        "every": int(wanted.on is None and wanted.during is None),
    }  # fmt: skip
    values |= {f"set{number}": each for number, each in enumerate(wanted.sets)}
    return _found(connection, _moves_of(len(wanted.sets)), values)


def turns(connection: sqlite3.Connection, wanted: Moved) -> list[Move]:
    """What begins on the day or held until its eve, in order of key."""
    assert wanted.on is not None
    values: dict[str, Any] = {"position": wanted.position, "key": wanted.key, "day": wanted.on, "limit": wanted.limit}
    sources = [
        (query, *source)
        for query, day in (("begins", wanted.on), ("ends", wanted.on - 1))
        for each in wanted.sets
        for source in sources_of(connection, Wanted(each, day, 0, "", 0))
    ]
    if not sources:
        return []
    for number, (_, scope, block) in enumerate(sources):
        values |= {f"scope{number}": scope, f"block{number}": block}
    return _found(connection, _turns_of(tuple(query for query, _, _ in sources)), values)


def said(connection: sqlite3.Connection, keys: Sequence[tuple[int, str, int]]) -> list[list[Said]]:
    """How the rows of the keys read on all days, each as of its position."""
    found: list[list[Said]] = [[] for _ in keys]
    for (number, subject, first, last), stored in _pairs(connection.execute(sql()["of_keys"], {"keys": orjson.dumps(keys).decode()})):
        found[number].append(Said(subject, Window(first, last), body.read(stored)))
    return found


def _found(connection: sqlite3.Connection, statement: str, values: dict[str, Any]) -> list[Move]:
    return [
        Move(position, key, set_id, subject, bool(opened), stored)
        for (position, key, set_id, subject, opened), stored in _pairs(connection.execute(statement, values))
    ]


def _pairs(found: sqlite3.Cursor) -> Iterator[tuple[Any, bytes]]:
    """What a row is and what it says, from two lines each, which come in one step."""
    text: bytes | None = found.fetchone()[0]
    lines = iter(text.split(b"\n") if text is not None else ())
    for what, stored in zip(lines, lines, strict=True):
        yield orjson.loads(what), body.whole(stored)


@cache
def _moves_of(sets: int) -> str:
    streams = (_text(query).replace(":set", f":set{number}") for number in range(sets) for query in MOVES)
    return _joined(streams, "position, key")


@cache
def _turns_of(queries: tuple[str, ...]) -> str:
    streams = (_text(query).replace(":scope", f":scope{n}").replace(":block", f":block{n}") for n, query in enumerate(queries))
    return _joined(streams, "key")


def _joined(streams: Iterator[str], order: str) -> str:
    return sql()["moves"].replace("{streams}", "\nUNION ALL\n".join(streams)).replace("{order}", order)


def _text(query: str) -> str:
    """Without its comment."""
    return "\n".join(line for line in sql()[query].splitlines() if not line.startswith("--"))
