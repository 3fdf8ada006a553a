"""How values of a row and of an event read in a cell: short, without braces."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from timeline.cli.documents import Document
from timeline.exports.words import COMPARATORS

LINES_MAX = 5
NO_DAY = "…"
NOT_SURE = "none"
UNSAID = "actual"
"""The usual modality goes without saying."""
APART = frozenset({"name", "sources", "last_evidence", "subject", "field", "event", "id", "days", "lag_days", "lat", "lon", "precision"})
"""Parts of a state that a table has no room for, or shows elsewhere."""
FIRST = ("actor", "zone", "of", "participants", "parties", "figure", "reasons", "claim", "scope")
DATES = ("planned", "actual", "stopped", "expected", "last_progress", "since", "valid")
"""Parts that say when; a cell never leaves them out."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def window(days: list[str | None] | None) -> list[str]:
    """A window of days in one line or two, inclusive; … is no bound."""
    if days is None:
        return [NOT_SURE]
    first, last = days
    if first == last and first is not None:
        return [first]
    return [first or NO_DAY, f"to {last or NO_DAY}"]


def known(state: Mapping[str, Any]) -> list[str]:
    """The name and what else is known, a line each: what comes first, all that says when, the rest as far as a cell holds it."""
    names = dict.fromkeys(name for name in ("name", *FIRST, *DATES, *state) if name in state and (name == "name" or name not in APART))
    told = {name: text for name in names if (text := words(state[name]))}
    kept = set(told) if len(told) <= LINES_MAX else _kept(list(told))
    left_out = len(told) - len(kept)
    lines = [text if name == "name" else f"{name.replace('_', ' ')}: {text}" for name, text in told.items() if name in kept]
    return [*lines, f"and {left_out} more (--json)"] if left_out else lines


def _kept(names: list[str]) -> set[str]:
    """Of more parts than a cell holds those that it shows: every date, and of the others the first."""
    dates = [name for name in names if name in DATES]
    others = [name for name in names if name not in DATES]
    return {*dates, *others[: max(1, LINES_MAX - 1 - len(dates))]}


def words(value: Any) -> str:
    """Any JSON value in words."""
    if isinstance(value, Mapping):
        return figure(value) if _is_figure(value) else _members(value)
    if isinstance(value, list):
        if _is_window(value):
            return " ".join(window(value))
        return ", ".join(filter(None, map(words, value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def figure(value: Mapping[str, Any]) -> str:
    """A figure as a report would word it: ``nearly 50 person``."""
    number = (
        f"{value['low']} to {value['high']}"
        if value.get("cmp") == "between"
        else f"{COMPARATORS.get(value.get('cmp', 'eq'), '')}{value['value']}"
    )
    return " ".join(part for part in (number, value.get("unit"), value.get("scope") and f"({value['scope']})") if part)


def _is_figure(value: Mapping[str, Any]) -> bool:
    return "value" in value or ("low" in value and "high" in value)


def _is_window(value: list[Any]) -> bool:
    return len(value) == 2 and any(value) and all(one is None or (isinstance(one, str) and _DAY.fullmatch(one)) for one in value)


def _members(value: Mapping[str, Any]) -> str:
    """Who or what first, the rest in brackets."""
    parts = {name: text for name, child in value.items() if name not in APART - {"name"} and child != UNSAID and (text := words(child))}
    head = next((name for name in ("actor", "by", "measure", "name", "type", "kind") if name in parts), None)
    if head is None:
        return ", ".join(f"{name.replace('_', ' ')} {text}" for name, text in parts.items())
    rest = ", ".join(text for name, text in parts.items() if name != head)
    return f"{parts[head]} ({rest})" if rest else parts[head]


def asked(answer: Document, prefix: str = "") -> str:
    """Which day and which knowledge an answer is about; those of the base side begin with `prefix`."""
    day = f"during {answer['during']}" if "during" in answer else f"on {answer[f'{prefix}on'] or 'any day'}"
    cuts = [
        (label, answer.get(f"{prefix}{name}"))
        for name, label in (("published_by", "published by"), ("known_at", "known at"), ("at_position", "at position"))
    ]
    return ", ".join([day, *(f"{label} {cut}" for label, cut in cuts if cut is not None)])


def row(shown: Document) -> str:
    """A row in one line, without its key."""
    standing = ", ".join(filter(None, (shown["status"], shown["certainty"])))
    return f"{standing}, {' '.join(window(shown['possible']))}, facts/chains {evidence(shown)}"


def differences(before: Document, after: Document) -> Iterator[str]:
    """What changed in a row, part by part."""
    for name in ("status", "certainty", "possible", "sure"):
        if before[name] != after[name]:
            yield f"{name}: {_part(name, before[name])} → {_part(name, after[name])}"
    old, new = before["state"], after["state"]
    for name in dict.fromkeys((*old, *new)):
        if name not in APART - {"name", "last_evidence"} and old.get(name) != new.get(name):
            yield f"{name.replace('_', ' ')}: {words(old.get(name)) or 'nothing'} → {words(new.get(name)) or 'nothing'}"
    if before["evidence"] != after["evidence"]:
        yield f"facts/chains: {evidence(before)} → {evidence(after)}"


def evidence(row: Document) -> str:
    """How many facts, from how many independent chains."""
    return f"{row['evidence']['facts']}/{row['evidence']['chains']}"


def _part(name: str, value: Any) -> str:
    return " ".join(window(value)) if name in {"possible", "sure"} else words(value) or "none"
