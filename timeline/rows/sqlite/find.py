"""Finding rows: which blocks to look in, and one statement that merges them and gives a page in one step."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import orjson

from timeline.log.queries import queries
from timeline.question import Window
from timeline.rows import body
from timeline.rows.blocks import Span, always, counts_from, streams_during, streams_on
from timeline.rows.protocol import Wanted

STREAMS_MAX = 100
"""SQLite merges no more than 500; a page of one filter value has fewer than twenty."""
BLOCKS_MERGED_MAX = 200
"""More of them, which is a year or so, cost more to begin with than rows to walk over."""
Sources = Sequence[tuple[int, int]]
"""Pairs of scope and block."""


def sql() -> Mapping[str, str]:
    return queries("sqlite", "timeline.rows")


def page(connection: sqlite3.Connection, wanted: Wanted) -> list[bytes]:
    """What the rows wanted say, in order of key, each key once."""
    sources = list(sources_of(connection, wanted))
    found = [_merged(connection, wanted, sources[i : i + STREAMS_MAX]) for i in range(0, len(sources), STREAMS_MAX)]
    if len(wanted.values) == 1 and len(found) <= 1:
        return found[0] if found else []
    by_key = {orjson.loads(said)["key"]: said for each in found for said in each}
    return [by_key[key] for key in sorted(by_key)][: wanted.limit]


def span(connection: sqlite3.Connection, wanted: Wanted, days: Window, key: str | None) -> list[bytes]:
    """What the rows on any of these days say, in order of key and day. Few blocks are merged, else all rows are walked by key."""
    values: dict[str, Any] = {
        "key": key,
        "set": wanted.set_id, "after": wanted.after, "position": wanted.position, "limit": wanted.limit,
        "first": days.first, "last": days.last, "published_by": wanted.published_by,
    }  # fmt: skip
    if key is not None or days.first is None or days.last is None or days.last - days.first > BLOCKS_MERGED_MAX:
        return _lines(connection.execute(_walking(), values))
    everything = connection.execute(sql()["scope"], (wanted.set_id, "", "")).fetchone()
    blocks = [] if everything is None else _blocks(connection, everything[0], streams_during(days.first, days.last))
    if not blocks:
        return []
    if len(blocks) > BLOCKS_MERGED_MAX:
        return _lines(connection.execute(_walking(), values))
    for number, block in enumerate(blocks):
        values |= {f"scope{number}": everything[0], f"block{number}": block, f"begins{number}": counts_from(block, days.first)}
    return _lines(connection.execute(_merging("span_merged", "stream_during", len(blocks)), values))


def sources_of(connection: sqlite3.Connection, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """The scopes and blocks that hold the rows of the day wanted, or those that stand for every day."""
    name = ("*" if wanted.on is None else "") + wanted.filter
    spans = [always()] if wanted.on is None else streams_on(wanted.on)
    for value in wanted.values:
        scope = connection.execute(sql()["scope"], (wanted.set_id, name, value)).fetchone()
        if scope is not None:
            yield from ((scope[0], block) for block in _blocks(connection, scope[0], spans))


def _blocks(connection: sqlite3.Connection, scope: int, spans: Iterable[Span]) -> list[int]:
    """The blocks of a scope that hold anything."""
    stretches = orjson.dumps([tuple(span) for span in spans]).decode()
    found: list[int] = orjson.loads(connection.execute(sql()["blocks"], {"scope": scope, "stretches": stretches}).fetchone()[0])
    return found


def _merged(connection: sqlite3.Connection, wanted: Wanted, sources: Sources) -> list[bytes]:
    values: dict[str, Any] = {
        "set": wanted.set_id,
        "after": wanted.after, "on": 0 if wanted.on is None else wanted.on, "position": wanted.position,
        "limit": wanted.limit * len(wanted.values), "sure": None if wanted.sure is None else int(wanted.sure),
        "published_by": wanted.published_by,
    }  # fmt: skip
    for number, (scope, block) in enumerate(sources):
        values |= {f"scope{number}": scope, f"block{number}": block}
    return _lines(connection.execute(_merging("page", "stream", len(sources)), values))


def _lines(found: sqlite3.Cursor) -> list[bytes]:
    said: bytes | None = found.fetchone()[0]
    return [body.whole(line) for line in said.split(b"\n")] if said is not None else []


@cache
def _walking() -> str:
    return sql()["whole"].replace("{rows}", sql()["span"])


@cache
def _merging(rows: str, stream: str, streams: int) -> str:
    one = sql()[stream].partition("\n")[2]
    numbered = (_NUMBERED.sub(rf":\g<1>{number}", one) for number in range(streams))
    return sql()["whole"].replace("{rows}", sql()[rows]).replace("{streams}", "\nUNION ALL\n".join(numbered))


_NUMBERED = re.compile(r":(scope|block|begins)\b")
"""What differs from stream to stream."""
