"""A selection as SQL: which source is walked in order of position, and which conditions narrow it."""

from typing import Any

import orjson

from events.registry import facts
from timeline.log.protocol import Selection
from timeline.log.queries import queries
from timeline.log.words import phrases

_SOURCES = {
    "log": "log",
    "actor": "mentions CROSS JOIN log ON log.position = mentions.position AND mentions.actor = :actor",
    "q": "texts CROSS JOIN log ON log.position = texts.rowid",
}
_ORDERS = {"log": "log.position", "actor": "mentions.position", "q": "texts.rowid"}
POSITION_MAX = 2**63 - 1


def select(selection: Selection) -> tuple[str, dict[str, Any]]:
    """The SQL and its parameters. Full text and actors have indexes in order of position, so a page costs what it shows."""
    values = _values(selection)
    source = "q" if values["q"] else "actor" if selection.actor is not None else "log"
    narrow = queries("sqlite/narrow")
    conditions = [narrow[name] for name in _conditions(selection, values) if name != source or name == "q"]
    order = _ORDERS[source] + (" DESC" if selection.descending else "")
    return queries("sqlite")["read"].format(source=_SOURCES[source], conditions="\nAND ".join(conditions), order=order), values


def _values(selection: Selection) -> dict[str, Any]:
    types = sorted({name for wanted in selection.types for name in _expanded(wanted)})
    return {
        "after": None if selection.after is None else min(selection.after, POSITION_MAX),
        "until": POSITION_MAX if selection.until is None else min(selection.until, POSITION_MAX),
        "limit": -1 if selection.limit is None else selection.limit,
        "type": types[0] if len(types) == 1 else None,
        "types": orjson.dumps(types).decode(),
        "subject": selection.subject,
        "actor": selection.actor,
        "valid_from": selection.valid_from,
        "valid_to": selection.valid_to,
        "published_by": selection.published_by,
        "q": " ".join(f'"{" ".join(phrase)}"' for phrase in phrases(selection.q or "")),
    }


def _expanded(wanted: str) -> list[str]:
    """The types that a name or a prefix means; the log holds no type but those of the vocabulary."""
    return [name for name in facts() if name.startswith(wanted[:-1])] if wanted.endswith(".*") else [wanted]


def _conditions(selection: Selection, values: dict[str, Any]) -> list[str]:
    subject = selection.subject or ""
    wanted = {
        "until": True,
        "after": selection.after is not None and not selection.descending,
        "below": selection.after is not None and selection.descending,
        "type": values["type"] is not None,
        "types": bool(selection.types) and values["type"] is None,
        "subject": selection.subject is not None and not subject.endswith("/"),
        "subject_prefix": subject.endswith("/"),
        "actor": selection.actor is not None,
        "valid_from": selection.valid_from is not None,
        "valid_to": selection.valid_to is not None,
        "published_by": selection.published_by is not None,
        "q": bool(values["q"]),
        "targeted": selection.targeted,
    }
    return [name for name, used in wanted.items() if used]
