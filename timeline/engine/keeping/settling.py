"""Rows as published by a day, kept beside those of everything known: each subject is told anew in the order in which it was published.

That is done when nobody needs anything else, and again after each further report. Until then a question folds the subject on the spot.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from timeline.engine.keeping.believed import Believed
from timeline.engine.keeping.rectangles import ViewSet, enter, refold
from timeline.engine.keeping.together import Together
from timeline.engine.known import Known, known
from timeline.log.protocol import Log, Selection
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


def _tell(subjects: Sequence[str], events: Sequence[Known], sets: Sequence[ViewSet], stride: Stride) -> None:
    """All rows up to the last publication, after which the rows of everything known say how the subjects read."""
    told_of, last = Together(subjects), _published(events[-1])
    believed = defaultdict[str, Believed](Believed)
    for day, published in groupby(events, key=_published):
        if day == last:
            break
        for subject, case in told_of.after(published).items():
            changes = refold(case, sets, believed[subject], day)
            if case is not None:
                case.settle()
            enter(changes, stride, subject, day, published=0)
    told_of.release()
    for kept in chain.from_iterable(believed.values()):
        kept.pos_to = last


def _published(event: Known) -> int:
    return event.recorded.published
