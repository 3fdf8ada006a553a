"""What an event can be found by beside its place in the log: whom it names and its words. All of it follows from the payload."""

from typing import Any, NamedTuple

import orjson

from timeline.log.words import phrases, words

ACTOR_FIELDS = frozenset(
    {"actor", "participants", "host", "parties", "party", "of", "by", "to", "speaker", "on_behalf_of", "about", "units"}
)


class Terms(NamedTuple):
    """`words` come in order, parted and enclosed by blanks, so that a run of words is found as a part of them."""

    actors: frozenset[str]
    words: str


class Sought(NamedTuple):
    """What the terms must have: the actor, unless it is None, and every run of words."""

    actor: str | None
    runs: tuple[str, ...]

    def found_in(self, terms: Terms) -> bool:
        return (self.actor is None or self.actor in terms.actors) and all(run in terms.words for run in self.runs)


def terms(payload: bytes) -> Terms:
    """The terms of an event as it was sent."""
    content = orjson.loads(payload)
    texts: list[str] = []
    _gather_texts(content, texts)
    return Terms(_actors_named(content), _enclosed(words(" ".join(texts))))


def sought(actor: str | None, q: str | None) -> Sought:
    """`q` as `Selection.q` has it."""
    return Sought(actor, tuple(_enclosed(phrase) for phrase in phrases(q or "")))


def _enclosed(run: list[str] | tuple[str, ...]) -> str:
    return f" {' '.join(run)} "


def _actors_named(content: dict[str, Any]) -> frozenset[str]:
    """Whom the event names in a field for actors, and the subject where it is one."""
    found = {content["subject"]} if content["subject"].startswith("actor/") else set()
    for key, value in content["data"].items():
        if key in ACTOR_FIELDS:
            found.update([value] if isinstance(value, str) else [v for v in value or () if isinstance(v, str)])
    return frozenset(found)


def _gather_texts(value: Any, words: list[str]) -> None:
    """Every text in the value, in order. Appending is twice as fast as a generator that yields from itself."""
    if isinstance(value, str):
        words.append(value)
    elif isinstance(value, dict):
        for child in value.values():
            _gather_texts(child, words)
    elif isinstance(value, list):
        for child in value:
            _gather_texts(child, words)
