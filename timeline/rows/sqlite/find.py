"""Finding rows: which blocks to look in, and one statement that merges them and gives a page in one step."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import orjson

from timeline.log.queries import queries
from timeline.question import Window
from timeline.rows import body
from timeline.rows.blocks import DAY_MAX, DAY_MIN, Span, always, counts_from, streams_during, streams_on
from timeline.rows.wanted import EVERYTHING, Wanted

STREAMS_MAX = 100
"""SQLite merges no more than 500; a page of one filter value has fewer than twenty."""
BLOCKS_MERGED_MAX = 200
"""More of them, which is a year or so, cost more to begin with than rows to walk over."""
Sources = Sequence[tuple[int, int]]
"""Pairs of scope and block."""


def sql() -> Mapping[str, str]:
    return queries("sqlite", "timeline.rows")


def page(connection: sqlite3.Connection, wanted: Wanted) -> list[bytes]:
    """What the rows of a day say, in order of key, each key once."""
    sources = list(sources_of(connection, wanted))
    found = [_merged(connection, wanted, sources[i : i + STREAMS_MAX]) for i in range(0, len(sources), STREAMS_MAX)]
    if len(wanted.scopes) == 1 and len(found) <= 1:
        return found[0] if found else []
    return body.by_key(found)[: wanted.limit]


def span(connection: sqlite3.Connection, wanted: Wanted, days: Window) -> list[bytes]:
    """What the rows on any of these days say, in order of key and day. Few blocks are merged, else all rows are walked by key.

    A row may come twice where it is found by several scopes.
    """
    values = _values(wanted) | {"first": days.first, "last": days.last, "key": None}
    scopes = _scopes(connection, wanted, "")
    if days.first is not None and days.last is not None and days.last - days.first <= BLOCKS_MERGED_MAX:
        spans = list(streams_during(days.first, days.last))
        sources = [(scope, block) for scope in scopes for block in _blocks(connection, scope, spans)]
        if len(sources) <= BLOCKS_MERGED_MAX:
            for number, (scope, block) in enumerate(sources):
                values |= {f"scope{number}": scope, f"block{number}": block, f"begins{number}": counts_from(block, days.first)}
            merging = _merging("span_merged", "stream_during", len(sources), _counting(wanted))
            return _lines(connection.execute(merging, values)) if sources else []
    if wanted.scopes == EVERYTHING:
        return _lines(connection.execute(_walking("span", _counting(wanted)), values))
    values |= {"scopes": orjson.dumps(scopes).decode()}
    values |= {"first": DAY_MIN if days.first is None else days.first, "last": DAY_MAX if days.last is None else days.last}
    return _lines(connection.execute(_walking("span_of_scopes", _counting(wanted)), values))


def of_key(connection: sqlite3.Connection, wanted: Wanted, days: Window, key: str) -> list[bytes]:
    """What the rows of a key on any of these days say, in order of day."""
    values = _values(wanted) | {"first": days.first, "last": days.last, "key": key}
    return _lines(connection.execute(_walking("span", _counting(wanted)), values))


def sources_of(connection: sqlite3.Connection, wanted: Wanted) -> Iterator[tuple[int, int]]:
    """The scopes and blocks that hold the rows of the day wanted, or those that stand for every day."""
    spans = [always()] if wanted.on is None else list(streams_on(wanted.on))
    for scope in _scopes(connection, wanted, "*" if wanted.on is None else ""):
        yield from ((scope, block) for block in _blocks(connection, scope, spans))


def _scopes(connection: sqlite3.Connection, wanted: Wanted, prefix: str) -> list[int]:
    asked = ((wanted.set_id, prefix + name, value) for name, value in wanted.scopes)
    return [found[0] for each in asked if (found := connection.execute(sql()["scope"], each).fetchone()) is not None]


def _blocks(connection: sqlite3.Connection, scope: int, spans: Iterable[Span]) -> list[int]:
    """The blocks of a scope that hold anything."""
    stretches = orjson.dumps([tuple(span) for span in spans]).decode()
    found: list[int] = orjson.loads(connection.execute(sql()["blocks"], {"scope": scope, "stretches": stretches}).fetchone()[0])
    return found


def _merged(connection: sqlite3.Connection, wanted: Wanted, sources: Sources) -> list[bytes]:
    values = _values(wanted) | {
        "on": 0 if wanted.on is None else wanted.on,
        "limit": wanted.limit * len(wanted.scopes),
        "sure": None if wanted.sure is None else int(wanted.sure),
    }
    for number, (scope, block) in enumerate(sources):
        values |= {f"scope{number}": scope, f"block{number}": block}
    return _lines(connection.execute(_merging("page", "stream", len(sources), _counting(wanted)), values))


def _values(wanted: Wanted) -> dict[str, Any]:
    """What every statement is given."""
    day, until, *_ = wanted.published or (None, None)
    return {
        "set": wanted.set_id, "position": wanted.position, "after": wanted.after, "most": wanted.most, "limit": wanted.limit,
        "published_by": day, "until": until,
    }  # fmt: skip


def _lines(found: sqlite3.Cursor) -> list[bytes]:
    said: bytes | None = found.fetchone()[0]
    return [body.whole(line) for line in said.split(b"\n")] if said is not None else []


class _Counting(NamedTuple):
    """Which rows count and as of which position each, as SQL: what is joined, and conditions on where they are filed and on themselves."""

    as_of: str
    joined: str = ""
    of_cells: str = ""
    of_rows: str = ""


_PUBLICATIONS = "CROSS JOIN publications ON publications.subject = rows.subject"
_CLOSED = "AND (rows.pos_to > :position OR rows.published_to > :published_by) "
"""A row that was closed may still count where what closed it was published later; this saves looking at the subjects of all others."""
_TOLD = "AND publications.settled >= (SELECT number FROM generation) AND publications.position <= :until"


def _counting(wanted: Wanted) -> _Counting:
    """Of a set beside another one count the rows that tell all of their subject."""
    if wanted.published is None:
        return _Counting(":position")
    if wanted.set_id < 0:
        return _Counting(":position", _PUBLICATIONS, of_rows=_TOLD)
    as_of = _bare("as_of_published")
    return _Counting(as_of, _PUBLICATIONS, "AND cells.published <= :published_by", _CLOSED + f"AND rows.pos_from <= {as_of}")


@cache
def _walking(rows: str, counting: _Counting) -> str:
    return sql()["whole"].replace("{rows}", _counted(rows, counting))


@cache
def _merging(rows: str, stream: str, streams: int, counting: _Counting) -> str:
    one = _counted(stream, counting)
    numbered = (_NUMBERED.sub(rf":\g<1>{number}", one) for number in range(streams))
    return sql()["whole"].replace("{rows}", _bare(rows)).replace("{streams}", "\nUNION ALL\n".join(numbered))


def _counted(query: str, counting: _Counting) -> str:
    return _bare(query).format(**counting._asdict())


def _bare(query: str) -> str:
    """A query without its comment, to stand in another one."""
    return "\n".join(line for line in sql()[query].split("\n") if not line.startswith("--"))


_NUMBERED = re.compile(r":(scope|block|begins)\b")
"""What differs from stream to stream."""
