"""Stdout and stderr: tables for people at a terminal, plain lines in a pipe, JSON on request, progress on stderr."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from timeline.cli.layout import widths, wrapped
from timeline.cli.plain import clean, one_line

GAP = 2
"""Spaces between columns."""
Cell = Sequence[str]
"""The lines of a cell; in a pipe they are joined, so that a row is a line."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, its style and whether it holds numbers; wider than `width_max` only where all have room."""

    title: str
    style: str = ""
    number: bool = False
    width_max: int | None = None
    joint: str = "; "
    """What joins the lines of a cell in a pipe."""


def at_terminal() -> bool:
    return sys.stdout.isatty()


def width() -> int:
    """Columns of the terminal."""
    return Console(file=sys.stdout).width


def say(text: str = "", style: str = "") -> None:
    """One line of text for people, wrapped by a terminal and not by us; styled at a terminal only."""
    if at_terminal() and style:
        Console(file=sys.stdout, highlight=False, soft_wrap=True).print(Text(clean(text), style=style))
    else:
        _put(clean(text))


def _put(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """A remark on stderr, out of the way of the answer."""
    sys.stderr.write(f"{one_line(text)}\n")


def document(value: Any) -> None:
    """One JSON document: indented at a terminal, one line in a pipe."""
    option = orjson.OPT_INDENT_2 if at_terminal() else 0
    _put(orjson.dumps(value, option=option).decode())


def line(value: Any) -> None:
    """One JSON object of a stream in a line of its own."""
    _put(orjson.dumps(value).decode())


def table(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    """A table at a terminal; in a pipe aligned columns, two spaces apart, one line a row."""
    if not at_terminal():
        for text in _aligned(columns, rows):
            _put(text)
        return
    lines = [[[one_line(part) for part in cell] for cell in row] for row in rows]
    wide = widths(
        [[column.title, *(line for row in lines for line in row[i])] for i, column in enumerate(columns)],
        [column.width_max for column in columns],
        width() - GAP * (len(columns) - 1),
    )
    shown = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for column, cells in zip(columns, wide, strict=True):
        shown.add_column(column.title, style=column.style, justify="right" if column.number else "left", width=cells, overflow="fold")
    for row in lines:
        shown.add_row(
            *(Text("\n".join(part for line in cell for part in wrapped(line, cells))) for cell, cells in zip(row, wide, strict=True))
        )
    Console(file=sys.stdout, highlight=False).print(shown)


def _aligned(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    texts = [
        [column.title for column in columns],
        *([one_line(c.joint.join(filter(None, cell))) for c, cell in zip(columns, row, strict=True)] for row in rows),
    ]
    widths = [max(len(row[i]) for row in texts) for i in range(len(columns))]
    for row in texts:
        yield "  ".join(
            text.rjust(w) if column.number else text.ljust(w) for text, w, column in zip(row, widths, columns, strict=True)
        ).rstrip()


class Bar(Protocol):
    """What long work tells its progress to."""

    def __call__(self, done: int, total: int) -> None: ...


@contextmanager
def progress(label: str, *, streams: bool = False) -> Iterator[Bar]:
    """A bar on stderr while long work goes on; none when stderr is piped, nor beside lines that stream to a terminal."""
    console = Console(stderr=True)
    quiet = not sys.stderr.isatty() or (streams and at_terminal())
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet) as shown:
        task = shown.add_task(label, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
