"""What of a log is built next where rows are built subject by subject: piece after piece, in order of name.

So each subject is read once and folded from its first report to its last, its rows are stored beside each other, and what is believed no
longer is known to be so when it is stored. A walk along the log costs more the longer the log is, since it comes back to every subject.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from events.subject import SubjectMerged, SubjectSplit
from timeline.engine.keeping.publishing import joined_by
from timeline.log.protocol import Log, Selection
from timeline.record import SubjectEntry
from timeline.rows.kept import Built

EVENTS_PER_PIECE, EVENTS_PER_LARGE_PIECE = 400, 2_000
"""Appends wait while a piece is stored, of the large ones up to 0.4 s; those are taken while nobody appends.

Large ones are a fifth faster, since they touch the same pages.
"""
SUBJECTS_LISTED = 1_000


class Piece(NamedTuple):
    """Subjects that are built at once, each with all joined to it; of a single one the events after the position `within`."""

    subjects: list[list[str]]
    last: str
    """All up to this name are built then."""
    until: int
    within: int = 0
    most: int = 0
    """Of a single one that has more no more events than these, 0 where all are built."""


class Plan:
    """The pieces that are left to build."""

    def __init__(self, log: Log, built: Built) -> None:
        self._log = log
        self._built = built
        self._listed: deque[SubjectEntry] = deque()
        self._joined: dict[str, list[str]] | None = None
        self._after = built.subject
        self._within = built.within

    async def next(self, most: int) -> Piece | None:
        """The next piece, of so many events at most, and fewer of subjects with many; None when there is none."""
        if self._joined is None:
            await self._log.catch_up(self._built.until)  # the other processes only read
            self._joined = await joined(self._log, self._built.until)
        subjects, size, reports, last = list[list[str]](), 0, 0, ""
        while (entry := await self._first()) is not None:
            together = self._joined.get(entry.subject, [entry.subject])
            present = {entry.subject: entry} if len(together) == 1 else await self._present(together)
            if entry.subject == min(present):  # others are built with it
                reports = sum(each.version for each in present.values())
                if subjects and size + reports * _weight(reports) > most:
                    break
                subjects.append(together)
                size += reports * _weight(reports)
            last = self._listed.popleft().subject
            if subjects and (size > most or self._within):
                within, self._within = self._within, 0
                return Piece(subjects, last, self._built.until, within, max(1, most // _weight(reports)))
        return Piece(subjects, last, self._built.until) if last else None

    async def _first(self) -> SubjectEntry | None:
        """The next subject that no piece has yet."""
        if not self._listed:
            found = await self._log.subjects(prefix="", after=self._after, limit=SUBJECTS_LISTED, until=self._built.until)
            self._listed += found
            self._after = found[-1].subject if found else self._after
        return self._listed[0] if self._listed else None

    async def _present(self, subjects: Sequence[str]) -> dict[str, SubjectEntry]:
        """Those that the log has events of."""
        found = {}
        for subject in subjects:
            for entry in await self._log.subjects(prefix=subject, after="", limit=1, until=self._built.until):
                if entry.subject == subject:
                    found[subject] = entry
        return found


def _weight(reports: int) -> int:
    """What a further report of a subject takes: in some views it says those before it again."""
    return 1 + min(reports, 1_000) // 50


async def joined(log: Log, until: int) -> dict[str, list[str]]:
    """By subject all that anybody up to a position said of to be one with it, or not; subjects of which nobody did are left out."""
    groups: dict[str, set[str]] = {}
    said = [event for wire in (SubjectMerged.wire, SubjectSplit.wire) for event in await log.read(Selection(types=(wire,), until=until))]
    for subject in sorted({event.subject for event in said}):
        told = await log.read(Selection(subject=subject, types=("subject.*", "claim.*"), until=until))
        _join(groups, {subject, *(other for event in told for other in joined_by(event))})
    return {subject: sorted(group) for subject, group in groups.items()}


def _join(groups: dict[str, set[str]], subjects: Iterable[str]) -> None:
    whole = set[str]().union(*(groups.get(subject, {subject}) for subject in subjects))
    groups.update(dict.fromkeys(whole, whole))
