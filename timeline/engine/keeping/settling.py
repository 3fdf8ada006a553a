"""Rows as published by a day, kept beside those of everything known: each subject is told anew in the order in which it was published.

That is done when nobody needs anything else, and again after each further report. Until then a question folds the subject on the spot.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from events.subject import SubjectMerged, SubjectSplit
from timeline.engine.fold import cases, with_threads
from timeline.engine.identity import Identity, identity
from timeline.engine.keeping.believed import Believed
from timeline.engine.keeping.rectangles import ViewSet, refold
from timeline.engine.known import Known, known
from timeline.engine.standing import standings
from timeline.engine.threads import Threads
from timeline.log.protocol import Log, Selection
from timeline.projections.case import Case
from timeline.rows.kept import Settling, Stride
from timeline.rows.protocol import beside

SUBJECTS_AT_ONCE = 10
"""So many are told anew in one step by each process; twenty in two took 38 ms, storing included."""
EVENTS_MAX = 500
"""Subjects with more are left, and folded for each question: telling one anew would hold up everybody else."""


class Told(NamedTuple):
    """Rows as published of some subjects."""

    stride: Stride
    settling: Settling


async def told(
    log: Log, sets: Collection[ViewSet], subjects: Iterable[Sequence[str]], position: int, pause: Callable[[], Awaitable[None]]
) -> Told:
    """Subjects as they were published, each with all that were ever merged or split with it, as far as the log says up to a position.

    The last ones are left for another time when these have many reports.
    """
    told_of = [ViewSet(each.view, beside(each.set_id)) for each in sets]
    stride, whole, left, reports = Stride([each.set_id for each in told_of], position), list[str](), list[str](), 0
    for joined in subjects:
        if reports >= EVENTS_MAX:
            break
        events = await log.read(Selection(subjects=tuple(joined), until=position, limit=EVENTS_MAX + 1))
        reports += len(events)
        if len(events) > EVENTS_MAX:
            left += joined
            continue
        whole += joined
        _tell(joined, sorted(map(known, events), key=_published), told_of, stride)
        await pause()
    return Told(stride, Settling(whole, left))


class _Cases:
    """The cases of subjects that are told together. They go on from those before, unless one is merged or split."""

    def __init__(self, subjects: Sequence[str]) -> None:
        self._subjects = subjects
        self._threads = Threads()
        self._cases: dict[str, Case] = {}
        self._same = Identity()

    def after(self, events: Iterable[Known]) -> dict[str, Case | None]:
        """Those that read otherwise after further events; None of one that is merged into another, or of which nothing is known yet."""
        touched = defaultdict[str, dict[str, list[Known]]](dict)
        new = list(events)
        for event in new:
            self._threads.add(event)
        for event in new:
            thread = self._threads.thread(event)
            root = self._same.end(event.recorded.subject)
            if thread is None or root not in self._cases or isinstance(thread[0].report.data, SubjectMerged | SubjectSplit):
                self._make()
                return {subject: self._cases.get(subject) for subject in self._subjects}
            touched[root][thread[0].id] = thread
        for root, threads in touched.items():
            self._cases[root] = with_threads(self._cases[root], chain.from_iterable(threads.values()))
        return {root: self._cases[root] for root in touched}

    def _make(self) -> None:
        """All anew: what an event speaks of may not be published yet."""
        stands = standings(self._threads).values()
        self._same = identity(each for each in stands if isinstance(each.report.data, SubjectMerged | SubjectSplit))
        self._cases = cases(self._threads)


def _tell(subjects: Sequence[str], events: Sequence[Known], sets: Sequence[ViewSet], stride: Stride) -> None:
    """All rows up to the last publication, after which the rows of everything known say how the subjects read."""
    told_of, last = _Cases(subjects), _published(events[-1])
    believed = defaultdict[str, Believed](Believed)
    for day, published in groupby(events, key=_published):
        if day == last:
            break
        for subject, case in told_of.after(published).items():
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
