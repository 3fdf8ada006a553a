"""Which events stand behind rows: for the revisions and the sources that a calendar shows.

The revision of a row is the newest event that bears on it: of its evidence, of the claims on the subjects of that evidence, of the
merges and splits that name them. Nothing is ever taken from the log, so it does not fall where a claim takes evidence away.
"""

from collections.abc import Iterable, Sequence

import orjson

from timeline.clock import Instant
from timeline.exports.answers import Answers
from timeline.exports.shown import SOURCES_MAX, Behind, Shown, source_line
from timeline.question import LIMIT_MAX, EventsQuestion, Knowledge, Row
from timeline.record import Recorded

IDS_AT_ONCE = 500
Revision = tuple[int, Instant]
NEVER: Revision = (0, 0)


class Witnesses:
    """Looks up what stands behind rows, as one chooses to know the log; make it with `witnesses`."""

    def __init__(self, answers: Answers, knowledge: Knowledge, moved: dict[str, Revision]) -> None:
        self._answers = answers
        self._knowledge = knowledge
        self._moved = moved

    async def shown(self, rows: Sequence[Row]) -> list[Shown]:
        """The rows, each with what stands behind it."""
        named = [list(dict.fromkeys(name for names in row.evidence.by_field.values() for name in names)) for row in rows]
        events = await self._recorded(dict.fromkeys(name for names in named for name in names))
        claimed = {subject: await self._last_claim(subject) for subject in sorted({event.subject for event in events.values()})}
        return [Shown(row, self._behind([events[name] for name in names], claimed)) for row, names in zip(rows, named, strict=True)]

    async def _recorded(self, ids: Iterable[str]) -> dict[str, Recorded]:
        wanted = list(ids)
        parts = [await self._answers.recorded(wanted[i : i + IDS_AT_ONCE]) for i in range(0, len(wanted), IDS_AT_ONCE)]
        return {event.id: event for part in parts for event in part}

    async def _last_claim(self, subject: str) -> Revision:
        question = EventsQuestion(descending=True, limit=1, types=("claim.*",), subject=subject, knowledge=self._knowledge)
        return max(map(_revision, (await self._answers.events(question)).events), default=NEVER)

    def _behind(self, events: Sequence[Recorded], claimed: dict[str, Revision]) -> Behind:
        subjects = {event.subject for event in events}
        revisions = [*map(_revision, events), *(claimed[name] for name in subjects), *(self._moved.get(name, NEVER) for name in subjects)]
        position, recorded_at = max(revisions, default=NEVER)
        ordered = sorted(events, key=lambda event: event.position)
        told = list(dict.fromkeys(source_line(orjson.loads(event.payload)["source"]) for event in ordered))
        more = [f"and {len(told) - SOURCES_MAX} more sources"] if len(told) > SOURCES_MAX else []
        return Behind(position, recorded_at, (*told[:SOURCES_MAX], *more))


async def witnesses(answers: Answers, knowledge: Knowledge) -> Witnesses:
    """Reads the merges and splits first, which are few and bear on subjects that they do not stand on."""
    moved: dict[str, Revision] = {}
    after: int | None = 0
    while after is not None:
        page = await answers.events(EventsQuestion(after=after, types=("subject.*",), limit=LIMIT_MAX, knowledge=knowledge))
        for event in page.events:
            moved |= dict.fromkeys(both(event), _revision(event))
        after = page.next
    return Witnesses(answers, knowledge, moved)


def both(event: Recorded) -> set[str]:
    """The two subjects of a merge or a split."""
    data = orjson.loads(event.payload)["data"]
    return {event.subject, *(data[name] for name in ("into", "from") if name in data)}


def _revision(event: Recorded) -> Revision:
    return event.position, event.recorded_at
