"""Rows as published by a day, kept beside those of everything known: each subject is told anew in the order in which it was published.

That is done when nobody needs anything else, and again after each further report. Until then a question folds the subject on the spot.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from timeline.engine.fold import case_of, cases, with_threads
from timeline.engine.identity import Identity
from timeline.engine.keeping.believed import Believed
from timeline.engine.keeping.rectangles import ViewSet, refold
from timeline.engine.known import Known, known
from timeline.engine.threads import Threads
from timeline.log.protocol import Log, Selection
from timeline.projections.case import Case
from timeline.rows.kept import Settling, Stride
from timeline.rows.protocol import beside

SUBJECTS_AT_ONCE = 10
"""So many are told anew in one step, which takes some 20 ms and as long to store."""
EVENTS_MAX = 200
"""Subjects with more are left, and folded for each question: telling one anew would hold up everybody else."""
_ALONE = Identity()


class Told(NamedTuple):
    """Rows as published of some subjects."""

    stride: Stride
    settling: Settling


async def told(
    log: Log, sets: Collection[ViewSet], subjects: Iterable[Sequence[str]], position: int, pause: Callable[[], Awaitable[None]]
) -> Told:
    """Subjects as they were published, each with all that were ever merged or split with it, as far as the log says up to a position."""
    told_of = [ViewSet(each.view, beside(each.set_id)) for each in sets]
    stride, whole, left = Stride([each.set_id for each in told_of], position), list[str](), list[str]()
    for joined in subjects:
        events = await log.read(Selection(subjects=tuple(joined), until=position, limit=EVENTS_MAX + 1))
        if len(events) > EVENTS_MAX:
            left += joined
            continue
        whole += joined
        _tell(_Alone(joined[0]) if len(joined) == 1 else _Joined(joined), sorted(map(known, events), key=_published), told_of, stride)
        await pause()
    return Told(stride, Settling(whole, left))


class _Alone:
    """A subject that nobody merged or split. Its case goes on from the one before."""

    def __init__(self, subject: str) -> None:
        self._subject = subject
        self._threads = Threads()
        self._case: Case | None = None

    def after(self, events: Iterable[Known]) -> dict[str, Case | None]:
        """The case after further events, whose targets may not be published yet."""
        spoken_of: dict[str, list[Known]] | None = {}
        for event in events:
            self._threads.add(event)
            thread = self._threads.thread(event)
            if thread is None:
                spoken_of = None
            elif spoken_of is not None:
                spoken_of[thread[0].id] = thread
        if self._case is None or spoken_of is None:
            self._case = case_of(self._subject, self._threads, _ALONE)
        else:
            self._case = with_threads(self._case, chain.from_iterable(spoken_of.values()))
        return {self._subject: self._case}


class _Joined:
    """Subjects that may be one. All cases are made anew each time."""

    def __init__(self, subjects: Sequence[str]) -> None:
        self._subjects = subjects
        self._events: list[Known] = []

    def after(self, events: Iterable[Known]) -> dict[str, Case | None]:
        """The case of each after further events, None of one that is merged into another, or of which nothing is known yet."""
        self._events += events
        found = cases(self._events)
        return {subject: found.get(subject) for subject in self._subjects}


def _tell(subjects: _Alone | _Joined, events: Sequence[Known], sets: Sequence[ViewSet], stride: Stride) -> None:
    """All rows up to the last publication, after which the rows of everything known say how the subjects read."""
    last = _published(events[-1])
    believed = defaultdict[str, Believed](Believed)
    for day, published in groupby(events, key=_published):
        if day == last:
            break
        for subject, case in subjects.after(published).items():
            changes = refold(case, sets, believed[subject], day)
            if case is not None:
                case.settle()
            stride.opened.extend(changes.opened)
            stride.said.extend((kept, day, kept.body) for kept in (*changes.opened, *changes.revised))
            stride.windows.extend((set_id, subject, day, windows) for set_id, windows in changes.windows)
    for kept in chain.from_iterable(believed.values()):
        kept.pos_to = last


def _published(event: Known) -> int:
    return event.recorded.published
