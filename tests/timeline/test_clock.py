"""Instants: written and read, and the days that they lie in."""

import itertools
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import clock

SECOND = 1_000_000
DAY = 86_400 * SECOND
FIRST = clock.read("0001-01-01T00:00:00Z")
LAST = clock.read("9999-12-31T23:59:59.999999Z")
instants = st.integers(FIRST, LAST)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.000001Z", 1),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("1970-01-01t00:00:01z", SECOND),
        ("1970-01-01T09:00:00+09:00", 0),
        ("1969-12-31T12:30:00-11:30", 0),
        ("2024-09-08T06:30:00.5Z", 1_725_777_000_500_000),
        ("2024-09-08T06:30:00.1234569Z", 1_725_777_000_123_456),
        ("0001-01-01T00:00:00Z", -62_135_596_800 * SECOND),
        ("9999-12-31T23:59:59.999999Z", 253_402_300_800 * SECOND - 1),
    ],
)
def test_a_date_time_with_a_zone_is_one_instant(text: str, instant: int) -> None:
    assert clock.read(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2024-09-08", "2024-09-08T06:30:00", "2024-09-08T06:30Z", "2024-09-08T06Z", "2024-09-08 06:30:00Z", "20240908T063000Z",
        "2024-W36-7T06:30:00Z", "2024-09-08T06:30:00,5Z", "2024-09-08T06:30:00.Z", "2024-09-08T06:30:00+09", "2024-09-08T06:30:00+0900",
        "2024-09-08T06:30:00+09:00:30", "2024-09-08T06:30:00 09:00", "2024-09-08T06:30:00Z ", "2024-09-08T06:30:00Z\n",
        "2024-02-30T00:00:00Z",
        "2024-09-08T25:00:00Z", "2024-09-08T23:59:60Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
        "٢٠٢٤-09-08T06:30:00Z",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        clock.read(text)


def test_a_naive_time_is_told_what_to_write() -> None:
    with pytest.raises(ValueError, match="zone, such as 2024-09-20T12:00:00Z"):
        clock.read("2024-09-08T06:30:00")


@given(instants)
def test_what_is_written_is_read_back_to_the_microsecond(instant: int) -> None:
    written = clock.write(instant)
    assert clock.read(written) == instant
    assert len(written) == len("2024-09-08T06:30:00.000000Z")


@given(instants, instants)
def test_texts_sort_as_their_instants_do(one: int, other: int) -> None:
    assert (clock.write(one) < clock.write(other)) is (one < other)


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), st.integers(-23 * 60, 23 * 60))  # noqa: DTZ001 - the zone follows
def test_a_zone_moves_no_instant(moment: datetime, offset_minutes: int) -> None:
    there = moment.replace(tzinfo=timezone(timedelta(minutes=offset_minutes)))
    assert clock.read(there.isoformat()) == (there - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@pytest.mark.parametrize("instant", [FIRST - 1, LAST + 1])
def test_nothing_is_written_outside_the_years_of_the_calendar(instant: int) -> None:
    with pytest.raises(OverflowError):
        clock.write(instant)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1969, 12, 31), date(1970, 1, 1), date(2024, 2, 29), date(9999, 12, 31)])
def test_a_day_runs_from_midnight_to_its_last_microsecond(day: date) -> None:
    last = clock.end_of_day(day.toordinal())
    assert clock.write(last) == f"{day.isoformat()}T23:59:59.999999Z"
    assert clock.day_of(last) == day.toordinal()
    assert clock.day_of(last - DAY + 1) == day.toordinal()
    assert clock.day_of(last + 1) == day.toordinal() + 1
    assert clock.day_of(last - DAY) == day.toordinal() - 1


@given(instants)
def test_the_day_of_an_instant_is_the_one_that_is_written(instant: int) -> None:
    assert date.fromordinal(clock.day_of(instant)).isoformat() == clock.write(instant)[:10]
    assert clock.end_of_day(clock.day_of(instant) - 1) < instant <= clock.end_of_day(clock.day_of(instant))


def test_the_system_clock_tells_the_time() -> None:
    before = datetime.now(UTC)
    now = clock.read(clock.write(clock.system_clock()))
    assert abs(now - clock.read(before.isoformat(timespec="microseconds"))) < 60 * SECOND
    ticks = [clock.system_clock() for _ in range(3)]
    assert all(later - earlier < 60 * SECOND for earlier, later in itertools.pairwise(ticks))
