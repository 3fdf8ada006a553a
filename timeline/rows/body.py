"""A row as stored bytes, which are those that are served, and back."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, overload

import orjson

from events.edtf import Bound, parse
from timeline.projections.row_windows import RowWindows, with_told
from timeline.question import Evidence, Row, Window


def write(row: Row) -> bytes:
    said = row.as_json()
    if row.evidence.origins:
        said["evidence"]["origins"] = row.evidence.origins
    return orjson.dumps(said)


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
        Evidence(
            evidence["facts"],
            evidence["chains"],
            {name: tuple(ids) for name, ids in evidence["by_field"].items()},
            tuple(evidence.get("origins", ())),
        ),
    )


def write_windows(windows: RowWindows) -> bytes:
    told = {name: [(fact.events, fact.origins) for fact in facts] for name, facts in windows.told.items()}
    sure = windows.sure.as_json() if windows.sure else None
    return orjson.dumps({"possible": windows.possible.as_json(), "sure": sure, "told": told})


def whole(stored: bytes) -> bytes:
    """What a row says, from what it says by itself and, behind a tab, its windows where they are kept apart: `RowWindows.on` as JSON."""
    said, tab, windows = stored.partition(b"\t")
    if not tab:
        return said
    row, found = orjson.loads(said), orjson.loads(windows)
    evidence = row["evidence"]
    if (origins := evidence.get("origins")) is not None:
        row["possible"], row["sure"] = found["possible"], found["sure"]
        facts, chains, by_field, _ = with_told(Evidence(evidence["facts"], 0, evidence["by_field"], origins), found["told"])
        row["evidence"] = {"facts": facts, "chains": chains, "by_field": by_field}
    return orjson.dumps(row)


def key_of(said: bytes) -> str:
    """The key of a row, which it says first."""
    key = said[_BEFORE_KEY : said.index(b'"', _BEFORE_KEY)]
    return key.decode() if b"\\" not in key else str(orjson.loads(said)["key"])


_BEFORE_KEY = len(b'{"key":"')


def by_key(parts: Iterable[Sequence[bytes]]) -> list[bytes]:
    """All rows of some parts, in order of key, each key once."""
    found = {key_of(said): said for part in parts for said in part}
    return [found[key] for key in sorted(found)]


class StoredRows(Sequence[Row]):
    """Rows that are read one by one as they are looked at: most go out as they are stored."""

    def __init__(self, bodies: Sequence[bytes]) -> None:
        self._bodies = bodies

    def as_json(self) -> Any:
        return orjson.Fragment(b"[" + b",".join(self._bodies) + b"]")

    def __len__(self) -> int:
        return len(self._bodies)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> "StoredRows": ...
    def __getitem__(self, index: int | slice) -> "Row | StoredRows":
        return StoredRows(self._bodies[index]) if isinstance(index, slice) else read(self._bodies[index])

    def that(self, passes: Callable[[Row], bool]) -> "StoredRows":
        """Those that pass."""
        return StoredRows([body for body in self._bodies if passes(read(body))])

    def by_key(self) -> "StoredRows":
        """All in order of key; those of one key stay in their order."""
        return StoredRows(sorted(self._bodies, key=key_of))

    def __add__(self, other: "StoredRows") -> "StoredRows":
        return StoredRows([*self._bodies, *other._bodies])


def _window(days: list[str | None]) -> Window:
    return Window(_day(days[0]), _day(days[1]))


def _day(text: str | None) -> Bound:
    return None if text is None else parse(text).earliest
