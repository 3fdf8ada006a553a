"""How a document is written piece by piece, whatever its form."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Writing(Generic[T]):
    """What stands before all items, each item, what stands between two, and after all. An item may be nothing: it is left out."""

    head: bytes
    each: Callable[[T], bytes]
    between: bytes = b""
    foot: bytes = b""


async def written(writing: Writing[T], parts: AsyncIterator[Sequence[T]]) -> AsyncIterator[bytes]:
    """The document, a piece for each part; a part is written in a thread, so that others are answered meanwhile."""
    head, begun = writing.head, False
    async for part in parts:
        items = await asyncio.to_thread(_items, writing, part)
        if not items:
            continue
        yield head + (writing.between if begun else b"") + writing.between.join(items)
        head, begun = b"", True
    yield head + writing.foot


def _items(writing: Writing[T], part: Sequence[T]) -> list[bytes]:
    return [item for item in map(writing.each, part) if item]
