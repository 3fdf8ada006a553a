"""Day blocks: where a row is filed so that a question for one day reads few key-ordered streams.

A row of n days lies in the one or two blocks of 4^k days that fit it best, so at least an eighth of what a stream holds is of
the day asked for. A row that is open on one side has no length; it is filed twice by its other end, in blocks of 16,384 and
of 1,024 days, so that all but one of the blocks that are read hold nothing else than what is asked for.
"""

from collections.abc import Iterator
from typing import NamedTuple

from events.edtf import Day
from timeline.question import Window

SIZES = 12
"""Blocks of 1, 4, 16 … 4^11 days; the last holds the whole calendar."""
WIDE_BITS, NARROW_BITS = 14, 10
_KIND_BITS = 32
_FROM_WIDE, _FROM_NARROW, _TO_WIDE, _TO_NARROW, _ALWAYS = range(SIZES, SIZES + 5)
DAY_MIN, DAY_MAX = 0, 4_000_000
"""Stand for no bound where days are compared."""


class Span(NamedTuple):
    """Blocks from first to last; of a stretch of them only those that exist are read, each one a stream."""

    first: int
    last: int


def blocks_of(days: Window) -> list[int]:
    """The blocks in which a row with these days is filed."""
    first, last = days.first, days.last
    if first is None and last is None:
        return [_block(_ALWAYS, 0)]
    if last is None:
        assert first is not None
        return [_block(_FROM_WIDE, first >> WIDE_BITS), _block(_FROM_NARROW, first >> NARROW_BITS)]
    if first is None:
        return [_block(_TO_WIDE, last >> WIDE_BITS), _block(_TO_NARROW, last >> NARROW_BITS)]
    size = next(k for k in range(SIZES) if last - first < 4**k)
    return [_block(size, index) for index in range(first >> 2 * size, (last >> 2 * size) + 1)]


def streams_on(day: Day) -> Iterator[Span]:
    """The blocks in which the rows of a day are found, each of them once."""
    for size in range(SIZES):
        yield Span(_block(size, day >> 2 * size), _block(size, day >> 2 * size))
    wide, narrow = day >> WIDE_BITS, day >> NARROW_BITS
    in_wide = wide << WIDE_BITS - NARROW_BITS
    yield Span(_block(_FROM_WIDE, 0), _block(_FROM_WIDE, wide - 1))
    yield Span(_block(_FROM_NARROW, in_wide), _block(_FROM_NARROW, narrow))
    yield Span(_block(_TO_WIDE, wide + 1), _block(_TO_WIDE, DAY_MAX >> WIDE_BITS))
    yield Span(_block(_TO_NARROW, narrow), _block(_TO_NARROW, in_wide + (1 << WIDE_BITS - NARROW_BITS) - 1))
    yield always()


def streams_during(first: Day, last: Day) -> Iterator[Span]:
    """The blocks in which rows are found that hold on some day of a stretch; which ones count in each block, `counts_from` says."""
    for size in range(SIZES):
        yield Span(_block(size, first >> 2 * size), _block(size, last >> 2 * size))
    yield from (span for span in streams_on(last) if span.first >> _KIND_BITS in {_FROM_WIDE, _FROM_NARROW})
    yield from (span for span in streams_on(first) if span.first >> _KIND_BITS in {_TO_WIDE, _TO_NARROW, _ALWAYS})


def counts_from(block: int, first: Day) -> Day:
    """Rows that begin earlier are left to a block before this one: of a stretch from `first` on, which has both blocks of some rows."""
    kind, index = block >> _KIND_BITS, block & (1 << _KIND_BITS) - 1
    return index << 2 * kind if kind < SIZES and index > first >> 2 * kind else DAY_MIN


def always() -> Span:
    """Where rows are that hold on every day."""
    return Span(_block(_ALWAYS, 0), _block(_ALWAYS, 0))


def _block(kind: int, index: int) -> int:
    return kind << _KIND_BITS | index
