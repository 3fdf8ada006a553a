"""What an importer draws from a file: events, doubts about cells, rows that hold no fact of their own."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, BinaryIO, NamedTuple

Event = dict[str, Any]
_NOWHERE: Mapping[str, str] = MappingProxyType({})


class Found(NamedTuple):
    """An event as it would be sent, or its bytes. `columns` names, by JSON Pointer, the column that a part of it came from."""

    line: int
    event: Event | bytes
    columns: Mapping[str, str] = _NOWHERE


class Doubt(NamedTuple):
    """A cell that was read with a doubt, or for which the row (or one event of it) was refused. `line` counts from 1 in the file."""

    line: int
    column: str
    why: str
    refused: bool = False


class Passed(NamedTuple):
    """A row without a fact of its own."""

    line: int
    why: str


Item = Found | Doubt | Passed
Read = Callable[[BinaryIO], Iterator[Item]]


@dataclass(frozen=True, slots=True)
class Importer:
    """How one data set is read: its name on the command line, what it is, and the reading, which raises Unreadable for another file."""

    name: str
    title: str
    read: Read
