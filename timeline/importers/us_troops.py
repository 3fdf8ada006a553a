"""United States troops by country, 1950 to 2025: reports of the Defense Manpower Data Center, from the package troopdata.

A row counts those on active duty (`troops_ad`, equal to `Total` where that is given) and from 2008 also everybody
(`Grand Total`). The month is all that is known of the day counted, and of the day of the report. The reports of a place stand
together, and a zero is judged beside the ones next to it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import BinaryIO

from timeline.importers import countries
from timeline.importers.item import Doubt, Event, Found, Importer, Item
from timeline.importers.naming import Ids, slug
from timeline.importers.rows import Row, rows
from timeline.importers.troop_totals import ACTIVE, COUNTS, no_count, weighed

NEEDS = ("ccode", "countryname", "year", "month", "source", "Location", "iso3c", "Total", "troops_ad", "Grand Total")
MONTHS = {name: number for number, name in enumerate(("March", "June", "September", "December"), start=1)}
"""The quarter that ends with the month."""
AREAS = ("Total - ", "USSR & East Europe", "USSR and East Europe")
"""How a location begins that is an area, whatever country it was filed under."""
SOURCE = {
    "publisher": "troopdata",
    "url": "https://github.com/meflynn/troopdata",
    "title": "Flynn, Michael E. troopdata: Tools for Analyzing Cross-National Military Deployment and Basing Data",
    "chain": ["US Department of Defense, Defense Manpower Data Center"],
}


def read(file: BinaryIO) -> Iterator[Item]:
    ids = Ids()
    for _, together in groupby(rows(file, needs=NEEDS), key=lambda row: "" if isinstance(row, Doubt) else _place(row)):
        reports = list(together)
        yield from (row for row in reports if isinstance(row, Doubt))
        yield from _of_place([row for row in reports if isinstance(row, Row)], ids)


def _place(row: Row) -> str:
    return row.cells["countryname"] or row.cells["Location"]


def _of_place(reports: Sequence[Row], ids: Ids) -> Iterator[Item]:
    for number, row in enumerate(reports):
        if refusal := no_count(row, (*reports[max(0, number - 1) : number], *reports[number + 1 : number + 2])):
            yield refusal
        else:
            yield from _reported(row, ids)


def _reported(row: Row, ids: Ids) -> Iterator[Item]:
    cells = row.cells
    quarter = MONTHS.get(cells["month"])
    if quarter is None or not cells["year"].isdecimal():
        yield Doubt(row.line, "month", f"{cells['month']!r} {cells['year']!r} is no month of a report", refused=True)
        return
    month = f"{cells['year']}-{quarter * 3:02d}"
    name, country, doubt = _country(row)
    yield from [doubt] if doubt else []
    plain = f"us-troops:{month}:{slug(cells['Location'])}"
    key = ids.unique(plain)
    if ids.repeated(plain):
        yield Doubt(row.line, "Location", f"{cells['Location']!r} stands on an earlier line of {month} too; read as another report of it")
    place = {"name": cells["Location"]} | ({"country": country} if country else {})
    event: Event = {
        "type": "deployment.presence_reported", "subject": f"deployment/us-troops-{slug(name)}", "valid": month,
        "source": SOURCE | {"published": f"{month}~", "stated": month}, "places": [place],
    }  # fmt: skip
    yield from _counts(row, key, event)


def _counts(row: Row, key: str, event: Event) -> Iterator[Item]:
    found = 0
    for column, scope in COUNTS:
        count = row.cells[column]
        if count.isdecimal():
            found += 1
            doubts = list(weighed(row, column))
            yield from doubts
            data = {"actor": "US", "figure": {"value": int(count), "unit": "person", "scope": scope}}
            if not any(doubt.refused for doubt in doubts):
                yield Found(row.line, {**event, "id": f"{key}:{slug(column)}", "data": data}, {"/data": column})
        elif count not in {"", "NA"}:
            yield Doubt(row.line, column, f"{count!r} is no number; left out")
    if not found:
        yield Doubt(row.line, ACTIVE, "there is no number", refused=True)
    if row.cells["Total"].isdecimal() and row.cells["Total"] != row.cells[ACTIVE]:
        yield Doubt(row.line, "Total", f"{row.cells['Total']} is not the {row.cells[ACTIVE]} of {ACTIVE}, which counts")


def _country(row: Row) -> tuple[str, str | None, Doubt | None]:
    """Name and country: by the name, then by the codes; they sometimes disagree."""
    name, location = _place(row), row.cells["Location"]
    if location.startswith(AREAS):
        return location, None, Doubt(row.line, "Location", f"{location!r} is more than {name!r}, which it is filed under; stands alone")
    code = countries.by_alpha_3(row.cells["iso3c"]) if row.cells["iso3c"] != "NA" else None
    named = countries.by_name(name) or countries.by_cow_number(row.cells["ccode"])
    if named is None and code is None:
        return name, None, Doubt(row.line, "countryname", f"{name!r} has no country code; the place keeps its name only")
    if named and code and named != code:
        return name, named, Doubt(row.line, "iso3c", f"{row.cells['iso3c']} is {code}, but {name!r} is {named}; the name counts")
    return name, named or code, None


IMPORTER = Importer("us-troops", "US troops by country 1950-2025 (CSV of troopdata)", read)
