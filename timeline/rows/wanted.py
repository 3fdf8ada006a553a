"""What is asked of a store of rows, and what it answers."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from events.edtf import Bound, Day
from timeline.question import Row, Window
from timeline.rows.body import StoredRows

LAST_KEY = chr(0x10FFFF)
"""Comes after every key, and behind a prefix after every key that begins with it."""
EVERYTHING = (("", ""),)


class AsPublished(NamedTuple):
    """What was published by a day, as far as it was known up to a position.

    `kinds` are those of the subjects of the set wanted, `keyed_by_subject` whether the keys of all its rows begin with the subject.
    """

    day: Day
    until: int
    kinds: Collection[str]
    keyed_by_subject: bool


class Wanted(NamedTuple):
    """Rows as of a position, after a key: of a day (None: those that stand for every day), or of all of some `days`.

    `scopes` are filters with a value each, any of which they have. Rows of `days` may be sure or not. Of what was `published` by a day
    one can want what rows of everything known tell (`known`) and what they do not (`other`) apart.
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
    known: bool = True
    other: bool = True


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
