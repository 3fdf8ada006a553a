"""What the engine asks of a store of rows."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from timeline.question import Row
from timeline.rows.body import StoredRows
from timeline.rows.kept import Built, Kept, Settling, Stride
from timeline.rows.wanted import Found, Move, Moved, Said, Stated, Wanted


def beside(set_id: int) -> int:
    """The set beside a set: how its rows read as published by a day, which there takes the place of the position."""
    return -set_id


class RowSet(NamedTuple):
    """The rows of one view: by which version of its code, and up to which position of the log."""

    id: int
    view: str
    version: int
    position: int
    built: Built | None = None
    """How far they are while they are built subject by subject, which comes before the position."""


class RowStore(Protocol):
    """Keeps rows beside the log, in the same database, so that rows and position share a transaction."""

    async def sets(self) -> dict[str, RowSet]:
        """The sets that answer, by view."""

    async def building(self) -> dict[str, RowSet]:
        """The sets that are being built, by view."""

    async def begin(self, views: Mapping[str, int], until: int) -> dict[str, RowSet]:
        """New, empty sets of these views (with their versions), which do not answer yet, to be built subject by subject until a position.

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

    async def build(self, prepared: Sequence[Any], built: Built) -> None:
        """Store parts that were prepared of sets that are built subject by subject, and how far they are then: all of it or nothing."""

    async def finish(self, sets: Sequence[int], until: int) -> None:
        """These sets were built subject by subject, and reflect the log up to the position now."""

    async def unsettled(self, limit: int) -> list[list[str]]:
        """Some subjects of which the rows as published do not tell all, each with all joined to it."""

    async def untold(self) -> int:
        """Of how many subjects that is so."""

    async def settle(self, told: Settling, prepared: Sequence[Any]) -> None:
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
