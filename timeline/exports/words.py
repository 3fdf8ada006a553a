"""Values of rows and events as people read them, without braces."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from events.edtf import Bound, iso

OPEN = ".."
"""No bound, as EDTF writes it."""
SEPARATOR = "; "
COMPARATORS = {
    "eq": "",
    "approx": "about ",
    "nearly": "nearly ",
    "over": "over ",
    "gt": "more than ",
    "ge": "at least ",
    "lt": "less than ",
    "le": "at most ",
}
HEADS = ("actor", "by", "measure", "name", "type", "kind")
SELF_EVIDENT = frozenset({"certainty", "modality", "figure", "country"})
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def words(value: Any) -> str:
    """Any JSON value: a figure as a report words it, two days as an EDTF interval, lists and members one after the other."""
    if isinstance(value, Mapping):
        return figure(value) if _is_figure(value) else _members(value)
    if is_list(value):
        if _is_window(value):
            return interval(*value)
        return SEPARATOR.join(filter(None, map(words, value)))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def figure(value: Mapping[str, Any]) -> str:
    """A figure with its wording, unit and scope: ``nearly 50 person``."""
    number = f"{value['low']} to {value['high']}" if "low" in value else f"{COMPARATORS.get(value.get('cmp', 'eq'), '')}{value['value']}"
    return " ".join(part for part in (number, value.get("unit"), value.get("scope") and f"({value['scope']})") if part)


def interval(first: str | None, last: str | None) -> str:
    """Days as an EDTF interval; a single day is itself."""
    return first if first == last and first is not None else f"{first or OPEN}/{last or OPEN}"


def span(first: Bound, last: Bound) -> str:
    """The same from ordinals."""
    return interval(iso(first), iso(last))


def printable(text: str) -> str:
    """The text without the characters that neither XML 1.0 nor iCalendar can hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


def is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _members(value: Mapping[str, Any]) -> str:
    """Who or what first, the rest in brackets; a list in there with commas."""
    parts = {name: ", ".join(map(words, one)) if is_list(one) and not _is_window(one) else words(one) for name, one in value.items()}
    head = next((name for name in HEADS if parts.get(name)), None)
    rest = ", ".join(text if name in SELF_EVIDENT else f"{name} {text}" for name, text in parts.items() if text and name != head)
    if head is None:
        return rest
    return f"{parts[head]} ({rest})" if rest else parts[head]


def _is_figure(value: Mapping[str, Any]) -> bool:
    return "value" in value or ("low" in value and "high" in value)


def _is_window(value: Sequence[Any]) -> bool:
    return len(value) == 2 and any(value) and all(one is None or (isinstance(one, str) and _DAY.fullmatch(one)) for one in value)
