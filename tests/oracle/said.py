"""What a report says, read from its JSON alone: days of a small calendar, mode, modality, grade.

Day 0 is 31 August 2024 and stands for every day before, day 20 is 20 September and stands for every day after: histories
date their facts from 1 to 19 September, so that no other day differs from one of these.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from events import edtf

ORIGIN = date(2024, 8, 31).toordinal()
LONG_BEFORE, LONG_AFTER = 0, 20
DAYS = range(LONG_BEFORE, LONG_AFTER + 1)
THROUGHOUT = {"exercise.held", "exercise.participant_joined"}
PLANS = {"exercise.announced", "exercise.rescheduled", "exercise.extended", "deployment.announced"}

Days = frozenset[int]
Json = dict[str, Any]


def text(day: int) -> str:
    return date.fromordinal(ORIGIN + day).isoformat()


def ordinal(day: int) -> int:
    return ORIGIN + day


def days(first: int | None, last: int | None) -> Days:
    """The days from one to the other; None is no bound."""
    low = LONG_BEFORE if first is None else first - ORIGIN
    high = LONG_AFTER if last is None else last - ORIGIN
    return frozenset(range(low, high + 1))


def hull(*sets: Days) -> Days:
    every = frozenset().union(*sets)
    return frozenset(range(min(every), max(every) + 1)) if every else every


@dataclass(frozen=True, eq=False)
class Said:
    """A report as it stands, and the digest of its content."""

    event: Json
    digest: bytes
    reliability: str | None
    credibility: int | None

    @property
    def id(self) -> str:
        return str(self.event["id"])

    @property
    def type(self) -> str:
        return str(self.event["type"])

    @property
    def subject(self) -> str:
        return str(self.event["subject"])

    @property
    def data(self) -> Json:
        return dict(self.event["data"])

    @property
    def modality(self) -> str:
        return str(self.event.get("modality") or ("planned" if self.type in PLANS else "actual"))

    @property
    def time(self) -> edtf.Edtf:
        return edtf.parse(self.event["valid"])

    @property
    def mode(self) -> str:
        if self.event.get("valid_mode"):
            return str(self.event["valid_mode"])
        if len(self.days) == 1:
            return "at"
        return "throughout" if self.time.interval and self.type in THROUGHOUT | PLANS else "within"

    @property
    def days(self) -> Days:
        """Every day that `valid` may mean."""
        return days(self.time.earliest, self.time.latest)

    @property
    def starts(self) -> Days:
        """The days on which what `valid` names may have begun."""
        return self._end(self.time.start, min(self.days))

    @property
    def ends(self) -> Days:
        return self._end(self.time.end, max(self.days))

    def _end(self, range_: edtf.Range, extreme: int) -> Days:
        if self.mode == "throughout" and not self.time.interval:
            return frozenset({extreme})
        if self.mode == "throughout":
            return days(range_.first, range_.last)
        return self.days

    @property
    def names_start(self) -> bool:
        """An open or unknown end names no day."""
        return self.time.ends[0] == "dated"

    @property
    def names_end(self) -> bool:
        return self.time.ends[1] == "dated"

    @property
    def certain(self) -> bool:
        """Whether it can make a day sure."""
        return self.modality == "actual" and not self.time.qualified

    @property
    def published(self) -> int:
        latest = edtf.parse(self.event["source"]["published"]).latest
        assert latest is not None
        return latest

    @property
    def chain(self) -> str:
        """The last link, which is what independence is about."""
        source = self.event["source"]
        return str((source.get("chain") or [source["publisher"]])[-1])

    @property
    def preference(self) -> tuple[int, int, int, bytes]:
        """Greater is preferred: better graded, then later published, then the greater digest."""
        reliable = "ABCDE".find(self.reliability or "F")
        credible = self.credibility or 6
        return -(reliable if reliable >= 0 else 5), -min(credible, 6), self.published, self.digest
