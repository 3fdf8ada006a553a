"""A log in plain Python: for tests, for trying things out, and as the plainest statement of what a log does."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from events.edtf import Day
from timeline.clock import Clock, Instant, system_clock
from timeline.errors import TimelineError
from timeline.log.admission import Known, admit
from timeline.log.cut import refuse_beyond
from timeline.log.protocol import Batch, Head, Selection
from timeline.log.terms import Terms, sought, terms
from timeline.record import Appended, Recorded, SubjectEntry


class MemoryLog:
    """A log that is gone when the process ends."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._known = Known()
        self._events: list[Recorded] = []
        self._terms: list[Terms] = []

    async def append(self, batches: Sequence[Batch]) -> list[Appended | TimelineError]:
        return [self._append(batch) for batch in batches]

    def _append(self, batch: Batch) -> Appended | TimelineError:
        try:
            admission = admit(batch, self._known, self._clock())
        except TimelineError as refused:
            return refused
        self._known.learn(admission.events)
        self._events += admission.events
        self._terms += [terms(event.payload) for event in admission.events]
        return admission.appended

    async def head(self) -> Head:
        return self._known.head

    async def cut(self, *, known_at: Instant | None, at_position: int | None) -> int:
        head = self._known.head.position
        last = head
        if at_position is not None:
            refuse_beyond(at_position, head)
            after = self._events[at_position : at_position + 1]
            last = after[0].first - 1 if after else head
        if known_at is not None:
            last = min(last, bisect_right(self._events, known_at, key=lambda event: event.recorded_at))
        return last

    async def read(self, selection: Selection) -> list[Recorded]:
        low = 0 if selection.descending else selection.after or 0
        high = len(self._events) if selection.until is None else selection.until
        if selection.descending and selection.after is not None:
            high = min(high, selection.after - 1)
        chosen = list(self._narrowed(self._events[max(low, 0) : max(high, 0)], selection))
        return chosen[::-1][: selection.limit] if selection.descending else chosen[: selection.limit]

    def _narrowed(self, events: Iterable[Recorded], selection: Selection) -> Iterable[Recorded]:
        wanted = sought(selection.actor, selection.q)
        until = len(self._events) if selection.until is None else selection.until
        targets = {event.target for event in self._events[:until]} if selection.targeted else set()
        for event in events:
            if (
                _meets(event, selection)
                and wanted.found_in(self._terms[event.position - 1])
                and (not selection.targeted or event.id in targets)
            ):
                yield event

    async def catch_up(self, until: int) -> None:
        """Nothing follows this log."""

    async def get(self, ids: Sequence[str]) -> list[Recorded]:
        found = [self._known.events[name] for name in set(ids) if name in self._known.events]
        return sorted(found, key=lambda event: event.position)

    async def subjects(self, *, prefix: str, after: str, limit: int, until: int) -> list[SubjectEntry]:
        newest: dict[str, SubjectEntry] = {}
        for event in self._events[:until]:
            if event.subject.startswith(prefix) and event.subject > after:
                newest[event.subject] = SubjectEntry(event.subject, event.version, event.position)
        return sorted(newest.values())[:limit]

    async def close(self) -> None:
        """There is nothing to let go of."""


def _meets(event: Recorded, selection: Selection) -> bool:
    subject = selection.subject
    return (
        (not selection.types or any(_is_type(event.type, wanted) for wanted in selection.types))
        and (subject is None or (event.subject.startswith(subject) if subject.endswith("/") else event.subject == subject))
        and (selection.subjects is None or event.subject in selection.subjects)
        and _reaches(event.latest, selection.valid_from)
        and (event.earliest is None or selection.valid_to is None or event.earliest <= selection.valid_to)
        and (selection.published_by is None or event.published <= selection.published_by)
    )


def _reaches(latest: Day | None, day: Day | None) -> bool:
    return latest is None or day is None or latest >= day


def _is_type(name: str, wanted: str) -> bool:
    return name.startswith(wanted[:-1]) if wanted.endswith(".*") else name == wanted
