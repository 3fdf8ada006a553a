import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import edtf
from timeline.importers.dates import Reading, numeric, parts, reversed_ends, span, taiwanese


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1/14/80", "1980-01-14"), ("7/7/05", "2005-07-07"), ("1980-01-xx", "1980-01-XX"), ("11/xx/1974", "1974-11-XX"),
        ("03/XX/1980", "1980-03-XX"), ("xx/xx/1984", "1984-XX-XX"), ("2010-04-13 00:00:00", "2010-04-13"), ("1999", "1999-XX-XX"),
        ("12/31/1999", "1999-12-31"), ("7/11/2012 19:31:23", "2012-07-11"), ("08.xx.2007", "2007-08-XX"),
    ],
)  # fmt: skip
def test_what_is_written_plainly_is_read_without_a_doubt(typed: str, read: str) -> None:
    assert numeric(typed) == Reading(read)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("11xx/2002", "2002-11-XX"), ("11/xx2002", "2002-11-XX"), ("08/051999", "1999-08-05"), ("08/04//1986", "1986-08-04"),
        ("0427/1997", "1997-04-27"), ("10/xx/007", "2007-10-XX?"), ("02/126/1993", "1993-02-XX"),
        ("2/30/1995", "1995-02-XX"), ("14/xx/1995", "1995-XX-XX"),
    ],
)  # fmt: skip
def test_what_is_mistyped_is_read_with_a_doubt_that_repeats_it(typed: str, read: str) -> None:
    found = numeric(typed)
    assert found.text == read
    assert found.doubt is not None


@pytest.mark.parametrize("typed", ["", "-9", "NA", "xx/xx/xxxx", "-77"])
def test_what_says_unknown_is_unknown_without_a_doubt(typed: str) -> None:
    assert numeric(typed) == Reading(None)


def test_an_unknown_day_is_never_the_first_of_the_month() -> None:
    assert parts("1988", "6", "") == Reading("1988-06-XX")
    assert parts("1988", "", "") == Reading("1988-XX-XX")
    assert parts("1988", "-99", "7").text == "1988-XX-XX"


def test_day_before_month_where_the_sheet_says_so() -> None:
    assert numeric("4/3/1984", "dmy") == Reading("1984-03-04")


@pytest.mark.parametrize(("typed", "read"), [("112-05-19", "2023-05-19"), ("2023-09-18", "2023-09-18"), ("20230115 (2)", "2023-01-15")])
def test_minguo_and_other_years_of_taiwan(typed: str, read: str) -> None:
    assert taiwanese(typed).text == read
    assert (taiwanese(typed).doubt is not None) == ("(" in typed)


def test_an_end_that_only_may_lie_before_the_start_is_no_contradiction() -> None:
    assert not reversed_ends("2000-04-24", "2000-04-XX")
    assert reversed_ends("2000-04-24", "2000-01-XX")
    assert span("2000-04-24", "2000-04-24") == "2000-04-24"
    assert span("2000-04-XX", "2000-04-XX") == "2000-04-XX/2000-04-XX"


@given(st.from_regex(r"[0-9xX]{0,4}[/.\-]{0,2}[0-9xX]{0,3}[/.\-]{0,2}[0-9xX]{0,4}( \(2\))?", fullmatch=True))
def test_whatever_is_typed_gives_a_date_that_reads_or_a_doubt(typed: str) -> None:
    for found in (numeric(typed), numeric(typed, "dmy"), taiwanese(typed)):
        if found.text is not None:
            edtf.parse(found.text)
