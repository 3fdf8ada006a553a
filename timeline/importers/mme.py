"""Multinational Military Exercises v7 (D'Orazio & Galambos 2021): one row an exercise, up to 39 columns of participants.

Read whole, since a subject depends on whether its name comes again in the year (see `meeting`). `-9` means unknown.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from timeline.importers import countries
from timeline.importers.dates import numeric, sentinel
from timeline.importers.exercise_facts import Columns, facts
from timeline.importers.geometry import point
from timeline.importers.item import Doubt, Event, Importer, Item
from timeline.importers.meeting import Coded, subjects, whole
from timeline.importers.naming import Ids, id_part, listed
from timeline.importers.rows import Row, rows

NEEDS = (
    "MMEID",
    "Ex_Name",
    "Series_Name",
    "Location",
    "lat",
    "lon",
    "StartDate",
    "s.year",
    "EndDate",
    "e.year",
    "FocusDescription",
    "StateA",
)
FLAGS = ("CPX", "Air", "Land", "Sea", "Amphibious", "Cyber", "Warfighting", "Peacekeeping", "Humanitarian")
SOURCE = {
    "publisher": "Multinational Military Exercises (MME) v7",
    "published": "2021",
    "url": "https://doi.org/10.7910/DVN/KHFODX",
    "title": "D'Orazio, Vito, and Kevin Galambos. Multinational Military Exercises, version 7",
}
NOT_COUNTRIES = {"NATO": "org/nato"}


class _Dated(NamedTuple):
    row: Row
    key: str
    start: str | None
    end: str | None
    participants: list[str | None]
    doubts: list[Doubt]


def read(file: BinaryIO) -> Iterator[Item]:
    ids = Ids()
    found = [row if isinstance(row, Doubt) else _dated(row, ids) for row in rows(file, needs=NEEDS)]
    dated = [one for one in found if isinstance(one, _Dated)]
    subject = iter(subjects([_coded(one) for one in dated]))
    for one in found:
        if isinstance(one, _Dated):
            yield from one.doubts
            yield from _facts(one, next(subject))
        else:
            yield one


def _dated(row: Row, ids: Ids) -> _Dated:
    own = id_part(row.cells["MMEID"])
    key = ids.unique(own)
    doubts = [Doubt(row.line, "MMEID", f"{own} stands on an earlier line too; read as {key}")] if ids.repeated(own) else []
    found: list[str | None] = []
    for column, year in (("StartDate", "s.year"), ("EndDate", "e.year")):
        reading = numeric(row.cells[column])
        if reading.doubt:
            doubts.append(Doubt(row.line, column, reading.doubt))
        stated = row.cells[year]
        if reading.text and stated.isdecimal() and not reading.text.startswith(stated):
            doubts.append(Doubt(row.line, column, f"{row.cells[column]!r} and {year} {stated} disagree; the date counts"))
        found.append(reading.text)
    participants, unread = _participants(row)
    return _Dated(row, key, found[0], found[1], participants, doubts + unread)


def _participants(row: Row) -> tuple[list[str | None], list[Doubt]]:
    """The participants in the order of their columns, None for one that is no country."""
    named = {column: name for column, name in row.cells.items() if column.startswith("State") and not sentinel(name)}
    found = {column: countries.by_name(name) or NOT_COUNTRIES.get(name) for column, name in named.items()}
    unread = [Doubt(row.line, column, f"{named[column]!r} is no country; left out") for column, actor in found.items() if actor is None]
    return list(found.values()), unread


def _coded(one: _Dated) -> Coded:
    alone = f"mme-{one.key.lower().replace('~', '-')}"
    return Coded(_said(one.row, "Ex_Name"), one.start, one.end, whole(one.participants), alone)


def _facts(one: _Dated, subject: str) -> Iterator[Item]:
    cells = one.row.cells
    event: Event = {"id": f"mme-v7:{one.key}", "subject": subject, "data": _data(cells, one.participants), "source": SOURCE}
    if place := _place(cells):
        event["places"] = [place]
    if note := "; ".join(listed(_said_in(cells, name) or "" for name in ("FocusDescription", "AdditionalParticipantInfo"))):
        event["note"] = note
    yield from facts(one.row.line, event, one.start, one.end, Columns("StartDate", "EndDate"))


def _data(cells: dict[str, str], participants: list[str | None]) -> Event:
    data: Event = {"name": _said_in(cells, "Ex_Name"), "series": _said_in(cells, "Series_Name")}
    data["participants"] = listed(actor or "" for actor in participants)
    data["focus"] = [flag.lower() for flag in FLAGS if cells.get(flag) == "1"]
    return {name: value for name, value in data.items() if value}


def _place(cells: dict[str, str]) -> Event:
    name, place = _said_in(cells, "Location"), Event()
    if name:
        place["name"] = name
    if found := point(cells["lat"], cells["lon"]):
        whole = name is not None and countries.by_name(name) is not None
        place |= {"lat": found[0], "lon": found[1], "precision": "country" if whole else "area"}
    return place


def _said(row: Row, column: str) -> str | None:
    return _said_in(row.cells, column)


def _said_in(cells: dict[str, str], column: str) -> str | None:
    text = cells.get(column, "")
    return None if sentinel(text) else text


IMPORTER = Importer("mme", "Multinational Military Exercises v7 (CSV)", read)
