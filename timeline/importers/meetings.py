"""Exercises that stand on two subjects although they are one, found in the events of a log, one a line.

An importer sees one data set, so it cannot know that what it found without a name has one elsewhere (see `meeting`). Here two
subjects are merged when at least one has no name, both have the same participants, at least two, and the same start and end, each
known to the month or better, and no other subject of the log has those participants and dates that could be the same. Two
subjects of one publisher are never merged: whoever coded both took them for two. Events count as they were sent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import orjson

from events import edtf
from events.exercise import ExerciseHeld
from events.fact import Fact, Report
from timeline.errors import TimelineError, Unreadable
from timeline.importers import ndjson
from timeline.importers.item import Doubt, Found, Importer, Item, Passed
from timeline.importers.meeting import Coded, compatible, named, tells_enough
from timeline.importers.naming import digest
from timeline.intake import read_json

PUBLISHER = "Timeline, exercises that meet"
TWO = "there is another that it could be, or one publisher has both"
REASON = "the same participants, start and end, and nothing else in the log that could be meant"


@dataclass(slots=True)
class _Exercise:
    """What is told of a subject; `line` is the first that does. `facts` are by what they say, with when that was first published."""

    subject: str
    line: int
    named: bool = False
    facts: dict[Coded, str] = field(default_factory=dict)
    publishers: set[str] = field(default_factory=set)

    def near(self, other: "_Exercise") -> bool:
        return any(compatible(mine, yours) for mine in self.facts for yours in other.facts)

    def hear(self, report: Report[Fact], coded: Coded) -> None:
        self.named = self.named or named(coded) is not None
        self.publishers.add(report.source.publisher)
        said = coded._replace(name=None)
        self.facts[said] = min(self.facts.get(said, report.source.published), report.source.published, key=_latest)


def read(file: BinaryIO) -> Iterator[Item]:
    exercises: dict[tuple[str, frozenset[str]], _Exercise] = {}
    lines: list[int] = []
    for item in ndjson.read(file):
        report = _report(item) if isinstance(item, Found) else item
        if isinstance(report, Doubt | Passed | Found):
            yield report
            continue
        lines.append(item.line)
        coded = _coded(report)
        if coded is not None and coded.participants:
            exercises.setdefault((report.subject, coded.participants), _Exercise(report.subject, item.line)).hear(report, coded)
    if not lines:
        raise Unreadable("no line is an event; send what `timeline events --all --json` writes")
    met = {item.line: item for item in _meetings(exercises.values())}
    yield from (met.get(line, Passed(line, "meets nobody else")) for line in lines)


def _report(found: Found) -> Report[Fact] | Doubt:
    body = found.event if isinstance(found.event, bytes) else orjson.dumps(found.event)
    try:
        (proposed,) = read_json(body)
    except TimelineError as error:
        return Doubt(found.line, "", error.detail, refused=True)
    return proposed.report


def _coded(report: Report[Fact]) -> Coded | None:
    """The span of an exercise and who took part, None where an event does not tell both."""
    if not isinstance(report.data, ExerciseHeld) or report.modality == "denied" or report.valid_mode == "within":
        return None
    start, _, end = report.valid.partition("/")
    coded = Coded(report.data.name, start, end or start, frozenset(report.data.participants), report.subject)
    return coded if tells_enough(coded) else None


def _meetings(exercises: Iterable[_Exercise]) -> Iterator[Item]:
    together: dict[frozenset[str], list[_Exercise]] = defaultdict(list)
    for exercise in exercises:
        together[next(iter(exercise.facts)).participants or frozenset()].append(exercise)
    for same in together.values():
        for one in same:
            equal = [] if one.named else [other for other in same if other is not one and _shared(one, other)]
            other = _only(one, same)
            if other is not None and not one.named and _only(other, same) is one:
                if other.named or other.subject < one.subject:
                    yield _merged(one, other)
            elif equal:
                could = ", ".join(sorted(each.subject for each in equal))
                yield Doubt(one.line, "/subject", f"could be {could}, but not surely: {TWO}; not merged")


def _only(one: _Exercise, same: Sequence[_Exercise]) -> _Exercise | None:
    """The one of the others that it could be, if that is of other publishers and of the same days."""
    near = [other for other in same if other is not one and one.near(other)]
    return near[0] if len(near) == 1 and _shared(one, near[0]) and not one.publishers & near[0].publishers else None


def _shared(one: _Exercise, other: _Exercise) -> list[str]:
    """When it was known that both say the same: for each that they both say, the later of the two publications."""
    mine, yours = ({coded[1:4]: published for coded, published in exercise.facts.items()} for exercise in (one, other))
    return [max(mine[said], yours[said], key=_latest) for said in mine if said in yours]


def _merged(one: _Exercise, into: _Exercise) -> Found:
    published = min(_shared(one, into), key=_latest)
    event = {
        "id": f"meeting:{digest(one.subject, into.subject)}", "type": "subject.merged", "subject": one.subject, "valid": published,
        "data": {"into": into.subject, "reason": REASON}, "source": {"publisher": PUBLISHER, "published": published},
    }  # fmt: skip
    return Found(one.line, event)


def _latest(published: str) -> int:
    return edtf.parse(published).latest or 0


IMPORTER = Importer("meetings", "Exercises that meet, found in events as NDJSON", read)
