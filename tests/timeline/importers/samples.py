"""A small made-up file in the shape of each data set, with its dirt, and what an importer draws from a file."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from timeline.importers.catalog import catalog
from timeline.importers.checked import checked
from timeline.importers.item import Doubt, Event, Found, Item, Read


def table(header: Sequence[str], *rows: dict[str, str], default: str = "") -> bytes:
    """A CSV file; cells that a row does not name are `default`."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, restval=default)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def items(read: Read, body: bytes) -> list[Item]:
    return list(read(io.BytesIO(body)))


def events(name: str, body: bytes) -> list[Event]:
    """The events of a file, every one of them readable."""
    found = items(catalog()[name].read, body)
    assert not [item for item in checked(found) if isinstance(item, Doubt) and item.refused]
    return [item.event for item in found if isinstance(item, Found) and isinstance(item.event, dict)]


def doubts(name: str, body: bytes) -> list[tuple[int, str, bool]]:
    """Line, column and whether it was refused."""
    return [(item.line, item.column, item.refused) for item in items(catalog()[name].read, body) if isinstance(item, Doubt)]


MME = (
    "MMEID", "Ex_Name", "Series_Name", "Location", "lat", "lon", "StartDate", "s.year", "EndDate", "e.year", "CPX", "Air", "Sea",
    "FocusDescription", "AdditionalParticipantInfo", "StateA", "StateB", "StateC",
)  # fmt: skip
JME = (
    "Coder", "Timestamp", "Unnamed: 2", "Exercise Name", "Location1", "Location2", "Start Date", "enddate", "JME Type", "Trimmed Name",
    "Source(s)", "State A", "State B",
)  # fmt: skip
DCAD = (
    "ccode1", "cowName1", "ccode2", "cowName2", "signDay", "signMonth", "signYear", "EIFDay", "EIFMonth", "EIFYear", "category1",
    "terminated", "durationActual", "source", "DCAid",
)  # fmt: skip
TROOPS = ("ccode", "countryname", "year", "month", "source", "Location", "iso3c", "Total", "troops_ad", "Grand Total")
JAPAN = (
    "order", "country", "version", "id_num", "id_content", "data", "geojson", "unique_labels", "file_name", "urls", "first_page_content",
)  # fmt: skip

LINE = "{'type': 'LineString', 'coordinates': [[125.0, 24.0], [126.5, 25.25]]}"
OTHER_LINE = "{'type': 'LineString', 'coordinates': [[125.5, 24.0], [127.0, 26.0]]}"


def mme(**cells: str) -> dict[str, str]:
    return {"MMEID": "mme1", "Ex_Name": "Amber Anchor 84", "StartDate": "3/4/84", "EndDate": "3/9/84", "StateA": "France", **cells}


def jme(**cells: str) -> dict[str, str]:
    named = {"Coder": "Ada", "Timestamp": "7/11/2012 19:31:23", "Unnamed: 2": "7", "Exercise Name": "AMBER ANCHOR '84", "JME Type": "FTX"}
    return {**named, "Start Date": "03/xx/1984", "enddate": "3/9/1984", "State A": "FRA", "State B": "Mar", **cells}


def dcad(**cells: str) -> dict[str, str]:
    parties = {"ccode1": "305", "cowName1": "AUS", "ccode2": "900", "cowName2": "AUL", "DCAid": "X-0001", "category1": "DCA"}
    return {**parties, "signYear": "1990", "terminated": "-88", "source": "Gazette", **cells}


def troops(**cells: str) -> dict[str, str]:
    place = {"ccode": "305", "countryname": "Austria", "Location": "AUSTRIA", "iso3c": "AUT"}
    return {**place, "year": "2009", "month": "September", "troops_ad": "21", **cells}


def japan(**cells: str) -> dict[str, str]:
    track = {"country": "china", "version": "new", "id_num": "$1$", "data": "ship", "geojson": LINE, "unique_labels": "['Type 1 ship']"}
    release = {"file_name": "p20230105_01.pdf", "urls": "https://example.org/p20230105_01.pdf"}
    return {**track, **release, "id_content": "12/31_Type 1 ship (501)", "first_page_content": "令和5年1月5日 … 令和5年1月4日(水)", **cells}


def collection(*features: dict[str, Any]) -> bytes:
    """One feature a line, as GDAL writes it."""
    return ('{\n"type": "FeatureCollection",\n"features": [\n' + ",\n".join(map(json.dumps, features)) + "\n]\n}\n").encode()


def feature(coordinates: Any = ((121.0, 24.0), (122.5, 25.0)), **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": coordinates}}


def wide(text: str) -> str:
    """With punctuation as wide as a Chinese character, as the data sets have it."""
    return text.translate({ord(mark): ord(mark) + 0xFEE0 for mark in "()~;"})


def mojibake(text: str) -> str:
    return text.encode().decode("latin-1")


_STARTED = {"type": "exercise.started", "subject": "exercise/amber", "data": {}, "source": {"publisher": "A", "published": "1984"}}
NDJSON = b"\n".join([json.dumps({**_STARTED, "valid": day}).encode() for day in ("1984-03-04", "1984-02-30")] + [b"", b"not json", b""])


def held(subject: str, valid: str = "1993-05-08/1993-05-12", *actors: str, by: str = "A", name: str | None = None) -> Event:
    data = {"participants": actors or ("FR", "MA")} | ({"name": name} if name else {})
    source = {"publisher": by, "published": "2012"}
    return {
        "id": f"{by}:{subject.partition('/')[2]}",
        "type": "exercise.held",
        "subject": subject,
        "valid": valid,
        "data": data,
        "source": source,
    }


def lines(*events: Event) -> bytes:
    return "".join(f"{json.dumps(event)}\n" for event in events).encode()


SAMPLES: dict[str, bytes] = {
    "mme": table(
        MME,
        mme(Series_Name="Amber", lat="43.1", lon="5.9", Location="off Toulon", Air="1", StateB="-9", StateC="Atlantis"),
        mme(Ex_Name="-9", StartDate="1984-03-xx", EndDate="1984-03-xx"),
        mme(MMEID="mme2", StartDate="5/9/90", EndDate="5/1/90", **{"s.year": "1991"}),
        mme(MMEID="mme3", StartDate="-9", EndDate="soon"),
    ),
    "jme": table(
        JME,
        jme(**{"Source(s)": "19840303--0053-a_1.txt ; 840310--0001-b.txt"}),
        jme(**{"Unnamed: 2": "", "Timestamp": "", "Start Date": "11xx/2002", "enddate": "10/xx/007", "State B": "ZZZ"}),
        jme(**{"Exercise Name": "", "Start Date": "", "enddate": "", "State A": "", "State B": ""}),
    ),
    "dcad": table(
        DCAD,
        dcad(signMonth="5", signDay="31", EIFYear="1989", EIFMonth="2", EIFDay="30", terminated="1", durationActual="10"),
        dcad(DCAid="X-0002", cowName2="EGY", terminated="1", durationActual="-99"),
    ),
    "us-troops": table(
        TROOPS,
        troops(),
        troops(troops_ad="22", **{"Grand Total": "40"}),
        troops(month="NA"),
        troops(iso3c="CHN"),
        troops(troops_ad="NA"),
        default="NA",
    ),
    "pla-japan": table(
        JAPAN,
        japan(version="old", file_name="p20230102_01.pdf"),
        japan(geojson=OTHER_LINE),
        japan(geojson=OTHER_LINE),
        japan(id_num="$2$", id_content="UAVx1機", data="flight", geojson="nowhere"),
        japan(id_num="$3$", country="both"),
        japan(file_name="unknown.pdf"),
    ),
    "pla-taiwan": collection(
        feature(id="a", dates="111-08-01", Aircraft_Type=mojibake("殲-16機"), num="2"),
        feature(id="a", dates="111-08-01 (2)", Aircraft_Type=mojibake("殲-16機"), num=""),
        feature(id="$7", date="2024-02-10", category="polygon_#each", description=wide("0719-1500時主戰機計5架次(其中2架次逾越中線)")),
        feature(id="$8", date="2024-02-10", category="balloon", balloon_start="2/9 7:09", balloon_end="2/9 7:42"),
        feature(id="$8", date="2024-02-10", category="balloon", balloon_start="2/9 7:09", balloon_end="2/9 7:42"),
        feature(id="$9", date="2024-02-10", category="distance"),
        feature(id="b", dates="yesterday"),
        feature([], id="c", dates="2023-09-18", num="1"),
    ),
    "ndjson": NDJSON,
    "meetings": lines(
        held("exercise/one"),
        held("exercise/cedar-1993", by="B", name="Cedar"),
        held("exercise/two", "1994-05-08", "PT", "MA"),
        held("exercise/three", "1994-05-08", "PT", "MA", by="B"),
        held("exercise/four", "1994-05-08", "PT", "MA", by="C"),
    ),
}
