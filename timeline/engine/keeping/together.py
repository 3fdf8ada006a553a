"""Subjects that are told together: in whatever order one tells their events, all the way from the first one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from events.subject import SubjectMerged, SubjectSplit
from timeline.engine.fold import cases, with_threads
from timeline.engine.identity import Identity, identity
from timeline.engine.known import Known
from timeline.engine.standing import standings
from timeline.engine.threads import Threads
from timeline.projections.case import Case


class Together:
    """The cases of subjects of which none was ever merged with another one. They go on from those before, unless one is merged or split."""

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

    def release(self) -> None:
        """Let go of what was worked out, once all is told."""
        for case in self._cases.values():
            case.release()

    def _make(self) -> None:
        """All anew: what an event speaks of may not be known yet."""
        self.release()
        stands = standings(self._threads).values()
        self._same = identity(each for each in stands if isinstance(each.report.data, SubjectMerged | SubjectSplit))
        self._cases = cases(self._threads)
