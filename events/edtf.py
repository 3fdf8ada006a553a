"""The part of EDTF that the service reads: dates as people know them, with their uncertainty.

Extended Date/Time Format is ISO 8601-2:2019, annex A (Library of Congress, 2019). Accepted are years, months and days,
date-times with a zone, intervals with open or unknown ends, the qualifiers ``?`` ``~`` ``%`` at the end of a date,
unspecified digits on the right, sets counted by their bounds, and the seasons 21 to 24 (northern, meteorological).
Everything else is refused. Days are proleptic Gregorian ordinals (`datetime.date.toordinal`), bounds are inclusive and
``None`` stands for no bound.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Literal, NamedTuple

Day = int
Bound = Day | None
End = Literal["dated", "open", "unknown"]

YEAR_MAX = 9999
SEASON_FIRST_MONTH = {21: 3, 22: 6, 23: 9, 24: 12}
LONGEST_TEXT = 256

_DATE = re.compile(r"([0-9]{1,4}X{0,3})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?([?~%])?")
_DATE_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:[0-9]{2})")


class EdtfError(ValueError):
    """The text is not a date that this service reads; the message says why."""


class Range(NamedTuple):
    """Some day from `first` to `last`, both included; `qualified` when its author marked it ``?``, ``~`` or ``%``."""

    first: Bound
    last: Bound
    qualified: bool = False


class Edtf(NamedTuple):
    """A date text with its bounds.

    `start` and `end` are the ranges of the two ends of an interval; for any other form both are the whole range.
    `instant` is the moment of a date-time; its days are those of the date as written.
    """

    text: str
    earliest: Bound
    latest: Bound
    start: Range
    end: Range
    interval: bool = False
    ends: tuple[End, End] = ("dated", "dated")
    instant: datetime | None = None

    @property
    def single_day(self) -> bool:
        return self.earliest is not None and self.earliest == self.latest

    @property
    def qualified(self) -> bool:
        return self.start.qualified or self.end.qualified


@lru_cache(maxsize=65_536)
def parse(text: str) -> Edtf:
    """Read a date; the text is kept as it was sent.

    Raises EdtfError with a sentence that says what is wrong.
    """
    if len(text) > LONGEST_TEXT:
        raise EdtfError(f"a date has at most {LONGEST_TEXT} characters")
    if "/" in text:
        return _interval(text)
    if text[:1] in {"[", "{"}:
        return _set(text)
    span, instant = _date(text)
    return Edtf(text, span.first, span.last, span, span, instant=instant)


def day(text: str) -> Day:
    """One calendar day written YYYY-MM-DD. Raises EdtfError for anything else."""
    single = _plain_day(text)
    if single is None:
        raise EdtfError(f"{text[:LONGEST_TEXT]!r} is not one day of the calendar written YYYY-MM-DD")
    return single


@lru_cache(maxsize=50_000)  # a log speaks of few days, many times each
def iso(ordinal: Bound) -> str | None:
    """The day as YYYY-MM-DD, or None for no bound."""
    return None if ordinal is None else date.fromordinal(ordinal).isoformat()


def _interval(text: str) -> Edtf:
    left, _, right = text.partition("/")
    if "/" in right:
        raise EdtfError(f"{text!r} has more than one '/'")
    start, start_kind = _end(left)
    end, end_kind = _end(right)
    if start_kind != "dated" and end_kind != "dated":
        raise EdtfError(f"{text!r} names no date at all")
    if start.first is not None and end.last is not None and start.first > end.last:
        raise EdtfError(f"{text!r} ends before it starts; write the earlier date first")
    return Edtf(text, start.first, end.last, start, end, interval=True, ends=(start_kind, end_kind))


def _end(text: str) -> tuple[Range, End]:
    if text == "":
        return Range(None, None), "unknown"
    if text == "..":
        return Range(None, None), "open"
    return _date(text)[0], "dated"


def _set(text: str) -> Edtf:
    if text[-1:] != {"[": "]", "{": "}"}[text[0]]:
        raise EdtfError(f"{text!r} is a set without its closing bracket")
    members = [_member(part) for part in text[1:-1].split(",")]
    first = min(m.first for m in members if m.first is not None)
    last = max(m.last for m in members if m.last is not None)
    whole = Range(first, last, any(m.qualified for m in members))
    return Edtf(text, first, last, whole, whole)


def _member(text: str) -> Range:
    if ".." not in text:
        return _date(text)[0]
    left, _, right = text.partition("..")
    if not left or not right:
        raise EdtfError(f"{text!r}: a range inside a set needs both ends")
    low, high = _date(left)[0], _date(right)[0]
    if low.first is not None and high.last is not None and low.first > high.last:
        raise EdtfError(f"{text!r} ends before it starts; write the earlier date first")
    return Range(low.first, high.last, low.qualified or high.qualified)


def _date(text: str) -> tuple[Range, datetime | None]:
    single = _plain_day(text)
    if single is not None:
        return Range(single, single), None
    if "T" in text:
        return _date_time(text)
    match = _DATE.fullmatch(text)
    if match is None or len(match[1]) != 4:
        raise EdtfError(
            f"{text!r} is not a date of the accepted EDTF forms, such as 2024, 2024-09, 2024-09-21, 2024-09-XX or 2024-09-08/2024-09-21"
        )
    year, month, day_text, mark = match.groups()
    qualified = mark is not None
    if "X" not in text:
        return _exact(text, int(year), int(month) if month else None, int(day_text) if day_text else None, qualified), None
    return _unspecified(text, year, month, day_text, qualified), None


def _plain_day(text: str) -> Day | None:
    """The commonest form by the shortest way. None leaves the text to the grammar, which says what is wrong with it."""
    if len(text) != 10 or not text[4] == text[7] == "-" or not text.isascii():
        return None
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def _exact(text: str, year: int, month: int | None, dom: int | None, qualified: bool) -> Range:
    if not 1 <= year <= YEAR_MAX:
        raise EdtfError(f"{text!r}: years run from 0001 to {YEAR_MAX}")
    if month is None:
        return Range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal(), qualified)
    if month in SEASON_FIRST_MONTH and dom is None:
        first = SEASON_FIRST_MONTH[month]
        if year == YEAR_MAX and first == 12:
            raise EdtfError(f"{text!r} runs past the year {YEAR_MAX}")
        return Range(_ordinal(year, first), _month_end(year, first + 2), qualified)
    if not 1 <= month <= 12:
        raise EdtfError(f"{text!r} has no month {month:02d}; months are 01 to 12, seasons 21 to 24")
    if dom is None:
        return Range(_ordinal(year, month), _month_end(year, month), qualified)
    single = _calendar_day(f"{year:04d}-{month:02d}-{dom:02d}")
    return Range(single, single, qualified)


def _calendar_day(text: str) -> Day:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        raise EdtfError(f"{text!r} is not a day of the calendar") from None


def _unspecified(text: str, year: str, month: str | None, dom: str | None, qualified: bool) -> Range:
    """Bounds of a date with X for unknown digits: the first and the last day that fit."""
    digits = year + (month or "") + (dom or "")
    if "X" in digits.rstrip("X"):
        raise EdtfError(f"{text!r}: only digits on the right may be unspecified")
    low_year, high_year = max(1, int(year.replace("X", "0"))), int(year.replace("X", "9"))
    if high_year < 1 or year.startswith("X"):
        raise EdtfError(f"{text!r}: years run from 0001 to {YEAR_MAX}")
    low_month, high_month = _fit(text, month, 1, 12, "month")
    last_of_month = _month_end(high_year, high_month) - _ordinal(high_year, high_month) + 1
    low_day, high_day = _fit(text, dom, 1, last_of_month, "day")
    return Range(_ordinal(low_year, low_month) + low_day - 1, _ordinal(high_year, high_month) + high_day - 1, qualified)


def _fit(text: str, digits: str | None, least: int, most: int, name: str) -> tuple[int, int]:
    if digits is None:
        return least, most
    low, high = max(least, int(digits.replace("X", "0"))), min(most, int(digits.replace("X", "9")))
    if low > high:
        raise EdtfError(f"{text!r}: no {name} fits {digits}")
    return low, high


def _date_time(text: str) -> tuple[Range, datetime]:
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise EdtfError(f"{text!r}: a date-time needs seconds and a zone, such as 2024-09-08T06:30:00Z or 2024-09-08T15:30:00+09:00")
    try:
        instant = datetime.fromisoformat(text)
        instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise EdtfError(f"{text!r} is not a moment of the calendar, in its zone and in UTC") from None
    single = date.fromisoformat(match[1]).toordinal()
    return Range(single, single), instant


def _ordinal(year: int, month: int) -> Day:
    return date(year, month, 1).toordinal()


def _month_end(year: int, month: int) -> Day:
    """The last day of a month; a month above 12 lies in the next year."""
    year, month = year + month // 12, month % 12 + 1
    return _ordinal(year, month) - 1 if year <= YEAR_MAX else date.max.toordinal()
