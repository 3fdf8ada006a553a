"""Tracks of PLA aircraft and balloons around Taiwan, from the daily maps of its Ministry of National Defense (PLA Path Database).

Three layouts came one after the other: to September 2023 with Minguo dates and mojibake beside a repaired column, to January 2024
in plain UTF-8, then polygons with a description of each group, balloons in several pieces, and lines that only measure distances.
From the third layout on a map covers the twenty-four hours up to the morning of its date: `valid` is the day before where the hours of a
group say so, else the two days together. Groups that are told of together are also drawn apart, and only those count.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from timeline.importers.dates import taiwanese
from timeline.importers.features import Feature, features
from timeline.importers.geometry import places
from timeline.importers.item import Doubt, Event, Found, Importer, Item, Passed
from timeline.importers.naming import Ids, digest
from timeline.importers.sheets import balloon_span, crossings, flown, sorties

CHAIN = ["Ministry of National Defense, Taiwan"]
SOURCE = {
    "publisher": "PLA Path Database",
    "url": "https://github.com/data-reporter/PLA_Path_Database",
    "title": "PLA Path Database: daily maps of the Ministry of National Defense",
    "chain": CHAIN,
}
PASSED = {"distance": "a line that measures a distance", "polygon_#multi": "several groups at once, each of which is drawn apart"}


def read(file: BinaryIO) -> Iterator[Item]:
    ids = Ids()
    for feature in features(file):
        properties = {name: _text(value) for name, value in feature.properties.items()}
        column = next((name for name in ("dates", "date") if name in properties), "")
        reading = taiwanese(properties.get(column, ""))
        if reading.text is None:
            yield Doubt(feature.line, column or "date", reading.doubt or "there is no date", refused=True)
            continue
        if reading.doubt:
            yield Doubt(feature.line, column, reading.doubt)
        if "category" in properties:
            yield from _of_polygons(feature, properties, reading.text, ids)
        else:
            yield from _of_lines(feature, properties, reading.text, ids)


def _text(value: Any) -> str:
    """A cell as text, with UTF-8 that was taken for Latin-1 put right again."""
    if value is None:
        return ""
    try:
        return str(value).encode("latin-1").decode("utf-8").strip()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return str(value).strip()


def _of_lines(feature: Feature, properties: dict[str, str], day: str, ids: Ids) -> Iterator[Item]:
    """One type of aircraft on one day."""
    craft = properties.get("機型中文") or properties.get("Aircraft_Type") or properties.get("aircraft_type", "")
    platform: Event = {"kind": "balloon" if "氣球" in craft else "aircraft"}
    if craft:
        platform["class"] = craft
    else:
        yield Doubt(feature.line, "Aircraft_Type", "the type of aircraft is not known")
    number = properties.get("num", "")
    if number.isdecimal():
        platform["count"] = int(number)
    else:
        yield Doubt(feature.line, "num", f"{number!r} is no number; left out")
    named = properties.get("id") or properties.get("properties_id") or ""
    plain = f"{day}:{digest(named)}"
    key = ids.unique(plain)
    if ids.repeated(plain):
        yield Doubt(feature.line, "id", f"{named!r} stands on an earlier line too; read as another group")
    yield from _event(feature, key, day, day, {"zone": "adiz", "platforms": [platform]})


def _of_polygons(feature: Feature, properties: dict[str, str], day: str, ids: Ids) -> Iterator[Item]:
    number, category = properties.get("id", "").strip("$ "), properties["category"]
    if category in PASSED:
        yield Passed(feature.line, PASSED[category])
        return
    plain = f"{day}:{number.lower()}"
    key = ids.unique(plain)
    if category == "balloon":
        if ids.repeated(plain):
            yield Passed(feature.line, f"a further piece of balloon {number}")
            return
        valid, doubt = balloon_span(properties, day)
        if doubt:
            yield Doubt(feature.line, "balloon_start", doubt)
        yield from _event(feature, key, valid, day, {"zone": "adiz", "platforms": [{"kind": "balloon", "count": 1}]})
        return
    description = properties.get("description", "")
    if ids.repeated(plain):
        yield Doubt(feature.line, "id", f"{number} stands on an earlier line of {day} too; read as {key}")
    platform: Event = {"kind": "aircraft"}
    count, crossed = sorties(description), crossings(description)
    if count is None:
        yield Doubt(feature.line, "description", f"{description!r} gives no single number of sorties; left out")
    else:
        platform["count"] = count
    valid = flown(description, day)
    yield from _event(feature, key, valid, day, {"zone": "adiz", "platforms": [platform]}, description)
    if crossed is not None:
        data = {"zone": "median_line", "platforms": [{"kind": "aircraft", "count": crossed}]}
        yield from _event(feature, f"{key}:median", valid, day, data, description)


def _event(feature: Feature, key: str, valid: str, published: str, data: Event, note: str = "") -> Iterator[Item]:
    event: Event = {
        "id": f"pla-tw:{key}", "type": "incursion.reported", "valid": valid,
        "subject": f"incursion/tw-{re.sub('[:~]', '-', key)}",
        "data": {"actor": "CN", "of": "TW", **data}, "source": SOURCE | {"published": published},
    }  # fmt: skip
    try:
        event["places"] = places(feature.geometry)
    except ValueError as error:
        yield Doubt(feature.line, "geometry", f"{error}; without a place")
    if note:
        event["note"] = note
    yield Found(feature.line, event)


IMPORTER = Importer("pla-taiwan", "PLA tracks around Taiwan (GeoJSON of the PLA Path Database)", read)
