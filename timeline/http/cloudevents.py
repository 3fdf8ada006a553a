"""CloudEvents 1.0 in structured JSON, as events to append."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from events import edtf
from timeline import clock
from timeline.cloudevents import PUBLISHER_URN, source_of, start_of
from timeline.errors import Fault
from timeline.faults import ADDED_BY_SERVICE

REQUIRED = ("specversion", "id", "source", "type")
FILLED = ("id", "type", "subject")
"""Attributes that stand in for members that `data` lacks."""
_JSON_TYPES = ("application/json", "application/json; charset=utf-8", "application/json;charset=utf-8")
_NAME = re.compile(r"[a-z0-9]+", re.ASCII)


class Unwrapped(NamedTuple):
    """The event of a CloudEvent; `filled` its members that came from attributes; `faults` with pointers into the CloudEvent."""

    event: dict[str, Any]
    filled: frozenset[str]
    faults: tuple[Fault, ...]


def unwrap(sent: Any) -> Unwrapped:
    """The event that a CloudEvent carries: `data` without what the service adds, what it lacks taken from the attributes."""
    if not isinstance(sent, dict):
        return _refused("", "a CloudEvent is a JSON object")
    faults = [Fault("this attribute is required", pointer=f"/{name}") for name in REQUIRED if name not in sent]
    faults += [
        Fault("is a text that is not empty", pointer=f"/{n}") for n in (*REQUIRED, "subject", "time") if n in sent and not _is_text(sent[n])
    ]
    if sent.get("specversion", "1.0") != "1.0":
        faults.append(Fault("only CloudEvents 1.0 are read", pointer="/specversion"))
    if str(sent.get("datacontenttype", _JSON_TYPES[0])).lower() not in _JSON_TYPES:
        faults.append(Fault("only application/json is read", pointer="/datacontenttype"))
    if not isinstance(sent.get("data"), dict):
        faults.append(Fault("holds the event as a JSON object", pointer="/data"))
    if "data_base64" in sent:
        faults.append(Fault("data is read from 'data' alone; leave it out", pointer="/data_base64"))
    faults += map(_attribute_fault, (name for name, value in sent.items() if not _is_attribute(name, value)))
    if faults:
        return Unwrapped({}, frozenset(), tuple(faults))
    event = {name: value for name, value in sent["data"].items() if name not in ADDED_BY_SERVICE}
    filled = frozenset(name for name in FILLED if name in sent and event.get(name) is None)
    wrong = [*_contradictions(sent, event), *_sequence_faults(sent.get("sequence"), sent["data"].get("position"))]
    return Unwrapped(event | {name: sent[name] for name in filled}, filled, tuple(wrong))


def _is_attribute(name: str, value: object) -> bool:
    """Whether it is what the format calls an attribute, or the data."""
    return name in {"data", "data_base64"} or (_NAME.fullmatch(name) is not None and isinstance(value, str | int | None))


def _attribute_fault(name: str) -> Fault:
    pointer = "/" + name.replace("~", "~0").replace("/", "~1")
    return Fault(
        "names of attributes are lower-case letters and digits, values are texts, whole numbers or true and false", pointer=pointer
    )


def _contradictions(sent: Mapping[str, Any], event: Mapping[str, Any]) -> list[Fault]:
    """Attributes that say other than the event does. What is wrong with the event itself is found later."""
    contradicted = [name for name in FILLED if name in sent and event.get(name) not in (None, sent[name])]
    found = [Fault(f"data says {str(event[name])[:200]!r}", pointer=f"/{name}") for name in contradicted]
    source = event.get("source")
    if isinstance(source, dict) and _is_text(source.get("publisher")) and _contradicts_source(sent["source"], source):
        found.append(Fault(f"data says {source_of(source)[:200]!r}", pointer="/source"))
    if "time" in sent:
        found += _time_faults(sent["time"], event.get("valid"))
    return found


def _contradicts_source(attribute: str, source: Mapping[str, Any]) -> bool:
    """An attribute that names neither the URL nor the publisher contradicts a URL; without one, only another publisher's URN does."""
    names_publisher = attribute == PUBLISHER_URN + quote(source["publisher"], safe="")
    named_elsewhere = _is_text(source.get("url")) or attribute.startswith(PUBLISHER_URN)
    return named_elsewhere and not names_publisher and attribute != source.get("url")


def _sequence_faults(sequence: Any, position: Any) -> list[Fault]:
    """Of an event that was recorded elsewhere, the sequence is its position there."""
    if sequence is None or not isinstance(position, int) or sequence == f"{position:020d}":
        return []
    return [Fault(f"data says {position}: write its 20 digits or leave sequence out", pointer="/sequence")]


def _time_faults(text: str, valid: Any) -> list[Fault]:
    try:
        time = clock.read(text)
    except (ValueError, OverflowError):
        return [Fault("is an RFC 3339 date-time with a zone", pointer="/time")]
    try:
        start = start_of(valid)
    except (edtf.EdtfError, TypeError):
        return []
    if start is None:
        return [Fault("data.valid has no start; leave time out", pointer="/time")]
    return [] if time == start else [Fault(f"the start of data.valid is {clock.write(start)}", pointer="/time")]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _refused(pointer: str, detail: str) -> Unwrapped:
    return Unwrapped({}, frozenset(), (Fault(detail, pointer=pointer),))
