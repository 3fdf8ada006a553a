"""Defense Cooperation Agreement Dataset v1.0 (Kinne 2020): one row an agreement of two states, 1980 to 2010.

Codes from -99 to -44 mean that something is not known or does not apply. An end is given only as a number of years.
"""

from collections.abc import Iterator
from typing import BinaryIO

from timeline.importers import countries
from timeline.importers.dates import parts, sentinel
from timeline.importers.item import Doubt, Event, Found, Importer, Item
from timeline.importers.naming import Ids, id_part
from timeline.importers.rows import Row, rows

NEEDS = (
    "DCAid", "ccode1", "cowName1", "ccode2", "cowName2", "signDay", "signMonth", "signYear", "EIFDay", "EIFMonth", "EIFYear", "category1",
    "terminated", "durationActual", "source",
)  # fmt: skip
PUBLISHED = {
    "publisher": "Defense Cooperation Agreement Dataset (DCAD) v1.0",
    "published": "2020",
    "url": "https://correlatesofwar.org/data-sets/defense-cooperation-agreement-dataset/",
    "title": "Kinne, Brandon J. The Defense Cooperation Agreement Dataset (DCAD). Journal of Conflict Resolution 64 (4), 2020",
}
KINDS = {
    "DCA": "defence_cooperation", "DIC": "defence_industrial_cooperation", "TREX": "training_and_exercises", "PROCUREMENT": "procurement",
    "COMMISSION": "defence_commission", "RESEARCH": "defence_research",
}  # fmt: skip


def read(file: BinaryIO) -> Iterator[Item]:
    ids = Ids()
    for row in rows(file, needs=NEEDS):
        if isinstance(row, Doubt):
            yield row
        else:
            yield from _agreement(row, ids)


def _agreement(row: Row, ids: Ids) -> Iterator[Item]:
    cells = row.cells
    key = ids.unique(id_part(cells["DCAid"]))
    if ids.repeated(id_part(cells["DCAid"])):
        yield Doubt(row.line, "DCAid", f"stands on an earlier line too; read as {key}")
    parties = []
    for number in "12":
        party, doubt = _party(row, number)
        yield from [doubt] if doubt else []
        parties += [party] if party else []
    source = PUBLISHED | ({} if sentinel(cells["source"]) else {"chain": [cells["source"]]})
    event: Event = {"subject": f"agreement/{key.lower().replace('~', '-')}", "source": source}
    named = {"kind": KINDS.get(cells["category1"], "defence_cooperation"), "parties": parties}
    for step, start, data in (("signed", "sign", named), ("entered_into_force", "EIF", {})):
        reading = parts(*(cells[f"{start}{part}"] for part in ("Year", "Month", "Day")))
        if reading.doubt:
            yield Doubt(row.line, f"{start}Day", reading.doubt)
        if reading.text:
            made = {**event, "id": f"{key}:{step}", "type": f"agreement.{step}", "valid": reading.text, "data": data}
            yield Found(row.line, made, {"/valid": f"{start}Year"})
        elif step == "signed":
            yield Doubt(row.line, "signYear", "no year of signature; the signature is left out")
    yield from _end(row, {**event, "id": f"{key}:terminated", "type": "agreement.terminated", "data": {}})


def _party(row: Row, number: str) -> tuple[str | None, Doubt | None]:
    """The state by its COW number; its letters are only compared."""
    code, letters = row.cells[f"ccode{number}"], row.cells[f"cowName{number}"]
    party, named = countries.by_cow_number(code), countries.by_cow_letters(letters)
    column = f"ccode{number}"
    if party is None:
        return named, Doubt(
            row.line, column, f"{code!r} is no state of COW; read as {letters!r}" if named else f"{code!r} is no state of COW"
        )
    if named not in {None, party}:
        return party, Doubt(row.line, column, f"{code} is {party}, but {letters!r} beside it is {named}; the number counts")
    return party, None


def _end(row: Row, event: Event) -> Iterator[Item]:
    """A terminated agreement ended about so many years after it entered into force, else after it was signed."""
    if row.cells["terminated"] != "1":
        return
    began = next((year for year in (row.cells["EIFYear"], row.cells["signYear"]) if year.isdecimal()), None)
    lasted = row.cells["durationActual"]
    if began is None or not lasted.isdecimal():
        yield Doubt(row.line, "durationActual", "terminated, but nobody knows when; without the end")
        return
    yield Found(row.line, {**event, "valid": f"{int(began) + int(lasted)}~"}, {"/valid": "durationActual"})


IMPORTER = Importer("dcad", "Defense Cooperation Agreement Dataset v1.0 (CSV)", read)
