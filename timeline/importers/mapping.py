"""A user's own spreadsheet (CSV), read as a mapping in TOML says: the shape of the event, with templates in place of values.

The table `csv` says how the file is written; all else is the event. See docs/importing.md.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, get_args

from timeline.errors import BadRequest
from timeline.importers.dates import Order, sentinel
from timeline.importers.item import Doubt, Event, Found, Item, Read
from timeline.importers.naming import Ids, digest, id_part
from timeline.importers.rows import Row, rows
from timeline.importers.template import CellError, Template, parse, value

SETTINGS = {"delimiter": ",", "encoding": "utf-8-sig", "dates": "mdy", "unknown": [], "name": ""}
REQUIRED = ("type", "subject", "valid", "source")


class Mapped(NamedTuple):
    """A mapping that was read: `shape` is the event with templates, `columns` the column behind each part by JSON Pointer."""

    name: str
    shape: Event
    columns: dict[str, str]
    needs: tuple[str, ...]
    delimiter: str
    encoding: str
    dates: Order
    unknown: frozenset[str]


def load(path: Path) -> Mapped:
    """Raises BadRequest for a mapping that cannot be read, naming the key."""
    try:
        sent = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadRequest(f"cannot read {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadRequest(f"{path} is no TOML: {error}") from None
    return mapped(sent, path.stem)


def mapped(sent: Mapping[str, Any], stem: str) -> Mapped:
    """The mapping of a parsed TOML document; `stem` is its name where it does not say one."""
    settings = dict(SETTINGS | {"name": stem} | sent.get("csv", {}))
    if strange := settings.keys() - SETTINGS.keys():
        raise BadRequest(f"csv.{min(strange)} is no setting; there are {', '.join(sorted(SETTINGS))}")
    if settings["dates"] not in get_args(Order):
        raise BadRequest("csv.dates is 'mdy' (month before day) or 'dmy'; ISO dates are read with both")
    missing = [name for name in REQUIRED if name not in sent]
    if missing:
        raise BadRequest(f"the mapping lacks {', '.join(missing)}")
    columns: dict[str, str] = {}
    shape = _shape({name: part for name, part in sent.items() if name != "csv"}, "", columns)
    needs = tuple(dict.fromkeys(name for names in columns.values() for name in names.split(", ")))
    return Mapped(
        id_part(settings["name"]), shape, columns, needs, settings["delimiter"], settings["encoding"], settings["dates"],
        frozenset(settings["unknown"]),
    )  # fmt: skip


def _shape(part: Any, at: str, columns: dict[str, str]) -> Any:
    if isinstance(part, Mapping):
        return {name: _shape(inner, f"{at}/{name}", columns) for name, inner in part.items()}
    if isinstance(part, list):
        return [_shape(inner, f"{at}/{number}", columns) for number, inner in enumerate(part)]
    if not isinstance(part, str):
        return part
    template = parse(part, at.removeprefix("/").replace("/", "."))
    if template.holes:
        columns[at] = ", ".join(dict.fromkeys(hole.column for hole in template.holes))
    return template


def reader(mapping: Mapped) -> Read:
    """The reading of a file by this mapping."""

    def read(file: BinaryIO) -> Iterator[Item]:
        ids = Ids()
        for row in rows(file, needs=mapping.needs, delimiter=mapping.delimiter, encoding=mapping.encoding):
            if isinstance(row, Doubt):
                yield row
            else:
                yield from _event(row, mapping, ids)

    return read


def _event(row: Row, mapping: Mapped, ids: Ids) -> Iterator[Item]:
    cells = {name: "" if cell in mapping.unknown or sentinel(cell) else cell for name, cell in row.cells.items()}
    try:
        event = {"data": {}, **_made(mapping.shape, cells, mapping.dates)}
    except CellError as error:
        yield Doubt(row.line, error.column, str(error), refused=True)
        return
    own = str(event.get("id") or f"csv:{mapping.name}:{digest(*row.cells.values())}")
    event["id"] = ids.unique(own)
    if ids.repeated(own):
        yield Doubt(row.line, mapping.columns.get("/id", ""), f"{own} stands on an earlier line too; read as {event['id']}")
    yield Found(row.line, event, mapping.columns)


def _made(shape: Any, cells: dict[str, str], dates: Order) -> Any:
    """The part of the event for a row; None for a template without a value and for what would be left of it then."""
    if isinstance(shape, Template):
        return value(shape, cells, dates)
    if isinstance(shape, list):
        parts = [part for part in (_made(inner, cells, dates) for inner in shape) if part is not None]
        return parts if parts or not shape else None
    if not isinstance(shape, dict):
        return shape
    made = {name: _made(inner, cells, dates) for name, inner in shape.items()}
    fed = [made[name] for name, inner in shape.items() if _fed(inner)]
    if fed and all(part is None for part in fed):
        return None
    return {name: part for name, part in made.items() if part is not None}


def _fed(shape: Any) -> bool:
    """Whether a cell has a say in it."""
    if isinstance(shape, Template):
        return bool(shape.holes)
    inner = shape.values() if isinstance(shape, dict) else shape if isinstance(shape, list) else ()
    return any(_fed(one) for one in inner)
