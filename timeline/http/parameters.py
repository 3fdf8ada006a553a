"""Query parameters: each one says how it is read and how it is documented; what is not listed is refused."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import Any

from starlette.datastructures import QueryParams

from events import edtf
from events.registry import facts
from events.text import SLUG, SUBJECT_KINDS
from timeline import clock
from timeline.errors import BadRequest, Fault
from timeline.projections.projection import Filter
from timeline.question import LIMIT_DEFAULT, LIMIT_MAX

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SPACE_FOR_PLUS = re.compile(r" (\d\d:\d\d)$")
_SUBJECT = re.compile(rf"({'|'.join(SUBJECT_KINDS)})/({SLUG})?")
_DIGITS_MAX = 18
"""Any number of so many digits fits 64 bits."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter. `read` raises ValueError with a sentence; one that may be `many` is given as a tuple."""

    name: str
    doc: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    many: bool = False


Given = Mapping[str, Any]
"""What was sent, by name; absent ones are absent."""


def read(sent: QueryParams, known: Sequence[Parameter]) -> Given:
    """The values of the parameters. Raises BadRequest with everything that is wrong, each by name."""
    by_name = {parameter.name: parameter for parameter in known}
    found: list[Fault] = []
    given: dict[str, Any] = {}
    for name in dict.fromkeys(key for key, _ in sent.multi_items()):
        try:
            given[name] = _value(by_name, name, sent.getlist(name))
        except ValueError as error:
            found.append(Fault(str(error), parameter=name[:200]))
    if found:
        raise BadRequest("; ".join(f"{fault.parameter}: {fault.detail}" for fault in found)[:1_000], faults=tuple(found))
    return given


def refuse_together(given: Given, first: str, second: str) -> None:
    """Raises BadRequest when both were sent."""
    if first in given and second in given:
        raise BadRequest(
            f"{first} and {second} exclude each other", faults=(Fault(f"send {first} or {second}, not both", parameter=second),)
        )


def _value(known: Mapping[str, Parameter], name: str, values: Sequence[str]) -> Any:
    parameter = known.get(name)
    if parameter is None:
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; known here: {', '.join(sorted(known)) or 'none'}"
        raise ValueError(f"unknown parameter{hint}")
    if any("\0" in value for value in values):
        raise ValueError("holds the character NUL")
    if parameter.many:
        return tuple(parameter.read(value) for value in values)
    if len(values) > 1:
        raise ValueError("may be sent only once")
    return parameter.read(values[0])


def _day(text: str) -> edtf.Day:
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text[:60]!r} is not one day written YYYY-MM-DD")
    return edtf.day(text)


def instant(text: str) -> clock.Instant:
    """An RFC 3339 instant; a space where a ``+`` was not percent-encoded is read as that. Raises ValueError."""
    written = _SPACE_FOR_PLUS.sub(r"+\1", text)
    if not _INSTANT.fullmatch(written):
        raise ValueError(f"{text[:60]!r} is not an instant with a zone such as 2024-09-20T12:00:00Z (a + in a URL is written %2B)")
    try:
        moment = clock.read(written.upper())
        clock.write(moment)
    except (ValueError, OverflowError):
        raise ValueError(f"{text[:60]!r} is not a moment of the calendar") from None
    return moment


def count(text: str) -> int:
    """A whole number from 0 that fits 64 bits. Raises ValueError."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX):
        raise ValueError(f"{text[:60]!r} is not a whole number from 0 upwards")
    return int(text)


def _limit(text: str) -> int:
    number = count(text)
    if not 1 <= number <= LIMIT_MAX:
        raise ValueError(f"is from 1 to {LIMIT_MAX}")
    return number


def one_of(*words: str) -> Callable[[str], str]:
    """Reads one of the words."""

    def read_word(text: str) -> str:
        if text not in words:
            raise ValueError(f"is {' or '.join(words)}, not {text[:60]!r}")
        return text

    return read_word


def matching(pattern: re.Pattern[str], form: str) -> Callable[[str], str]:
    """Reads a text of the form."""

    def read_text(text: str) -> str:
        if not pattern.fullmatch(text):
            raise ValueError(f"{text[:60]!r} does not have the form {form}")
        return text

    return read_text


def _type(text: str) -> str:
    if text in facts() or (text.endswith(".*") and any(wire.startswith(text[:-1]) for wire in facts())):
        return text
    near = get_close_matches(text, facts(), n=3)
    raise ValueError(f"{text[:60]!r} is no type{'; did you mean ' + ' or '.join(near) + '?' if near else '; GET /v1/types lists them'}")


def words(text: str) -> str:
    """A text that is not empty."""
    if not text.strip():
        raise ValueError("is empty; leave it out or write something")
    return text


def search(text: str) -> str:
    """What to search for; it holds a letter or a digit."""
    if not any(character.isalnum() for character in text):
        raise ValueError("holds no word; write letters or digits")
    return text


def choice(name: str, doc: str, *options: str) -> Parameter:
    return Parameter(name, doc, one_of(*options), {"type": "string", "enum": list(options)})


_A_DAY = {"type": "string", "format": "date"}
_A_POSITION = {"type": "integer", "minimum": 0, "maximum": 10**_DIGITS_MAX - 1}

PUBLISHED_BY = Parameter("published_by", "What the public could know: only facts published by the end of this day count.", _day, _A_DAY)
KNOWN_AT = Parameter(
    "known_at", "What this service knew: only events recorded by this instant count.", instant, {"type": "string", "format": "date-time"}
)
AT_POSITION = Parameter("at_position", "Like known_at, by position in the log; of the two the earlier cut counts.", count, _A_POSITION)
KNOWLEDGE = (PUBLISHED_BY, KNOWN_AT, AT_POSITION)

ON = Parameter("on", "The day of valid time asked about (UTC).", _day, _A_DAY)
DURING = Parameter(
    "during",
    "An EDTF date or interval: rows that belong to at least one of its days.",
    edtf.parse,
    {"type": "string", "examples": ["2024-09"]},
)
CERTAINTY = choice("certainty", "Only rows that are sure, or only possible.", "sure", "possible")
LIMIT = Parameter("limit", "How many at most.", _limit, {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX, "default": LIMIT_DEFAULT})
CURSOR = Parameter("after", "The `next` of the page before.", words, {"type": "string", "minLength": 1})
STALE = choice("stale", "`ok` answers at once, without waiting for the newest events.", "ok")

AFTER_POSITION = Parameter("after", "Only events after this position; below it when order is desc.", count, _A_POSITION)
ORDER = choice("order", "By rising or falling position.", "asc", "desc")
TYPE = Parameter(
    "type",
    "A type, or all of a kind such as exercise.*; may be repeated.",
    _type,
    {"type": "string", "examples": ["exercise.*"]},
    many=True,
)
SUBJECT = Parameter(
    "subject", "A subject, or a prefix that ends in a slash.", matching(_SUBJECT, "kind/slug or kind/"),
    {"type": "string", "pattern": f"^{_SUBJECT.pattern}$", "examples": ["exercise/"]},
)  # fmt: skip
ACTOR = Parameter(
    "actor", "Only events that name this actor.", matching(re.compile(rf"[A-Z]{{2}}|[a-z][a-z0-9_-]*/{SLUG}"), "FR or org/nato"),
    {"type": "string", "pattern": rf"^([A-Z]{{2}}|[a-z][a-z0-9_-]*/{SLUG})$", "examples": ["JP"]},
)  # fmt: skip
VALID_FROM = Parameter("valid_from", "Only events whose valid time reaches this day or a later one.", _day, _A_DAY)
VALID_TO = Parameter("valid_to", "Only events whose valid time begins on this day or an earlier one.", _day, _A_DAY)
STANDING = choice("standing", "Only events that stand so.", "effective", "corrected", "retracted", "disputed")
WORDS = Parameter("q", "Words and quoted phrases that must all occur.", search, {"type": "string", "minLength": 1, "examples": ["drones"]})
FORMAT = choice("format", "The event as a CloudEvent.", "json", "cloudevents")
PREFIX = Parameter("prefix", "Only subjects that begin so.", words, {"type": "string", "minLength": 1, "examples": ["exercise/"]})

SELECTION = (TYPE, SUBJECT, ACTOR, ON, VALID_FROM, VALID_TO, STANDING, WORDS, *KNOWLEDGE)
"""What narrows the log, in a list and in a stream."""


def view_filters(filters: Mapping[str, Filter]) -> Iterable[Parameter]:
    """The own filters of a view; any of several values may match."""
    for name, one in filters.items():
        schema = {"type": "string", "minLength": 1} if one.choices is None else {"type": "string", "enum": list(one.choices)}
        yield Parameter(name, f"{one.selects}; any of several values may match.", partial(_possible, one), schema, many=True)


def _possible(one: Filter, text: str) -> str:
    """A value that a row can have."""
    if why := one.why_not(words(text)):
        raise ValueError(why)
    return text
