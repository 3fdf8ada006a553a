"""United States troops by country, 1950 to 2025: reports of the Defense Manpower Data Center, from the package troopdata.

A row counts those on active duty (`troops_ad`, equal to `Total` where that is given) and from 2008 also everybody
(`Grand Total`). The month is all that is known of the day counted, and of the day of the report.
"""

from collections.abc import Iterator
from typing import BinaryIO

from timeline.importers import countries
from timeline.importers.item import Doubt, Event, Found, Importer, Item
from timeline.importers.naming import Ids, slug
from timeline.importers.rows import Row, rows

NEEDS = ("ccode", "countryname", "year", "month", "source", "Location", "iso3c", "Total", "troops_ad", "Grand Total")
MONTHS = {name: number for number, name in enumerate(("March", "June", "September", "December"), start=1)}
"""The quarter that ends with the month."""
COUNTS = (("troops_ad", "active duty"), ("Grand Total", "active duty, selected reserve and civilians"))
SOURCE = {
    "publisher": "troopdata",
    "url": "https://github.com/meflynn/troopdata",
    "title": "Flynn, Michael E. troopdata: Tools for Analyzing Cross-National Military Deployment and Basing Data",
    "chain": ["US Department of Defense, Defense Manpower Data Center"],
}


FOOTNOTE = "(See "


def read(file: BinaryIO) -> Iterator[Item]:
    ids = Ids()
    for row in rows(file, needs=NEEDS):
        if isinstance(row, Doubt):
            yield row
        else:
            yield from _reported(row, ids)


def _reported(row: Row, ids: Ids) -> Iterator[Item]:
    cells = row.cells
    if FOOTNOTE in cells["Location"] and not any(cells[column].strip("0").isdecimal() for column, _ in COUNTS):
        yield Doubt(row.line, "Location", f"{cells['Location']!r} sends to another table instead of counting", refused=True)
        return
    quarter = MONTHS.get(cells["month"])
    if quarter is None or not cells["year"].isdecimal():
        yield Doubt(row.line, "month", f"{cells['month']!r} {cells['year']!r} is no month of a report", refused=True)
        return
    month = f"{cells['year']}-{quarter * 3:02d}"
    name = cells["countryname"] or cells["Location"]
    country, doubt = _country(row, name)
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
            data = {"actor": "US", "figure": {"value": int(count), "unit": "person", "scope": scope}}
            yield Found(row.line, {**event, "id": f"{key}:{slug(column)}", "data": data}, {"/data": column})
        elif count not in {"", "NA"}:
            yield Doubt(row.line, column, f"{count!r} is no number; left out")
    if not found:
        yield Doubt(row.line, "troops_ad", "there is no number", refused=True)
    if row.cells["Total"].isdecimal() and row.cells["Total"] != row.cells["troops_ad"]:
        yield Doubt(row.line, "Total", f"{row.cells['Total']} is not the {row.cells['troops_ad']} of troops_ad, which counts")


def _country(row: Row, name: str) -> tuple[str | None, Doubt | None]:
    """By the name, then by the codes; they sometimes disagree."""
    code = countries.by_alpha_3(row.cells["iso3c"]) if row.cells["iso3c"] != "NA" else None
    named = countries.by_name(name) or countries.by_cow_number(row.cells["ccode"])
    if named is None and code is None:
        return None, Doubt(row.line, "countryname", f"{name!r} has no country code; the place keeps its name only")
    if named and code and named != code:
        return named, Doubt(row.line, "iso3c", f"{row.cells['iso3c']} is {code}, but {name!r} is {named}; the name counts")
    return named or code, None


IMPORTER = Importer("us-troops", "US troops by country 1950-2025 (CSV of troopdata)", read)
