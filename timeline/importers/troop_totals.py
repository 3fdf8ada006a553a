"""Which numbers of the table of troops are counts, and which cannot be, as they stand beside their own parts."""

import re
from collections.abc import Iterator, Mapping, Sequence

from timeline.importers.item import Doubt
from timeline.importers.rows import Row

ACTIVE, EVERYBODY = "troops_ad", "Grand Total"
COUNTS = ((ACTIVE, "active duty"), (EVERYBODY, "active duty, selected reserve and civilians"))
PARTS = {
    ACTIVE: ("army_ad", "navy_ad", "marine_corps_ad", "air_force_ad", "coast_guard_ad", "space_force_ad"),
    EVERYBODY: (ACTIVE, "Total Selected Reserve", "Total Civilian"),
}
_ELSEWHERE = re.compile(r"\((see\b|not available)", re.IGNORECASE)
_NOTE = "*"


def nobody(row: Row) -> bool:
    """Whether no count of the row is above zero."""
    return not any(_number(row.cells, column) for column, _ in COUNTS)


def refers(row: Row) -> bool:
    """Whether nobody is counted and the place says that the counts are elsewhere, or nowhere."""
    return nobody(row) and _ELSEWHERE.search(row.cells["Location"]) is not None


def no_count(row: Row, beside: Sequence[Row]) -> Doubt | None:
    """The refusal of a row whose zeros count nobody; `beside` are the reports of the place next to it."""
    if not nobody(row):
        return None
    location = row.cells["Location"]
    if refers(row):
        return Doubt(row.line, "Location", f"{location!r} refers elsewhere instead of counting", refused=True)
    if location.endswith(_NOTE):
        return Doubt(row.line, "Location", f"0 at {location!r}, a mark of a note that the file does not hold: no count", refused=True)
    unclear = next((other.line for other in beside if refers(other)), None)
    if unclear is None:
        return None
    return Doubt(row.line, ACTIVE, f"0 beside line {unclear}, which refers elsewhere instead of counting: no count either", refused=True)


def weighed(row: Row, column: str) -> Iterator[Doubt]:
    """What is wrong with a total: refused where it is nothing beside a part that is something, a doubt where it does not fit them."""
    total, parts = _number(row.cells, column), {part: _number(row.cells, part) for part in PARTS[column]}
    known = {part: count for part, count in parts.items() if count is not None}
    largest = max(known, key=lambda part: known[part], default=None)
    if total is None or largest is None:
        return
    if total < known[largest]:
        none = total == 0
        does = "no total" if none else "read as it stands"
        yield Doubt(row.line, column, f"{total} is less than {largest} alone ({known[largest]}); {does}", refused=none)
    elif column == EVERYBODY and len(known) == len(parts) and total > sum(known.values()):
        yield Doubt(row.line, column, f"{total} is more than its parts together ({sum(known.values())}); some are in none of them")


def _number(cells: Mapping[str, str], column: str) -> int | None:
    text = cells.get(column, "")
    return int(text) if text.isdecimal() else None
