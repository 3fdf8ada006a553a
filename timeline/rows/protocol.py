"""What the engine asks of a store of rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from events.edtf import Bound, Day
from timeline.question import Row, Window
from timeline.rows.body import StoredRows

LAST_KEY = chr(0x10FFFF)
"""Comes after every key, and behind a prefix after every key that begins with it."""
OPEN = 2**63 - 1
"""The position at which a row that is still believed ends."""


def beside(set_id: int) -> int:
    """The set beside a set: how its rows read as published by a day, which there takes the place of the position."""
    return -set_id


class RowSet(NamedTuple):
    """The rows of one view: by which version of its code, and up to which position of the log."""

    id: int
    view: str
    version: int
    position: int


class Settling(NamedTuple):
    """Subjects whose rows as published tell all now, and those of which none are kept since they have too many reports."""

    told: Sequence[str]
    left: Sequence[str]


class Place(NamedTuple):
    """What row it is: of which set, by which key, on which days."""

    set_id: int
    key: str
    days: Window


class Filed(NamedTuple):
    """What a row is found by: each filter that rows are filed by with each value that it has of it, its certainty.

    `every` says that it is the row of its key that stands for every day.
    """

    values: tuple[tuple[str, str], ...]
    sure: bool
    every: bool


@dataclass(slots=True, eq=False)
class Kept:
    """A row on its days, believed from one end of an append until another. `id` is 0 until it is stored.

    What it says changes as long as it is found by the same.
    """

    place: Place
    subject: str
    pos_from: int
    body: bytes
    """What it says now."""
    filed: Filed | None
    """None of a row that was stored before, until it is asked for."""
    every: bool
    pos_to: int = OPEN
    id: int = 0
    row: Row | None = None
    """What the body says, where it is at hand."""
    published: Day = 0
    """A day until which something was published that it says from the beginning."""


class Publication(NamedTuple):
    """Between which days reports of a subject were published, the position of the last one, and whether they came in that order.

    `append` is the position at which the append of the last one begins: what it brings becomes known at once.
    """

    first: Day
    last: Day
    position: int
    append: int
    in_order: bool = True

    def and_then(self, later: "Publication") -> "Publication":
        """With reports that came later."""
        follows = self.last <= later.first and (self.last == later.first or self.append < later.append)
        in_order = self.in_order and later.in_order and follows
        return Publication(min(self.first, later.first), max(self.last, later.last), later.position, later.append, in_order)


@dataclass(frozen=True, slots=True)
class Stride:
    """Rows closed and opened by a stretch of the log, kept together with the position that the sets then have.

    It may come in parts, which several processes made of different subjects.
    """

    sets: Sequence[int]
    position: int
    closed: list[Kept] = field(default_factory=list)
    opened: list[Kept] = field(default_factory=list)
    said: list[tuple[Kept, int, bytes]] = field(default_factory=list)
    """What rows say from a position on, those that were opened and others."""
    windows: list[tuple[int, str, int, bytes]] = field(default_factory=list)
    """The windows of all rows of a set and a subject from a position on, where they are kept apart."""
    publications: dict[str, Publication] = field(default_factory=dict)
    """Of the subjects of this stretch."""
    publication_days: dict[tuple[str, Day], int] = field(default_factory=dict)
    """Where their reports begin that were published on a day."""
    joined: list[tuple[str, str]] = field(default_factory=list)
    """Pairs of subjects of which somebody says that they are one, or are not: reports of either may count for both."""

    def published(self, subject: str, new: Publication) -> None:
        before = self.publications.get(subject)
        self.publications[subject] = new if before is None else before.and_then(new)
        self.publication_days.setdefault((subject, new.first), new.position)


class AsPublished(NamedTuple):
    """What was published by a day, as far as it was known up to a position.

    `newest` is the newest of the sets that answer; `kinds` are those of the subjects of the set wanted, `keyed_by_subject` whether the
    keys of all its rows begin with the subject.
    """

    day: Day
    until: int
    newest: int
    kinds: Collection[str]
    keyed_by_subject: bool


EVERYTHING = (("", ""),)


class Wanted(NamedTuple):
    """Rows as of a position, after a key: of a day (None: those that stand for every day), or of all of some `days`.

    `scopes` are filters with a value each, any of which they have. Rows of `days` may be sure or not.
    """

    set_id: int
    on: Bound
    position: int
    after: str
    limit: int
    sure: bool | None = None
    scopes: tuple[tuple[str, str], ...] = EVERYTHING
    days: Window | None = None
    published: AsPublished | None = None
    most: str = LAST_KEY


Rest = Sequence[Sequence[str]]
"""Subjects that have to be folded, each with all that were ever merged or split with it, whose reports may count for it."""


class Found(NamedTuple):
    """Rows in order of key, and of a key in order of days: all that are kept up to the last key.

    `told` are rows as published, whatever scopes they have, and `rest` is subjects of which something was published by the day
    asked for and something later, and which no kept rows tell of.
    """

    rows: StoredRows
    last: str
    told: StoredRows = StoredRows(())
    rest: Rest = ()


class Stated(NamedTuple):
    """What a row said on its days, from one position on until another."""

    days: Window
    pos_from: int
    pos_to: int
    body: bytes


class Moved(NamedTuple):
    """Which moves are wanted: of some sets, after a position, and at it from a key on; in order of both.

    `on` is the day, None for rows that stand for every day; with `during` the rows of any of its days.
    """

    sets: tuple[int, ...]
    position: int
    key: str
    on: Bound
    limit: int
    during: Window | None = None


class Move(NamedTuple):
    """What a row says from a position on (`opened`), or said until then; or on a day from which on it holds, or until the eve of which."""

    position: int
    key: str
    set_id: int
    subject: str
    opened: bool
    body: bytes


class Said(NamedTuple):
    """How a row reads on some days, and whose facts make it."""

    subject: str
    days: Window
    row: Row


class RowStore(Protocol):
    """Keeps rows beside the log, in the same database, so that rows and position share a transaction."""

    async def sets(self) -> dict[str, RowSet]:
        """The sets that answer, by view."""

    async def building(self) -> dict[str, RowSet]:
        """The sets that are being built, by view."""

    async def begin(self, views: Mapping[str, int]) -> dict[str, int]:
        """New, empty sets of these views (with their versions), which do not answer yet: their ids by view.

        Sets of the same views that were being built are dropped.
        """

    async def swap(self, sets: Sequence[int]) -> None:
        """These sets answer from now on, in one step; those of the same views that answered are dropped."""

    async def drop(self, sets: Sequence[int]) -> None:
        """These sets, which do not answer yet, never will."""

    async def remove_dropped(self) -> bool:
        """Remove a part of what was dropped, False when nothing is left of it."""

    async def believed(self, subjects: Sequence[str], sets: Sequence[int]) -> list[Kept]:
        """The rows of these subjects that are still believed."""

    async def windows(self, subjects: Sequence[str], sets: Sequence[int]) -> list[tuple[int, str, bytes]]:
        """The windows that rows of these subjects have now, where they are kept apart: each with its set and subject."""

    async def keep(self, stride: Stride) -> None:
        """Store all of it or nothing, with the new position of its sets, and give its new rows their ids: `prepare`, then `store`."""

    async def prepare(self, stride: Stride, part: int = 0, parts: int = 1) -> Any:
        """What `store` takes, which can be sent to another process; the new rows have their ids then. All of it has to be stored.

        `part` of so many `parts` says which ids it may give, so that processes do not give the same.
        """

    async def store(self, prepared: Sequence[Any]) -> None:
        """Store the parts of a stride that were prepared, here or in other processes, all of it or nothing."""

    async def unsettled(self, newest: int, limit: int) -> list[list[str]]:
        """Some subjects of which the rows as published do not tell all, as the sets up to `newest` have it, each with all joined to it."""

    async def untold(self, newest: int) -> int:
        """Of how many subjects that is so."""

    async def settle(self, newest: int, told: Settling, prepared: Sequence[Any]) -> None:
        """Put the parts of a stride that were prepared in place of all rows as published of some subjects."""

    async def find(self, wanted: Wanted) -> Found:
        """The first rows wanted, of one state of the store."""

    async def of_key(self, wanted: Wanted, key: str) -> StoredRows:
        """The rows of one key on the days wanted, in their order."""

    async def row(self, wanted: Wanted, key: str) -> Row | None:
        """The row of one key, on the day and as of the position wanted."""

    async def history(self, set_id: int, key: str, until: int) -> list[Stated]:
        """What the rows of a key ever said up to a position, in order of position."""

    async def moves(self, wanted: Moved, until: int) -> list[Move]:
        """What was opened, revised and closed up to a position, in order of position and key: of a key and a day at most two moves."""

    async def turns(self, wanted: Moved) -> list[Move]:
        """What begins on the day wanted or held until its eve, as of the position wanted, in order of key."""

    async def said(self, keys: Sequence[tuple[int, str, int]]) -> list[list[Said]]:
        """For each set, key and position how the row read on all days, in order of days."""

    async def values(self, set_id: int, name: str, least: str) -> list[str]:
        """The values from `least` on that rows were ever filed by under a filter, in order."""
