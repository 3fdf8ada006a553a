"""Finding what covers a day, or meets a stretch of days, among many things with a first and a last day.

A thing of n days lies in the one or two blocks of 4^k days that fit it best, so that a day has one block of each size to look
into, and each holds little that is not near that day. Few things are simply looked through.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from events.edtf import Day

T = TypeVar("T")
SIZES = 12
"""Blocks of 1, 4, 16 … 4^11 days; the last holds the whole calendar."""
FEW = 24
Days = tuple[Day, Day]


class DayIndex(Generic[T]):
    """Things by their days; `days` gives the first and the last one, sentinels for no bound."""

    def __init__(self, things: Iterable[T], days: Callable[[T], Days]) -> None:
        self._days = days
        self._dated = [(*days(thing), thing) for thing in things]
        self._blocks: list[dict[int, list[tuple[Day, Day, T]]]] = []
        if len(self._dated) > FEW:
            self._divide()

    def add(self, thing: T) -> None:
        dated = (*self._days(thing), thing)
        if self._blocks:
            self._file(dated)
            return
        self._dated.append(dated)
        if len(self._dated) > FEW:
            self._divide()

    def remove(self, thing: T) -> None:
        """Let go of a thing that was added; it is known by being that very one."""
        first, last = self._days(thing)
        for dated in [self._blocks[size][block] for size, block in _blocks(first, last)] if self._blocks else [self._dated]:
            dated[:] = [one for one in dated if one[2] is not thing]

    def _divide(self) -> None:
        self._blocks = [{} for _ in range(SIZES)]
        for dated in self._dated:
            self._file(dated)
        self._dated = []

    def _file(self, dated: tuple[Day, Day, T]) -> None:
        for size, block in _blocks(*dated[:2]):
            self._blocks[size].setdefault(block, []).append(dated)

    def on(self, day: Day) -> list[T]:
        """What covers the day."""
        if not self._blocks:
            return [thing for begins, ends, thing in self._dated if begins <= day <= ends]
        return list(self.meeting(day, day))

    def meeting(self, first: Day, last: Day) -> Iterator[T]:
        """What shares a day with the stretch, each once, in no order that means anything."""
        if not self._blocks:
            yield from [thing for begins, ends, thing in self._dated if begins <= last and ends >= first]
        for size, blocks in enumerate(self._blocks):
            low, high = first >> 2 * size, last >> 2 * size
            for block in range(low, high + 1) if high - low < len(blocks) else [one for one in blocks if low <= one <= high]:
                for begins, ends, thing in blocks.get(block, ()):
                    again = begins >> 2 * size < block and low < block  # it was met in the block before
                    if begins <= last and ends >= first and not again:
                        yield thing


def _blocks(first: Day, last: Day) -> Iterator[tuple[int, int]]:
    """The size and the number of each block in which a thing with these days lies."""
    size = next(k for k in range(SIZES) if last - first < 4**k)
    yield from ((size, block) for block in range(first >> 2 * size, (last >> 2 * size) + 1))
