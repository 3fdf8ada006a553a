"""The service's own clock, and how its instants are written."""

import re
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from events.edtf import Day

Instant = int
"""Microseconds since 1970-01-01T00:00:00Z."""
Clock = Callable[[], Instant]

_RFC_3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH = _EPOCH.replace(tzinfo=None)
_EPOCH_DAY = _EPOCH.toordinal()
_DAY_MICROSECONDS = 86_400_000_000
_FIRST = (1 - _EPOCH_DAY) * _DAY_MICROSECONDS
_LAST = (date.max.toordinal() + 1 - _EPOCH_DAY) * _DAY_MICROSECONDS - 1


def system_clock() -> Instant:
    """Now, by this machine."""
    return time.time_ns() // 1_000


@lru_cache(maxsize=1_024)  # the events of an append share one, and are mostly read together
def write(instant: Instant) -> str:
    """RFC 3339 in UTC with six decimals: ``2024-09-08T06:30:00.000000Z``. Raises OverflowError outside the years 1 to 9999."""
    return (_NAIVE_EPOCH + timedelta(microseconds=instant)).isoformat(timespec="microseconds") + "Z"


def read(text: str) -> Instant:
    """An RFC 3339 date-time with a zone, cut to microseconds. Raises ValueError for anything else and for what `write` cannot write."""
    if not _RFC_3339.fullmatch(text):
        raise ValueError(f"{text[:80]!r} needs a day, a time with seconds and a zone, such as 2024-09-20T12:00:00Z")
    delta = datetime.fromisoformat(text.upper()) - _EPOCH
    instant = (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds
    if not _FIRST <= instant <= _LAST:
        raise ValueError(f"{text!r} lies outside the years 1 to 9999 in UTC")
    return instant


def day_of(instant: Instant) -> Day:
    """The UTC day of the instant, as an ordinal."""
    return _EPOCH_DAY + instant // _DAY_MICROSECONDS


def end_of_day(day: Day) -> Instant:
    """The last microsecond of the UTC day."""
    return (day - _EPOCH_DAY + 1) * _DAY_MICROSECONDS - 1
