"""Joint Military Exercises v3, a second coding of many of the exercises in MME.

Each row names its coder, when it was coded, and the dated press reports that it rests on. The day of coding is when this data set
said it (`published`), the dates of the reports are when they said it (`stated`), and the first report is the link behind the
data set (`chain`). Nothing was held after the day of coding, and what was only told of before it began was a plan. Read whole,
since a subject depends on whether its name comes again in the year (see `meeting`).
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from events import edtf
from timeline.importers import countries, press
from timeline.importers.dates import Reading, numeric, parts, reversed_ends, sentinel
from timeline.importers.exercise_facts import Columns, facts
from timeline.importers.item import Doubt, Event, Importer, Item, Passed
from timeline.importers.meeting import Coded, subjects, whole
from timeline.importers.naming import Ids, digest, id_part, listed
from timeline.importers.rows import Row, rows

NUMBER = "Unnamed: 2"
SOURCES = "Source(s)"
NEEDS = ("Coder", "Timestamp", NUMBER, "Exercise Name", "Location1", "Location2", "Start Date", "enddate", "JME Type", SOURCES, "State A")
PUBLISHER = "Joint Military Exercises (JME) v3"
TITLE = "D'Orazio, Vito. Joint Military Exercises, version 3"
FIRST = "1970"
"""No exercise of the data set is earlier."""
CODED = "2012/2015"
"""The years in which rows were coded, for a row that does not say when."""
NOT_COUNTRIES = {"NATO": "org/nato"}
FOCUS = {"ftx": ["field training exercise"], "cpx": ["cpx"], "unsure": [], "": []}
LATE_DAYS = 366
"""A report that much later than the exercise is more likely of another year than of another day."""


class _Dated(NamedTuple):
    row: Row
    key: str
    source: Event
    start: str | None
    end: str | None
    participants: list[str | None]
    doubts: list[Doubt]


def read(file: BinaryIO) -> Iterator[Item]:
    ids = Ids()
    found: list[_Dated | Item] = []
    for row in rows(file, needs=NEEDS):
        if isinstance(row, Doubt):
            found.append(row)
        elif not any(row.cells[column] for column in ("Exercise Name", "Start Date", "enddate", "State A")):
            found.append(Passed(row.line, "an empty row"))
        else:
            found.append(_dated(row, ids))
    dated = [one for one in found if isinstance(one, _Dated)]
    subject = iter(subjects([_met(one) for one in dated]))
    for one in found:
        if isinstance(one, _Dated):
            yield from one.doubts
            yield from _facts(one, next(subject))
        else:
            yield one


def _dated(row: Row, ids: Ids) -> _Dated:
    number = row.cells[NUMBER]
    key = ids.unique(id_part(number) if number else f"row-{digest(*row.cells.values())}")
    doubts = [] if number else [Doubt(row.line, NUMBER, "has no number; its id is made of its cells")]
    source, unsure = _source(row)
    doubts += unsure
    found: list[str | None] = []
    for column, part in (("Start Date", "s"), ("enddate", "e")):
        reading = _coded(_checked(numeric(row.cells[column]), row.cells, part), source["published"])
        if reading.doubt:
            doubts.append(Doubt(row.line, column, reading.doubt))
        found.append(reading.text)
    participants, unread = _participants(row)
    return _Dated(row, key, source, found[0], found[1], participants, doubts + unread)


def _participants(row: Row) -> tuple[list[str | None], list[Doubt]]:
    """The participants in the order of their columns, None for one that is no country."""
    codes = {column: code for column, code in row.cells.items() if column.startswith("State ") and not sentinel(code)}
    found = {column: countries.by_alpha_3(code) or NOT_COUNTRIES.get(code) for column, code in codes.items()}
    why = "is no country code (ISO 3166-1 alpha-3); left out"
    return list(found.values()), [Doubt(row.line, column, f"{codes[column]!r} {why}") for column, actor in found.items() if actor is None]


def _met(one: _Dated) -> Coded:
    return Coded(_name(one.row), one.start, one.end, whole(one.participants), f"jme-{one.key.lower().replace('~', '-')}")


def _coded(typed: Reading, published: str) -> Reading:
    """The date, unless it is later than the day on which somebody coded it as past."""
    begins, coded = edtf.parse(typed.text).earliest if typed.text else None, edtf.parse(published).latest
    if begins is None or coded is None or begins <= coded:
        return typed
    return Reading(None, f"{typed.text} is after the day of coding ({published}); left out")


def _checked(typed: Reading, cells: dict[str, str], part: str) -> Reading:
    """The typed date beside the three columns it was divided into: a spreadsheet made days of its own epoch of some."""
    divided = parts(*(cells.get(f"{part}.{name}", "") for name in ("year", "month", "day")))
    if typed.text is None or divided.text is None or typed.text[:4] == divided.text[:4]:
        return typed
    counts = divided.text if typed.text < FIRST else typed.text
    return Reading(
        counts, f"{typed.text} and the columns {part}.year, {part}.month, {part}.day ({divided.text}) disagree; read as {counts}"
    )


def _facts(one: _Dated, subject: str) -> Iterator[Item]:
    cells, line = one.row.cells, one.row.line
    event: Event = {"id": f"jme-v3:{one.key}", "subject": subject, "data": _data(one.row, one.participants), "source": one.source}
    if _told_before(one):
        event["modality"] = "planned"
    if _told_late(one):
        yield Doubt(line, SOURCES, f"all reports ({one.source['stated']}) are more than a year later than the exercise; read as it stands")
    if place := ", ".join(listed(cells[name] for name in ("Location2", "Location1") if not sentinel(cells[name]))):
        event["places"] = [{"name": place}]
    note = cells.get("What is the purpose of the JME?", "")
    if not sentinel(note):
        event["note"] = note
    yield from facts(line, event, one.start, one.end, Columns("Start Date", "enddate"))


def _name(row: Row) -> str | None:
    name = row.cells["Exercise Name"]
    return None if sentinel(name) else name


def _data(row: Row, participants: list[str | None]) -> Event:
    kind = row.cells["JME Type"].lower()
    both = "ftx" in kind and "cpx" in kind
    data: Event = {
        "name": _name(row),
        "series": row.cells.get("Trimmed Name"),
        "participants": listed(actor or "" for actor in participants),
    }
    data["focus"] = [*FOCUS["ftx"], *FOCUS["cpx"]] if both else FOCUS.get(kind, [])
    hosts = (countries.by_any(host) for host in row.cells.get("Which state hosted the exercise?", "").split(";"))
    data["host"] = listed(host or "" for host in hosts)
    return {name: value for name, value in data.items() if value}


def _source(row: Row) -> tuple[Event, list[Doubt]]:
    source: Event = {"publisher": PUBLISHER, "title": TITLE}
    coded = numeric(row.cells["Timestamp"])
    source["published"] = coded.text or CODED
    doubts = [] if coded.text else [Doubt(row.line, "Timestamp", f"not coded at a known time; published {CODED}")]
    reports = [report for report in press.named(row.cells[SOURCES]) if not sentinel(report)]
    days = [press.told(report) for report in reports]
    doubts += [Doubt(row.line, SOURCES, day.doubt) for day in days if day.doubt]
    if reports:
        source["chain"] = reports[:1]
        source["attributed_to"] = reports
    if stated := press.stated(days):
        source["stated"] = stated
    return source, doubts


def _told_before(one: _Dated) -> bool:
    """Whether all that was reported was reported before the first day on which it can have begun: a plan, and no fact.

    Of a span in reverse its end may be that day.
    """
    if one.start is None or "stated" not in one.source:
        return False
    first = one.end if one.end is not None and reversed_ends(one.start, one.end) else one.start
    begins, told = edtf.parse(first).earliest, edtf.parse(one.source["stated"]).latest
    return told is not None and begins is not None and told < begins


def _told_late(one: _Dated) -> bool:
    told = edtf.parse(one.source["stated"]).earliest if "stated" in one.source else None
    ends = [edtf.parse(day).latest for day in (one.start, one.end) if day]
    return told is not None and all(last is not None and told > last + LATE_DAYS for last in ends)


IMPORTER = Importer("jme", "Joint Military Exercises v3 (CSV)", read)
