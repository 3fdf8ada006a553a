"""TimelineJS JSON (Knight Lab's documented form): a slide for each row and each event that has a day, after a title slide.

TimelineJS shows every text as HTML, so every text of a report is escaped.
"""

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Any

import orjson

from events.edtf import Day
from timeline.exports.shown import (
    Days,
    Shown,
    days_of,
    days_of_event,
    event_headline,
    event_lines,
    lines,
    read,
    titled,
)  # fmt: skip
from timeline.exports.words import span
from timeline.exports.writing import Writing
from timeline.record import Recorded

FOOT = b"]}\n"


def rows(view: str, title: str, about: str) -> Writing[Shown]:
    return Writing(_head(title, about), lambda shown: _row(view, shown), b",\n", FOOT)


def events(title: str, about: str) -> Writing[Recorded]:
    return Writing(_head(title, about), _event, b",\n", FOOT)


def _head(title: str, about: str) -> bytes:
    slide = {"text": {"headline": escape(title), "text": f"<p>{escape(about)}</p>"}}
    return b'{"title":%s,"events":[\n' % orjson.dumps(slide)


def _row(view: str, shown: Shown) -> bytes:
    days, row = days_of(shown.row), shown.row
    if days is None:
        return b""
    possible = span(row.possible.first, row.possible.last)
    return _slide(row.key, days, possible, titled(row), lines(shown), row.status or view)


def _event(event: Recorded) -> bytes:
    days = days_of_event(event)
    if days is None:
        return b""
    served = read(event)
    return _slide(event.id, days, served["valid"], event_headline(served), event_lines(served), event.subject.partition("/")[0])


def _slide(name: str, days: Days, shown_as: str, headline: str, text: Iterable[str], group: str) -> bytes:
    slide: dict[str, Any] = {"start_date": _date(days.first)}
    if days.last != days.first:
        slide["end_date"] = _date(days.last)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text)
    slide |= {
        "display_date": escape(shown_as),
        "text": {"headline": escape(headline), "text": paragraphs},
        "unique_id": name,
        "group": group,
    }
    return orjson.dumps(slide)


def _date(day: Day) -> dict[str, int]:
    at = date.fromordinal(day)
    return {"year": at.year, "month": at.month, "day": at.day}
