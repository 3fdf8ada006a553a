"""What the process that stores rows and those that fold them say to each other; see `remote` and `relayed`."""

from typing import Any, NamedTuple

from timeline.engine.keeping.plan import Piece
from timeline.engine.keeping.share import Share
from timeline.rows.kept import Settling

STORED = "stored"


class Begin(NamedTuple):
    """What another process is to keep: its share of these sets, which reflect the log up to a position."""

    sets: dict[str, int]
    position: int
    share: Share


class Advance(NamedTuple):
    """The wish for a stride, at most up to a position of the log: the same for all, so that each takes the same stretch."""

    until: int


class Tell(NamedTuple):
    """The wish for the rows as published of some subjects, each from whoever holds it, as far as the log says up to a position."""

    subjects: list[list[str]]
    """Each with those joined to it."""
    position: int


class Build(NamedTuple):
    """The wish for what is built of a piece."""

    piece: Piece


class Folded(NamedTuple):
    """A part of a stride on its way to the process that stores it, as `RowStore.prepare` makes it; None where there was nothing to take."""

    position: int
    prepared: Any


class Retold(NamedTuple):
    """The answer to `Tell`: which subjects it is of, and their rows as `RowStore.prepare` makes them."""

    settling: Settling
    prepared: Any


class Made(NamedTuple):
    """The answer to `Build`: a part of the piece as `RowStore.prepare` makes it, and what else `Part` says of it."""

    prepared: Any
    events: int
    within: int
