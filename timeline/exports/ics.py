"""iCalendar (RFC 5545, RFC 7986): an all-day event for each row and each event that has a day.

Nothing depends on the wall clock: DTSTAMP, LAST-MODIFIED and SEQUENCE come from the log, so that equal questions give equal bytes.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import icalendar

from timeline.clock import Instant
from timeline.exports.shown import Days, Shown, days_of, days_of_event, event_headline, event_lines, lines, read, titled
from timeline.exports.words import SEPARATOR, printable
from timeline.exports.writing import Writing
from timeline.record import Recorded

PRODUCT = "-//Timeline//timeline-facts//EN"
REFRESH = timedelta(hours=1)
"""How often a program that subscribes should ask again; an unchanged log answers 304."""
FOOT = b"END:VCALENDAR\r\n"
STATUSES = {"sure": "CONFIRMED", "possible": "TENTATIVE"}
CANCELLED = "cancelled"


def rows(view: str, title: str) -> Writing[Shown]:
    return Writing(_head(title), lambda shown: _row(view, shown), foot=FOOT)


def events(title: str) -> Writing[Recorded]:
    return Writing(_head(title), _event, foot=FOOT)


def uid(*parts: str) -> str:
    """The same for the same parts, for ever (RFC 7986, section 5.3, asks for a UUID)."""
    return str(uuid5(NAMESPACE_URL, "urn:timeline:" + "/".join(parts)))


def _head(title: str) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", title)
    calendar.add("x-wr-calname", icalendar.vText(title))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(REFRESH))
    return _bytes(calendar).removesuffix(FOOT)


def _row(view: str, shown: Shown) -> bytes:
    row, days = shown.row, days_of(shown.row)
    if days is None or shown.behind is None:
        return b""
    made = _all_day(uid(view, row.key), days, shown.behind.recorded_at, titled(row), "\n".join(lines(shown)))
    made.add("sequence", shown.behind.position)
    made.add("status", "CANCELLED" if row.status == CANCELLED else STATUSES[row.certainty])
    made.add("categories", [row.status or view, row.certainty])
    _add_places(made, row.state.get("places", ()))
    return _bytes(made)


def _event(event: Recorded) -> bytes:
    days = days_of_event(event)
    if days is None:
        return b""
    served = read(event)
    made = _all_day(uid("event", event.id), days, event.recorded_at, event_headline(served), "\n".join(event_lines(served)))
    made.add("sequence", 0)
    made.add("status", "CONFIRMED" if served["modality"] == "actual" else "TENTATIVE")
    made.add("categories", [event.type, served["modality"]])
    _add_places(made, served.get("places", ()))
    return _bytes(made)


def _all_day(name: str, days: Days, at: Instant, summary: str, description: str) -> icalendar.Event:
    """The end of an all-day event is the day after its last; behind the last day that can be written there is none."""
    made = icalendar.Event()
    made.add("uid", name)
    made.add("dtstamp", _moment(at))
    made.add("last-modified", _moment(at))
    made.add("dtstart", date.fromordinal(days.first))
    if days.last < date.max.toordinal():
        made.add("dtend", date.fromordinal(days.last + 1))
    elif days.first < days.last:
        made.add("duration", timedelta(days=days.last - days.first + 1))
    made.add("summary", printable(summary))
    made.add("description", printable(description))
    made.add("transp", "TRANSPARENT")
    return made


def _add_places(made: icalendar.Event, places: Sequence[Mapping[str, Any]]) -> None:
    if names := [place["name"] for place in places if place.get("name")]:
        made.add("location", printable(SEPARATOR.join(names)))
    points = [(place["lat"], place["lon"]) for place in places if place.get("lat") is not None]
    if len(points) == 1:
        made.add("geo", points[0])


def _moment(instant: Instant) -> datetime:
    """To the second: iCalendar knows no fractions."""
    return datetime.fromtimestamp(instant // 1_000_000, UTC)


def _bytes(component: icalendar.Component) -> bytes:
    """The component as lines of at most 75 octets that end in CRLF."""
    made: bytes = component.to_ical()
    return made
