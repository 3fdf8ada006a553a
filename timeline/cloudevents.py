"""A recorded event as a CloudEvent 1.0 (cloudevents.io)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import orjson

from events import edtf
from timeline import clock
from timeline.record import Recorded

PUBLISHER_URN = "urn:timeline:publisher:"


def wrap(event: Recorded) -> dict[str, Any]:
    """The event as a CloudEvent; `data` is an `orjson.Fragment` of the stored bytes."""
    sent = orjson.loads(event.payload)
    start = start_of(sent["valid"])
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": source_of(sent["source"]),
        "type": event.type,
        "subject": event.subject,
        **({} if start is None else {"time": clock.write(start)}),
        "datacontenttype": "application/json",
        "sequence": f"{event.position:020d}",
        "data": orjson.Fragment(event.served()),
    }


def source_of(source: Mapping[str, Any]) -> str:
    """The URL of the report, else a URN of its publisher."""
    return str(source.get("url") or PUBLISHER_URN + quote(source["publisher"], safe=""))


def start_of(valid: str) -> clock.Instant | None:
    """The start of valid time: the instant, else midnight UTC of the earliest day; None where there is none."""
    time = edtf.parse(valid)
    if time.instant is not None:
        return clock.read(time.text)
    return None if time.earliest is None else clock.end_of_day(time.earliest - 1) + 1
