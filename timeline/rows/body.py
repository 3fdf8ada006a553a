"""A row as stored bytes, and back."""

import orjson

from events.edtf import Bound, parse
from timeline.question import Evidence, Row, Window


def write(row: Row) -> bytes:
    return orjson.dumps(row.as_json())


def read(body: bytes) -> Row:
    found = orjson.loads(body)
    evidence = found["evidence"]
    return Row(
        found["key"],
        found["certainty"],
        found["status"],
        _window(found["possible"]),
        _window(found["sure"]) if found["sure"] else None,
        found["state"],
        Evidence(evidence["facts"], evidence["chains"], {name: tuple(ids) for name, ids in evidence["by_field"].items()}),
    )


def _window(days: list[str | None]) -> Window:
    return Window(_day(days[0]), _day(days[1]))


def _day(text: str | None) -> Bound:
    return None if text is None else parse(text).earliest
