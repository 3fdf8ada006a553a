"""Histories as literal lists: short ways to write reports and to ask what follows from them."""

import itertools
from collections.abc import Iterable
from typing import Any

import orjson

from events import edtf
from timeline.engine.fold import cases
from timeline.engine.known import Known, known
from timeline.engine.reading import rows_of
from timeline.intake import read_json
from timeline.projections.catalog import views
from timeline.question import Row, Window
from timeline.record import Recorded

_numbers = itertools.count(1)

Event = dict[str, Any]


def said(type_: str, subject: str, valid: str, /, **more: Any) -> Event:
    """An event: `publisher`, `published`, `chain`, `grade` of the source; `mode`, `modality`, `places`, `id` beside it, the rest data."""
    source: Event = {"publisher": more.pop("publisher", "Kyodo"), "published": more.pop("published", "2024-09-20")}
    if chain := more.pop("chain", None):
        source["chain"] = chain
    if grade := more.pop("grade", None):
        source |= {"reliability": grade[0], "credibility": int(grade[1])}
    event: Event = {"type": type_, "subject": subject, "valid": valid, "source": source, "id": more.pop("id", f"e{next(_numbers)}")}
    for name, field in (("mode", "valid_mode"), ("modality", "modality"), ("places", "places")):
        if name in more:
            event[field] = more.pop(name)
    return {**event, "data": more}


def recorded(events: Iterable[Event]) -> list[Known]:
    """The events as if they had been appended in this order, each alone."""
    found = []
    for position, event in enumerate(events, start=1):
        (proposed,) = read_json(orjson.dumps(event))
        report = proposed.report
        found.append(
            known(
                Recorded(
                    position, position, position, proposed.id, proposed.subject, 1, proposed.type, position,
                    report.time.earliest, report.time.latest, report.published, proposed.target, proposed.defaults, proposed.digest, b"",
                    proposed.payload,
                )
            )
        )  # fmt: skip
    return found


def rows(view: str, events: Iterable[Event], on: str | None = None) -> dict[str, Row]:
    """The rows of a view on a day (every day where None), by key."""
    days = Window(None, None) if on is None else Window(edtf.day(on), edtf.day(on))
    folded = views()[view]
    found = [row for case in cases(recorded(events)).values() if case.kind in folded.kinds for row in rows_of(folded, case, days)]
    return {row.key: row for row in found}


def row(view: str, events: Iterable[Event], on: str | None = None) -> dict[str, Any] | None:
    """The only row of a view on a day as JSON, None if there is none."""
    found = list(rows(view, events, on).values())
    assert len(found) <= 1, [each.key for each in found]
    return found[0].as_json() if found else None


def course(view: str, events: Iterable[Event], days: Iterable[str]) -> list[str]:
    """What the view says of its only row on each day: status and certainty, or "-"."""
    events = list(events)
    found = [row(view, events, day) for day in days]
    return ["-" if one is None else f"{one['status']} {one['certainty']}" for one in found]
