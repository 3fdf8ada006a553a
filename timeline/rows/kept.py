"""Rows on their way into a store."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from events.edtf import Day
from timeline.question import Row, Window

OPEN = 2**63 - 1
"""The position at which a row that is still believed ends."""


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
    published_to: Day = 0
    """A day until which something was published by which it is believed no longer."""


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


class Settling(NamedTuple):
    """Subjects whose rows as published tell all now, and those of which none are kept since they have too many reports."""

    told: Sequence[str]
    left: Sequence[str]


class Built(NamedTuple):
    """How far sets are that are built subject by subject, in order of name, up to the position `until` of the log."""

    until: int
    subject: str = ""
    """All up to this one are built."""
    within: int = 0
    """Of the next one the events up to this position are built, too: one with many reports is built bit by bit."""
    events: int = 0
    """How many events of the log are in the rows."""
