"""What the forms for people and their programs say of a row and of an event: a headline, its days, lines of text."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson

from events import edtf
from events.edtf import Bound, Day, iso
from timeline.clock import Instant
from timeline.exports.words import figure, span, words
from timeline.question import Row, Window
from timeline.record import Recorded

ABOUT = ("actor", "role", "indicator", "field", "claim", "scope", "type", "zone", "of", "to")
"""Parts of a state that tell rows of one subject from another, beside its name."""
UNSAID = frozenset({"name", "subject", "sources", "last_evidence", *ABOUT})
SOURCES_MAX = 10
"""A reader of a calendar wants to know who says so, not the whole file."""


class Behind(NamedTuple):
    """What stands behind a row: the newest event that bears on it, and the sources of its evidence, as lines."""

    position: int
    recorded_at: Instant
    sources: tuple[str, ...]


class Shown(NamedTuple):
    """A row of a view and what stands behind it; None where the form has no use for that."""

    row: Row
    behind: Behind | None = None


class Days(NamedTuple):
    """Days from first to last, both included."""

    first: Day
    last: Day


def headline(row: Row) -> str:
    """The name of what the row is about, else its subject, and what tells it from others of that subject."""
    state = row.state
    about = [text for name in ABOUT if (text := words(state.get(name)))]
    if isinstance(state.get("figure"), Mapping):
        about.append(figure(state["figure"]))
    subject = str(state.get("name") or state.get("subject") or row.key)
    return f"{subject}: {', '.join(about)}" if about else subject


def standing(row: Row) -> str:
    """Status and certainty where they are not the usual ones: ``possibly cancelled``, ``possible``, nothing for what surely goes on."""
    if row.certainty == "possible":
        return f"possibly {row.status}" if row.status else "possible"
    return "" if row.status in {None, "ongoing"} else str(row.status)


def titled(row: Row) -> str:
    """The headline with the standing in brackets."""
    said = standing(row)
    return f"{headline(row)} ({said})" if said else headline(row)


def lines(shown: Shown) -> Iterator[str]:
    """A row in words, a line a part; then its sources."""
    row = shown.row
    yield f"status: {row.status}, {row.certainty}" if row.status else row.certainty
    yield f"possible: {span(*_ends(row.possible))}"
    if row.sure is not None:
        yield f"sure: {span(*_ends(row.sure))}"
    for name, value in row.state.items():
        if name not in UNSAID and (text := words(value)):
            yield f"{name.replace('_', ' ')}: {text}"
    yield f"{row.key}, {row.evidence.facts} facts, {row.evidence.chains} independent chains"
    if shown.behind is not None:
        yield from shown.behind.sources
    elif sources := words(row.state.get("sources")):
        yield f"sources: {sources}"


def days_of(row: Row) -> Days | None:
    """The possible days; a side without a bound goes as far as a day is named: of the sure window, or the last evidence."""
    evidence = row.state.get("last_evidence") or row.state.get("last_progress")
    sure = _ends(row.sure) if row.sure else ()
    return _bounded(_ends(row.possible), (*sure, edtf.day(evidence) if evidence else None))


def days_of_event(event: Recorded) -> Days | None:
    """The days that its valid time may be; of an open one the day that is known."""
    return _bounded((event.earliest, event.latest), ())


def bounds(row: Row) -> dict[str, str | None]:
    """The ends of both windows by name; null for no bound and for no sure window."""
    sure = row.sure or Window(None, None)
    ends = zip(("possible_from", "possible_to", "sure_from", "sure_to"), (*_ends(row.possible), *_ends(sure)), strict=True)
    return {name: iso(day) for name, day in ends}


def _ends(window: Window) -> tuple[Bound, Bound]:
    return window.first, window.last


def _bounded(possible: tuple[Bound, Bound], others: tuple[Bound, ...]) -> Days | None:
    named = [day for day in (*possible, *others) if day is not None]
    if not named:
        return None
    first, last = possible
    return Days(min(named) if first is None else first, max(named) if last is None else last)


def read(event: Recorded) -> dict[str, Any]:
    """The event as it is served."""
    served: dict[str, Any] = orjson.loads(event.served())
    return served


def event_headline(served: Mapping[str, Any]) -> str:
    """What kind of report about what: ``exercise held: Brunet-Takamori 2024``."""
    kind = served["type"].replace(".", " ").replace("_", " ")
    return f"{kind}: {served['data'].get('name') or served['subject']}"


def event_lines(served: Mapping[str, Any]) -> Iterator[str]:
    """An event in words, each clock under its own name."""
    yield f"valid: {served['valid']} ({served['valid_mode']}, {served['modality']})"
    for name, value in served["data"].items():
        if text := words(value):
            yield f"{name.replace('_', ' ')}: {text}"
    if served.get("note"):
        yield f"note: {served['note']}"
    yield f"{served['subject']}, event {served['id']}"
    yield source_line(served["source"])


def source_line(source: Mapping[str, Any]) -> str:
    """Who published what when, relying on whom."""
    said = [source["publisher"], source.get("title"), f"published {source['published']}", source.get("url")]
    if source.get("chain"):
        said.insert(1, f"after {', '.join(source['chain'])}")
    return "source: " + ", ".join(part for part in said if part)
