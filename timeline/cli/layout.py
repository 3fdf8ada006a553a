"""How text is laid out in columns: lines end between words, within a word only at a joint of it, elsewhere only if all else fails."""

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len, chop_cells

_JOINT = re.compile(r"(?<=[_/#])|(?<=[-.,:])(?!\d)|(?<=[^\W\d]-)(?=\d)")
"""After a mark that joins the parts of a word; never within a date or a number."""
EASY = 24
"""Cells of a terminal in which sentences are still read with ease."""
LEAST = 12
"""Those below which nothing is."""


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of so many cells at most."""
    line = ""
    for piece in _pieces(text, width):
        if line and cell_len(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece
    if line:
        yield line.rstrip()


def _pieces(text: str, width: int) -> Iterator[str]:
    """What stays together: words with the space that follows, where a word is too long its parts, else what fits of them."""
    for word in text.split():
        parts = _parts(word) if cell_len(word) > width else [word]
        *before, last = [piece for part in parts for piece in (chop_cells(part, width) if cell_len(part) > width else [part])]
        yield from before
        yield f"{last} "


def _parts(word: str) -> list[str]:
    return [part for part in _JOINT.split(word) if part]


def widths(columns: Sequence[Sequence[str]], most: Sequence[int | None], room: int) -> list[int]:
    """How wide each column is, given its lines and the width that it should not pass: as its longest line, if all have room.

    Else the widest one gives way, step by step: to what it should not pass; as long as its words stay whole and it is read with
    ease; as long as their parts do and it is; as long as their parts do; down to LEAST.
    """
    found = [_longest(lines) for lines in columns]
    words = [_longest(word for line in lines for word in line.split()) for lines in columns]
    parts = [_longest(part for line in lines for word in line.split() for part in _parts(word)) for lines in columns]
    easy = [min(length, EASY) for length in found]
    limits = [max(least, min(length, limit or length)) for length, limit, least in zip(found, most, parts, strict=True)]
    for floor in (limits, list(map(max, words, easy)), list(map(max, parts, easy)), parts, [LEAST] * len(columns)):
        while sum(found) > room and (above := [i for i, width in enumerate(found) if width > floor[i]]):
            found[max(above, key=found.__getitem__)] -= 1
    return found


def _longest(texts: Iterable[str]) -> int:
    return max(map(cell_len, texts), default=0)
