"""CSV (RFC 4180) as rows with the line on which each begins: cells may hold line breaks, so counting rows is not enough."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from timeline.errors import Fault, Unreadable
from timeline.importers.item import Doubt

if TYPE_CHECKING:
    import _csv


class Row(NamedTuple):
    """`line` counts from 1, the header's being 1; cells are stripped."""

    line: int
    cells: dict[str, str]


def rows(file: BinaryIO, *, needs: Sequence[str], delimiter: str = ",", encoding: str = "utf-8-sig") -> Iterator[Row | Doubt]:
    """The rows below the header. Raises Unreadable when the header lacks a column that is needed, or the form is broken."""
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        header = [name.strip() for name in next(reader, [])]
        _require(header, needs)
        yield from _below(header, reader)
    except csv.Error as error:
        raise Unreadable(f"the file is no CSV that can be read: {error}") from None
    finally:
        text.detach()


def _require(header: Sequence[str], needs: Sequence[str]) -> None:
    missing = [name for name in needs if name not in header]
    if missing:
        why = f"the header lacks {', '.join(missing)}; is it the right file?"
        raise Unreadable(why, faults=(Fault(f"the columns are {', '.join(header)[:300] or 'none'}", pointer="line 1"),))


def _below(header: Sequence[str], reader: "_csv.Reader") -> Iterator[Row | Doubt]:
    line = reader.line_num + 1
    for cells in reader:
        if len(cells) == len(header):
            row = Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
            yield from (
                Doubt(line, name, "bytes that are not in the encoding of the file") for name, cell in row.cells.items() if "\ufffd" in cell
            )
            yield row
        elif any(cells):
            yield Doubt(line, "", f"has {len(cells)} cells, the header {len(header)}", refused=True)
        line = reader.line_num + 1
