"""The date subset: literal bounds, refusals with their reason, and any text at all."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.edtf import Day, EdtfError, Range, day, iso, parse

ACCEPTED: dict[str, tuple[str | None, str | None]] = {
    "2024": ("2024-01-01", "2024-12-31"),
    "0001": ("0001-01-01", "0001-12-31"),
    "9999": ("9999-01-01", "9999-12-31"),
    "2024-09": ("2024-09-01", "2024-09-30"),
    "2024-02": ("2024-02-01", "2024-02-29"),
    "2023-02": ("2023-02-01", "2023-02-28"),
    "1900-02": ("1900-02-01", "1900-02-28"),
    "2000-02": ("2000-02-01", "2000-02-29"),
    "9999-12": ("9999-12-01", "9999-12-31"),
    "2024-09-21": ("2024-09-21", "2024-09-21"),
    "2024-02-29": ("2024-02-29", "2024-02-29"),
    "0001-01-01": ("0001-01-01", "0001-01-01"),
    "9999-12-31": ("9999-12-31", "9999-12-31"),
    "2024-09-08T06:30:00Z": ("2024-09-08", "2024-09-08"),
    "2024-09-08T00:30:00+09:00": ("2024-09-08", "2024-09-08"),
    "2024-09-08T23:59:59.999999-11:30": ("2024-09-08", "2024-09-08"),
    "2024-09-08/2024-09-21": ("2024-09-08", "2024-09-21"),
    "2024-09-08/2024-09-08": ("2024-09-08", "2024-09-08"),
    "2023-09/2023-10": ("2023-09-01", "2023-10-31"),
    "2024/2024-09": ("2024-01-01", "2024-09-30"),
    "2024-10/2024": ("2024-10-01", "2024-12-31"),
    "2024-21/2024-23": ("2024-03-01", "2024-11-30"),
    "2024-09-08T06:30:00Z/2024-09-09T06:30:00Z": ("2024-09-08", "2024-09-09"),
    "2024-09-08/..": ("2024-09-08", None),
    "../2024-09-21": (None, "2024-09-21"),
    "2024-09/": ("2024-09-01", None),
    "/2024-09": (None, "2024-09-30"),
    "2024?": ("2024-01-01", "2024-12-31"),
    "2024-09~": ("2024-09-01", "2024-09-30"),
    "2024-09-08%": ("2024-09-08", "2024-09-08"),
    "2024-09-08?/2024-10~": ("2024-09-08", "2024-10-31"),
    "202X": ("2020-01-01", "2029-12-31"),
    "20XX": ("2000-01-01", "2099-12-31"),
    "000X": ("0001-01-01", "0009-12-31"),
    "2024-XX": ("2024-01-01", "2024-12-31"),
    "2024-0X": ("2024-01-01", "2024-09-30"),
    "2024-1X": ("2024-10-01", "2024-12-31"),
    "2024-XX-XX": ("2024-01-01", "2024-12-31"),
    "2024-0X-XX": ("2024-01-01", "2024-09-30"),
    "202X-XX-XX": ("2020-01-01", "2029-12-31"),
    "2024-09-XX": ("2024-09-01", "2024-09-30"),
    "2024-09-0X": ("2024-09-01", "2024-09-09"),
    "2024-09-3X": ("2024-09-30", "2024-09-30"),
    "2024-02-2X": ("2024-02-20", "2024-02-29"),
    "2023-02-2X": ("2023-02-20", "2023-02-28"),
    "2024-09-XX?": ("2024-09-01", "2024-09-30"),
    "[2024-09-08,2024-09-21]": ("2024-09-08", "2024-09-21"),
    "{2024-11,2024-09}": ("2024-09-01", "2024-11-30"),
    "[2024..2026]": ("2024-01-01", "2026-12-31"),
    "[2024-09-08..2024-09-10,2025,2023-0X~]": ("2023-01-01", "2025-12-31"),
    "[2024-09-08]": ("2024-09-08", "2024-09-08"),
    "2024-21": ("2024-03-01", "2024-05-31"),
    "2024-22": ("2024-06-01", "2024-08-31"),
    "2024-23": ("2024-09-01", "2024-11-30"),
    "2024-24": ("2024-12-01", "2025-02-28"),
    "2023-24": ("2023-12-01", "2024-02-29"),
    "9998-24": ("9998-12-01", "9999-02-28"),
    "2024-24~": ("2024-12-01", "2025-02-28"),
}

REFUSED: dict[str, str] = {
    "": "not a date",
    " 2024": "not a date",
    "2024\n": "not a date",
    "24": "not a date",
    "02024": "not a date",
    "-2024": "not a date",
    "Y20240": "not a date",
    "2024-9": "not a date",
    "2024-9-8": "not a date",
    "2024/9/8": "more than one '/'",
    "20240908": "not a date",
    "8 Sep 2024": "not a date",
    "2024-W36": "not a date",
    "2024-252": "not a date",
    "2024?-09": "not a date",
    "?2024": "not a date",
    "2024-09-08??": "not a date",
    "2024S2": "not a date",
    "x": "not a date",
    "202x": "not a date",
    "٢٠٢٤": "not a date",
    "2024-09-٠٨": "not a date",
    "2024-02-30": "not a day of the calendar",
    "2023-02-29": "not a day of the calendar",
    "1900-02-29": "not a day of the calendar",
    "2024-09-00": "not a day of the calendar",
    "2024-09-31?": "not a day of the calendar",
    "2024-13-01": "no month 13",
    "2024-00": "no month 00",
    "2024-13": "no month 13",
    "2024-20": "no month 20",
    "2024-25": "no month 25",
    "2024-21-05": "no month 21",
    "0000": "years run from 0001",
    "0000-01-01": "years run from 0001",
    "XXXX": "not a date",
    "9999-24": "past the year 9999",
    "2X24": "not a date",
    "2024-XX-08": "on the right",
    "202X-09": "on the right",
    "202X-09-08": "on the right",
    "2024-X1": "on the right",
    "2024-2X": "no month fits 2X",
    "2024-09-4X": "no day fits 4X",
    "2024-02-3X": "no day fits 3X",
    "2024-09-08T06:30Z": "needs seconds and a zone",
    "2024-09-08T06:30:00": "needs seconds and a zone",
    "2024-09-08T06:30:00Z?": "needs seconds and a zone",
    "2024-09-08 06:30:00Z": "not a date",
    "2024-09-08T25:00:00Z": "not a moment",
    "2024-09-08T23:59:60Z": "not a moment",
    "2024-02-30T00:00:00Z": "not a moment",
    "0001-01-01T00:00:00+14:00": "not a moment",
    "9999-12-31T23:00:00-01:00": "not a moment",
    "../..": "names no date",
    "/": "names no date",
    "../": "names no date",
    "/..": "names no date",
    "..": "not a date",
    "2024-10/2024-09": "ends before it starts",
    "2025/2024": "ends before it starts",
    "2024/2025/2026": "more than one '/'",
    "2024/x": "'x' is not a date",
    "2024/[2025]": "not a date",
    "[": "closing bracket",
    "[2024": "closing bracket",
    "[2024}": "closing bracket",
    "{2024]": "closing bracket",
    "[]": "'' is not a date",
    "[2024,]": "'' is not a date",
    "[2024,,2025]": "'' is not a date",
    "[..2024]": "needs both ends",
    "[2024..]": "needs both ends",
    "[2025..2024]": "ends before it starts",
    "[2024..2025..2026]": "not a date",
    "2024" * 65: "at most 256 characters",
}


@pytest.mark.parametrize("text", ACCEPTED)
def test_an_accepted_text_has_these_bounds_and_is_kept_as_written(text: str) -> None:
    found = parse(text)
    assert (iso(found.earliest), iso(found.latest)) == ACCEPTED[text]
    assert found.text == text


@pytest.mark.parametrize("text", REFUSED)
def test_a_refused_text_is_told_why(text: str) -> None:
    with pytest.raises(EdtfError) as caught:
        parse(text)
    assert REFUSED[text] in str(caught.value)


def test_each_end_of_an_interval_keeps_its_own_range() -> None:
    found = parse("2023-09~/2023-10-05")
    assert found.interval
    assert found.start == Range(ordinal("2023-09-01"), ordinal("2023-09-30"), qualified=True)
    assert found.end == Range(ordinal("2023-10-05"), ordinal("2023-10-05"), qualified=False)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2024/2025", ("dated", "dated")),
        ("2024/..", ("dated", "open")),
        ("2024/", ("dated", "unknown")),
        ("../2024", ("open", "dated")),
        ("/2024", ("unknown", "dated")),
    ],
)
def test_an_open_end_is_told_from_an_unknown_one(text: str, ends: tuple[str, str]) -> None:
    assert parse(text).ends == ends


@pytest.mark.parametrize(
    "text", ["2024?", "2024-09~", "2024-09-08%", "2024-09-08/2024-09-21?", "2024~/..", "[2024,2025?]", "2024-09-XX%", "2024-24?"]
)
def test_a_qualifier_is_kept_and_does_not_widen(text: str) -> None:
    bare = parse(text.translate({ord(mark): None for mark in "?~%"}))
    assert parse(text).qualified
    assert not bare.qualified
    assert (parse(text).earliest, parse(text).latest) == (bare.earliest, bare.latest)


def test_a_date_time_counts_by_the_day_as_written_and_keeps_its_instant() -> None:
    found = parse("2024-09-08T00:30:00+09:00")
    assert found.instant == datetime(2024, 9, 8, 0, 30, tzinfo=timezone(timedelta(hours=9)))
    assert found.instant.astimezone(UTC).date() == date(2024, 9, 7)
    assert iso(found.earliest) == "2024-09-08"


@pytest.mark.parametrize(
    ("text", "single"), [("2024-09-08", True), ("2024-09-3X", True), ("2024-09", False), ("2024-09-08/..", False), ("/2024-09-08", False)]
)
def test_one_day_is_told_from_several(text: str, single: bool) -> None:
    assert parse(text).single_day is single


def test_a_day_is_written_in_full_and_nothing_else_is_one() -> None:
    assert day("2024-09-08") == ordinal("2024-09-08")
    for text in ("2024-09", "2024-09-08?", "2024-09-3X", "[2024-09-08]", "2024-09-08T06:30:00Z", "2024-02-30", "today"):
        with pytest.raises(EdtfError):
            day(text)


def ordinal(text: str) -> Day:
    return date.fromisoformat(text).toordinal()


digits = st.text("0123456789X", min_size=2, max_size=2)
years = st.one_of(st.integers(0, 9999).map("{:04d}".format), st.text("0129X", min_size=4, max_size=4))
dates = st.builds(
    lambda year, rest, mark: "-".join([year, *rest]) + mark,
    years,
    st.lists(st.integers(0, 32).map("{:02d}".format) | digits, max_size=3),
    st.sampled_from(["", "", "?", "~", "%"]),
)
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=9)), timezone(-timedelta(hours=11))])).map(
    datetime.isoformat
)
ends = st.one_of(dates, moments, st.sampled_from(["", ".."]))
members = st.one_of(dates, st.builds("{}..{}".format, dates, dates))
sets = st.builds(
    lambda pair, inside: pair[0] + ",".join(inside) + pair[1], st.sampled_from(["[]", "{}", "[}", "[["]), st.lists(members, max_size=4)
)
texts = st.one_of(dates, moments, st.builds("{}/{}".format, ends, ends), sets, st.text("0129X-/.,[]{}?~%TZ:+", max_size=24), st.text())


@given(texts)
def test_every_text_is_read_in_order_or_refused(text: str) -> None:
    """Nothing but EdtfError is ever raised."""
    try:
        found = parse(text)
    except EdtfError:
        return
    assert found.text == text
    assert found.earliest is not None or found.latest is not None
    assert found.earliest is None or found.latest is None or found.earliest <= found.latest
    for bound in (found.earliest, found.latest):
        assert bound is None or 1 <= bound <= date.max.toordinal()
    for span in (found.start, found.end):
        assert span.first is None or span.last is None or span.first <= span.last
    assert parse(text) == found


@given(st.dates(), st.dates())
def test_every_day_and_every_span_of_days_is_read(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert parse(one.isoformat()).earliest == parse(one.isoformat()).latest == day(one.isoformat()) == one.toordinal()
    found = parse(f"{first.isoformat()}/{last.isoformat()}")
    assert (found.earliest, found.latest) == (first.toordinal(), last.toordinal())
