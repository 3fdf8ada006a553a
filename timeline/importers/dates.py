"""Dates as people type them, made into honest EDTF: what is not known becomes X, never the first of the month.

Every function gives what could be read, None where nothing is known, and the doubt with which it was read, None without one.
"""

import re
from datetime import date
from typing import Literal, NamedTuple

from events import edtf

SENTINELS = frozenset({"", "NA", "N/A", "None", "xx", "-9"} | {str(code) for code in range(-99, -43)})
"""Cells that say "not known": also every code from -99 to -44."""
CENTURY_TURNS = 50
"""A year of two digits from 50 is of the twentieth century, one below of the twenty-first."""
ROC_FIRST = 1911
"""The Minguo year 1 is 1912."""

Order = Literal["mdy", "dmy"]


class Reading(NamedTuple):
    """`text` is EDTF."""

    text: str | None
    doubt: str | None = None


UNKNOWN = Reading(None)

_X = r"[xX]{1,2}"
_NUMERIC = (
    re.compile(rf"([0-9]{{1,2}}|{_X})([/.-]*)([0-9]{{1,2}}|{_X})([/.-]*)([0-9]{{4}}|[xX]{{4}})"),
    re.compile(rf"([0-9]{{1,2}}|{_X})([/.-])([0-9]{{3}})([/.-])([0-9]{{4}})"),
    re.compile(rf"([0-9]{{1,2}}|{_X})([/.-]+)([0-9]{{1,2}}|{_X})([/.-]+)([0-9]{{2,3}})"),
)
_ISO = re.compile(rf"([0-9]{{4}})-([0-9]{{1,2}}|{_X})-([0-9]{{1,2}}|{_X})")
_TIME = re.compile(r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})( ?\([0-9]+\))?")
_ROC = re.compile(r"([0-9]{2,3})-([0-9]{1,2})-([0-9]{1,2})( ?\([0-9]+\))?")


def sentinel(text: str) -> bool:
    return text in SENTINELS


def numeric(text: str, order: Order = "mdy") -> Reading:
    """``1/14/80``, ``1980-01-xx``, ``11/xx2002``, ``2010-04-13 00:00:00``: month before day unless `order` is dmy."""
    if sentinel(text):
        return UNKNOWN
    day_only = _TIME.sub("", text)
    if match := _ISO.fullmatch(day_only):
        return parts(*match.groups())
    for form in _NUMERIC:
        if match := form.fullmatch(day_only):
            return _typed(text, match, order)
    if re.fullmatch(r"[0-9]{4}", text):
        return parts(text, "", "")
    return Reading(None, f"{text!r} cannot be read as a date")


def _typed(text: str, match: "re.Match[str]", order: Order) -> Reading:
    first, before, second, after, year = match.groups()
    month, day = (first, second) if order == "mdy" else (second, first)
    if year.lower() == "xxxx":
        return UNKNOWN
    found = parts(_century(year), month, day)
    if len(year) == 3:
        return Reading(f"{found.text}?", f"{text!r}: the year has three digits; read as {found.text}")
    odd = f"{text!r} is mistyped; read as {found.text}" if before != after or len(before) != 1 else None
    return Reading(found.text, (found.doubt and f"{text!r}: {found.doubt}") or odd)


def _century(year: str) -> str:
    if len(year) == 4:
        return year
    number = int(year) % 100
    return str(number + (1900 if number >= CENTURY_TURNS else 2000))


def parts(year: str, month: str, day: str) -> Reading:
    """A date from three cells; a month or day that is unknown or impossible becomes XX, the latter with a doubt."""
    if sentinel(year) or not re.fullmatch(r"[0-9]{4}", year) or year == "0000":
        return UNKNOWN if sentinel(year) else Reading(None, f"{year!r} is no year")
    if not _known(month):
        return Reading(f"{year}-XX-XX", f"day {day} of no month" if _known(day) else None)
    if not 1 <= int(month) <= 12:
        return Reading(f"{year}-XX-XX", f"there is no month {month}")
    if not _known(day):
        return Reading(f"{year}-{int(month):02d}-XX")
    try:
        return Reading(date(int(year), int(month), int(day)).isoformat())
    except ValueError:
        return Reading(f"{year}-{int(month):02d}-XX", f"there is no day {day} in {year}-{int(month):02d}")


def _known(cell: str) -> bool:
    return cell.isascii() and cell.isdecimal()


def taiwanese(text: str) -> Reading:
    """``111-08-01`` (Minguo), ``2023-09-18``, ``20230115 (2)``; the number in parentheses is a second sheet of the day."""
    if sentinel(text):
        return UNKNOWN
    match = _ISO.fullmatch(text) or _COMPACT.fullmatch(text) or _ROC.fullmatch(text)
    if match is None:
        return Reading(None, f"{text!r} cannot be read as a date")
    year, month, day, *more = match.groups()
    found = parts(year if len(year) == 4 else str(int(year) + ROC_FIRST), month, day)
    return Reading(found.text, found.doubt or (f"{text!r}: taken for a second sheet of that day" if any(more) else None))


def reversed_ends(start: str, end: str) -> bool:
    """Whether no world has this start before this end, so that EDTF refuses ``start/end``."""
    first, last = edtf.parse(start).earliest, edtf.parse(end).latest
    return first is not None and last is not None and first > last


def span(start: str, end: str) -> str:
    """Both ends as one interval, or the day where both are the same one."""
    return start if start == end and edtf.parse(start).single_day else f"{start}/{end}"
