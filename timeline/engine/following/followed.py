"""A question to a view that is followed, and what is told of it."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import orjson

from events.edtf import Bound, Day, iso
from timeline.engine.asking.differences import Pair
from timeline.engine.asking.source import Asked
from timeline.engine.following.place import Place
from timeline.engine.reading import passes
from timeline.projections.projection import Projection
from timeline.question import Question, Row

CLOCK: Literal["clock"] = "clock"
CHANGES_AT_ONCE = 100
"""So many are found and told together, a few more where one append is folded as a whole."""


class Reach(NamedTuple):
    """How far streams may go: the head of the log, the last position that kept rows reflect (None without any), and the day.

    `sets` are those of the rows that answer: others once rows of newer code do.
    """

    head: int
    kept: int | None
    sets: tuple[int, ...]
    today: Day


@dataclass(frozen=True)
class Followed:
    """A question to a view that is followed as the log grows and days pass. Its limit and cursor do not count."""

    view: Projection
    question: Question

    @property
    def moves(self) -> bool:
        """Whether the day moves."""
        return self.question.on is None and self.question.during is None and not self.view.every_day

    @cached_property
    def name(self) -> str:
        """The same for the same question, and for no other."""
        asked, known = self.question, self.question.knowledge
        during = None if asked.during is None else asked.during.text
        filters = sorted((name, sorted(set(values))) for name, values in asked.filters.items())
        said = [self.view.name, asked.on, during, known.published_by, known.known_at, known.at_position, asked.certainty, filters]
        return base64.urlsafe_b64encode(hashlib.sha256(orjson.dumps(said)).digest()[:9]).decode()

    def asked(self, position: int, day: Bound, after: str = "") -> Asked:
        """The question as of a position, on a day where the day moves."""
        return Asked(self.view, self.question, day if self.moves else self.question.on, position, after)

    def standing(self, place: Place) -> dict[str, Any]:
        """A place as those see it who are told of the view as a whole."""
        asked = self.asked(place.position, place.day)
        return {"view": self.view.name, "version": place.version, "position": place.position, "on": iso(asked.on)}

    def shown(self, row: Row | None) -> Row | None:
        """The row where it passes certainty and filters."""
        if row is None or self.question.certainty not in {None, row.certainty}:
            return None
        return row if not self.question.filters or passes(self.view, self.question.filters, row) else None


class Difference(NamedTuple):
    """A row that reads differently from one moment to the next: because of events, or because the day is another."""

    place: Place
    pair: Pair
    because: tuple[str, ...] | Literal["clock"]


class Told(NamedTuple):
    """Something to tell, by name and as JSON, and the place right behind it."""

    place: Place
    name: str
    said: dict[str, Any]


class Page(NamedTuple):
    """What there is to tell next, and the place behind all that was looked at. `ended` where that is as far as one may go."""

    told: list[Told]
    place: Place
    ended: bool = False


def told(differences: Iterable[Difference]) -> list[Told]:
    return [Told(place, _name(pair), _said(pair, because)) for place, pair, because in differences]


def _name(pair: Pair) -> str:
    if pair.before is None:
        return "row.added"
    return "row.removed" if pair.after is None else "row.changed"


def _said(pair: Pair, because: tuple[str, ...] | Literal["clock"]) -> dict[str, Any]:
    before, after = (None if row is None else row.as_json() for row in (pair.before, pair.after))
    return {"key": pair.key, "before": before, "after": after, "because": because}
