"""The `edtf` package as a second opinion on the date subset, with every known difference and its reason."""

import logging
import time
from datetime import date

import edtf as oracle
import pytest

from events.edtf import Day, Edtf, EdtfError, parse
from tests.events.test_edtf import ACCEPTED

WINTER = "the oracle's winter ends with the year; ours with February, as meteorologists count"
UNKNOWN_END = "the oracle guesses ten years for an unknown end; ours has no bound"
PARTIAL = "the oracle reads a partly unspecified day or month but cannot give its bounds"
YEAR_0 = "the oracle's 000X begins with the year 0"
DIFFERENT = {
    **dict.fromkeys(["2024-24", "2023-24", "9998-24"], WINTER),
    **dict.fromkeys(["2024-09/", "/2024-09"], UNKNOWN_END),
    **dict.fromkeys(["2024-0X-XX", "2024-09-0X", "2024-09-3X", "2024-02-2X", "2023-02-2X"], PARTIAL),
    "000X": YEAR_0,
}
ONLY_OURS = {
    "2024-0X": "a partly unspecified month without a day",
    "2024-1X": "a partly unspecified month without a day",
    "2024-24~": "a qualified season",
    "[2024-09-08]": "a set of one",
    "[2024-09-08..2024-09-10,2025,2023-0X~]": "a qualified member of a set",
    "2024-09-08T23:59:59.999999-11:30": "fractions of a second",
    "2024-09-08T06:30:00Z/2024-09-09T06:30:00Z": "an interval of date-times",
}
ONLY_THEIRS = {
    "2024-02-3X": "no day of the calendar fits",
    "2024-25": "further seasons",
    "2024-1X-01": "unspecified digits on the left of specified ones",
    "0000": "the year 0",
    "-2024": "years before 1",
    "Y20240": "years after 9999",
    "2024?-09": "qualifiers inside a date",
    "[..2024]": "sets without an end",
    "2024-09-08T06:30:00": "a date-time without a zone",
}
AGREED = [
    *(text for text in ACCEPTED if text not in DIFFERENT and text not in ONLY_OURS),
    *(f"{year:04d}-{month:02d}" for year in (1, 1900, 2000, 2023, 2024, 9998) for month in (1, 2, 9, 12, 21, 22, 23)),
    *(f"{year:04d}-{month:02d}-XX" for year in (1, 1900, 2000, 2024) for month in (1, 2, 9, 12)),
    *(f"2024-{month:02d}-28/2025-{month:02d}" for month in range(1, 13)),
]


def theirs(text: str) -> tuple[Day | None, Day | None] | None:
    """The oracle's bounds, None where it gives none."""
    logging.disable(logging.CRITICAL)
    try:
        read = oracle.parse_edtf(text)
        return _ordinal(read.lower_strict()), _ordinal(read.upper_strict())
    except (oracle.EDTFParseException, AttributeError, TypeError, ValueError):
        return None
    finally:
        logging.disable(logging.NOTSET)


def _ordinal(bound: time.struct_time | float) -> Day | None:
    """The oracle writes no bound as an infinity."""
    return None if isinstance(bound, float) else date(*bound[:3]).toordinal()


def ours(text: str) -> Edtf | None:
    try:
        return parse(text)
    except EdtfError:
        return None


@pytest.mark.parametrize("text", AGREED)
def test_the_oracle_gives_the_same_bounds(text: str) -> None:
    assert theirs(text) == (parse(text).earliest, parse(text).latest)


@pytest.mark.parametrize("text", DIFFERENT)
def test_a_known_difference_from_the_oracle_is_still_one(text: str) -> None:
    assert theirs(text) != (parse(text).earliest, parse(text).latest), DIFFERENT[text]


@pytest.mark.parametrize("text", ONLY_OURS)
def test_this_only_we_read(text: str) -> None:
    assert ours(text) is not None
    assert theirs(text) is None, ONLY_OURS[text]


@pytest.mark.parametrize("text", ONLY_THEIRS)
def test_this_only_the_oracle_reads(text: str) -> None:
    assert ours(text) is None
    oracle.parse_edtf(text)
