"""What the file names of press reports say of their days: ``19741121--0053-jme_1_74_1.txt`` is of 21 November 1974.

Behind the number stands the year under which the report was filed. Where the digits are a year and two more
(``197704--0109-jme2_1977_1.txt``), those are a day of a month that is not told; ``020415--…`` is of 15 April 2002.
"""

import re
from collections.abc import Sequence

from events import edtf
from timeline.importers.dates import UNKNOWN, Reading, parts
from timeline.importers.naming import listed

_REPORT = re.compile(r"(\d{8}|\d{6})(?:--|—)\d+-(\S+)")
_FILED = re.compile(r"(?:[a-z]{3}|_)(\d{4}|\d{2})(?:_\d+)?\.")
_BETWEEN = re.compile(r"\s*;\s*|\s+:\s+|,\s+(?=\d{6})")
_ADDED = "supplemented"


def named(cell: str) -> list[str]:
    """The reports that a cell names; that a row was supplemented names none."""
    return listed(report for report in (part.strip() for part in _BETWEEN.split(cell)) if report.lower() != _ADDED)


def told(report: str) -> Reading:
    """The day of a report, or its year alone; with a doubt and no date where it was filed under another year."""
    match = _REPORT.fullmatch(report)
    if match is None:
        return UNKNOWN
    digits, filing = match.groups()
    under = _FILED.search(filing.lower())
    filed = _year(under[1]) if under else None
    if len(digits) == 6 and digits[:4] == filed:
        return Reading(filed)
    year = _year(digits[:-4])
    if filed not in {None, year}:
        return Reading(None, f"{report!r} is of {year} by its date and of {filed} by its file; without a date")
    day = parts(year, digits[-4:-2], digits[-2:])
    return day if day.text and not day.doubt and edtf.parse(day.text).single_day else UNKNOWN


def _year(digits: str) -> str:
    return digits if len(digits) == 4 else f"{'19' if int(digits) >= 50 else '20'}{digits}"


def stated(readings: Sequence[Reading]) -> str | None:
    """One date, or the set of all, as EDTF."""
    plain = sorted({reading.text for reading in readings if reading.text})
    return None if not plain else plain[0] if len(plain) == 1 else f"{{{','.join(plain)}}}"
