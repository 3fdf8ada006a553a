"""The service's own clock, and how its instants are written."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from events.edtf import Day

Instant = int
"""Microseconds since 1970-01-01T00:00:00Z."""
Clock = Callable[[], Instant]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_DAY_MICROSECONDS = 86_400_000_000


def system_clock() -> Instant:
    """Now, by this machine."""
    return time.time_ns() // 1_000


def write(instant: Instant) -> str:
    """RFC 3339 in UTC with six decimals: ``2024-09-08T06:30:00.000000Z``."""
    seconds, micros = divmod(instant, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros).strftime("%Y-%m-%dT%H:%M:%S.%f") + "Z"


def read(text: str) -> Instant:
    """An RFC 3339 date-time with a zone. Raises ValueError for anything else."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or "T" not in text.upper():
        raise ValueError(f"{text!r} needs a time and a zone, such as 2024-09-20T12:00:00Z")
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def day_of(instant: Instant) -> Day:
    """The UTC day of the instant, as an ordinal."""
    return _EPOCH_DAY + instant // _DAY_MICROSECONDS


def end_of_day(day: Day) -> Instant:
    """The last microsecond of the UTC day."""
    return (day - _EPOCH_DAY + 1) * _DAY_MICROSECONDS - 1
