"""What the texts of the releases of Japan's Joint Staff say: days, hull numbers, classes of ships."""

import ast
import re
import unicodedata
from datetime import date

from timeline.importers.naming import listed

_FILE = re.compile(r"[a-z](\d{4})(\d{2})(\d{2})_")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[/月]\s*(\d{1,2})")
_NUMBERED = re.compile(r"[\u2460-\u2473\u3251-\u325f]")
"""① to ㉟: taken apart they would be digits before those of the month."""
_ONWARD = re.compile(r"日?\s*(?:\([^)]*\))?\s*[~〜\-\u2013、]\s*(?:(\d{1,2})\s*[/月]\s*)?(\d{1,2})(?!\d|時|型|隻|機)")
_HULL = re.compile(r"(?<![\dA-Za-z-])\d{2,4}(?=[)」、,])")
_AIRCRAFT = re.compile(r"(?<![-\d])(\d+)機")
_REIWA_DAY = re.compile(r"(?:令和\s*(\d+|元)\s*年)?\s*(\d{1,2})月(\d{1,2})日")


def release_day(file_name: str) -> str | None:
    """``p20220802_02.pdf`` is of 2 August 2022."""
    match = _FILE.match(file_name)
    return _day(*map(int, match.groups())) if match else None


def described_days(content: str, released: str) -> str | None:
    """The day or days that a track's own words begin with.

    ``7/31_…``, ``7/18~23_…``, ``12/17~12/31。…``, ``②12月18日…``, ``7/22(南下)、7/27(北上)_…``.
    """
    text = unicodedata.normalize("NFKC", _NUMBERED.sub(" ", content)).partition("_")[0]
    first = _MONTH_DAY.search(text)
    if first is None:
        return None
    start = _before(int(first[1]), int(first[2]), released)
    onward = _ONWARD.match(text, first.end())
    if start is None or onward is None:
        return start
    end = _before(int(onward[1] or first[1]), int(onward[2]), released)
    return f"{start}/{end}" if end is not None and end > start else start


def first_day(page: str, released: str) -> str | None:
    """The first day told of in the text below the heading, which begins with the day of release."""
    text = unicodedata.normalize("NFKC", page)
    days = [_before(int(month), int(dom), released) for _, month, dom in _REIWA_DAY.findall(text)]
    return next((day for day in days[1:] if day), None)


def _before(month: int, dom: int, released: str) -> str | None:
    """The latest such day that is not after the release: texts leave the year out."""
    year = int(released[:4])
    for candidate in (_day(year, month, dom), _day(year - 1, month, dom)):
        if candidate is not None and candidate <= released:
            return candidate
    return None


def _day(year: int, month: int, dom: int) -> str | None:
    try:
        return date(year, month, dom).isoformat()
    except ValueError:
        return None


def hulls(content: str) -> list[str]:
    """The hull numbers in parentheses or quotes: ``(舷號「119」及「121」)``, ``(599)``, after normalisation (NFKC)."""
    return listed(_HULL.findall(unicodedata.normalize("NFKC", content)))


def hulls_of(craft: str, content: str) -> list[str]:
    """The hull numbers in the parentheses right behind a class: ``054A(546)(573)、055(101)``."""
    plain, text = unicodedata.normalize("NFKC", craft), unicodedata.normalize("NFKC", content)
    behind = re.search(rf"{re.escape(plain)}\s*(?:\d+隻)?((?:\s*\([^()]*\))+)", text)
    return hulls(behind[1]) if behind else []


def aircraft(content: str) -> int | None:
    """How many aircraft: ``轟-6(2機)`` are two; None where there is not exactly one number."""
    found = _AIRCRAFT.findall(unicodedata.normalize("NFKC", content))
    return int(found[0]) if len(found) == 1 else None


def labels(cell: str) -> list[str]:
    """The classes, written as a list of Python; none where it is not one."""
    try:
        found = ast.literal_eval(cell)
    except (ValueError, SyntaxError):
        return []
    return listed(str(one).strip() for one in found) if isinstance(found, list) else []
