"""One state of knowledge, and what it says of subjects: the log up to a position, as published by a day."""

from collections.abc import Iterable, Sequence
from itertools import chain

from events.edtf import Day
from events.subject import SubjectMerged, SubjectSplit
from timeline.engine.fold import case_of, cases
from timeline.engine.identity import Identity, identity
from timeline.engine.known import known
from timeline.engine.standing import standings
from timeline.log.protocol import Log, Selection
from timeline.projections.case import Case
from timeline.record import Recorded

MERGES = (SubjectMerged.wire, SubjectSplit.wire)
CLAIMS = ("claim.*",)


class Belief:
    """What is known of a log; what was read of it is kept as long as this lives."""

    def __init__(self, log: Log, until: int, published_by: Day | None) -> None:
        self._log = log
        self.cut = until, published_by
        self._identities: dict[str, Identity] = {}
        self._events: dict[str, list[Recorded]] = {}

    async def case(self, subject: str) -> Case | None:
        """The case of one subject; None where its facts count for another one, or nothing is known of it."""
        same = await self.identity(_kind(subject))
        if same.end(subject) != subject:
            return None
        told = (await self.events(sorted(same.members(subject)))).values()
        return case_of(subject, map(known, told), same) if told else None

    async def cases(self, joined: Sequence[Sequence[str]]) -> list[Case]:
        """The cases of subjects, each with all that any merge or split ever named with it."""
        await self.events(chain.from_iterable(joined))
        told = [[known(event) for subject in subjects for event in self._events[subject]] for subjects in joined]
        return [case for events in told for case in cases(events).values()]

    async def identity(self, kind: str) -> Identity:
        """The merges of subjects of this kind that are in force."""
        if kind not in self._identities:
            said = await self.merges(kind)
            said += await self._read(types=CLAIMS, subjects=tuple(sorted({event.subject for event in said})))
            in_force = standings(map(known, said)).values()
            self._identities[kind] = identity(each for each in in_force if each.report.type.startswith("subject."))
        return self._identities[kind]

    async def merges(self, kind: str) -> list[Recorded]:
        """Every merge and split of subjects of this kind, in force or not."""
        found = [event for wire in MERGES for event in await self._read(f"{kind}/", (wire,))]  # one type is found by its index
        return sorted(found, key=lambda event: event.position)

    async def end(self, subject: str) -> str:
        """The subject that the facts of this one count for."""
        return (await self.identity(_kind(subject))).end(subject)

    async def members(self, subject: str) -> set[str]:
        """All subjects whose facts count for the same subject as those of this one."""
        same = await self.identity(_kind(subject))
        return same.members(same.end(subject))

    async def events(self, subjects: Iterable[str]) -> dict[str, Recorded]:
        """All that is known on these subjects, by id."""
        named = list(subjects)
        unread = tuple(dict.fromkeys(subject for subject in named if subject not in self._events))
        if unread:
            self._events |= {subject: [] for subject in unread}
            for event in await self._read(subjects=unread):
                self._events[event.subject].append(event)
        return {event.id: event for subject in named for event in self._events[subject]}

    async def _read(
        self, subject: str | None = None, types: tuple[str, ...] = (), subjects: tuple[str, ...] | None = None
    ) -> list[Recorded]:
        until, published_by = self.cut
        return await self._log.read(Selection(subject=subject, subjects=subjects, types=types, until=until, published_by=published_by))


def _kind(subject: str) -> str:
    return subject.partition("/")[0]
