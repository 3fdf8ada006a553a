"""Walks along the log and keeps the rows of some sets: every state of knowledge is folded, for the subjects that it touched."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import groupby

from timeline.engine.fold import case_of
from timeline.engine.identity import Identity, identity
from timeline.engine.known import Known, known
from timeline.engine.rectangles import ViewSet, rectangles
from timeline.engine.standing import standings
from timeline.log.protocol import Log, Selection
from timeline.projections.case import Case
from timeline.record import Recorded
from timeline.rows.protocol import Kept, Place, RowStore, Stride

Pause = Callable[[], Awaitable[None]]
"""Lets everybody else go first."""
EVENTS_PER_STRIDE = 200
EVENTS_REMEMBERED = 50_000
"""Of subjects touched lately; about 100 MB."""
SLICE_SECONDS = 0.005
"""How long folding may hold up everybody else."""


class Strider:
    """Keeps the rows of `sets` (by view), which reflect the log up to `position`; `pause` is awaited every few milliseconds."""

    def __init__(self, log: Log, rows: RowStore, sets: Mapping[str, ViewSet], position: int, pause: Pause) -> None:
        self._pause = pause
        self._log = log
        self._rows = rows
        self.sets = sets
        self.position = position
        self._histories: OrderedDict[str, list[Known]] = OrderedDict()
        self._remembered = 0
        self._merging: dict[str, set[str]] = {}
        self._identities: dict[str, Identity] = {}
        self._began = False

    async def advance(self) -> bool:
        """Take one stride; False when there is nothing to take. Rows and position are stored together."""
        if not self._began:
            await self._begin()
        events = await self._next_events()
        if not events:
            return False
        believed = await self._believed({self._root(event.report.subject) for event in events})
        stride = Stride([each.set_id for each in self.sets.values()], events[-1].recorded.position)
        yielded = time.perf_counter()
        for _, append in groupby(events, key=lambda event: event.recorded.first):
            together = list(append)
            for root in sorted(await self._learn(together)):
                if root not in believed:
                    believed |= await self._believed({root})
                self._refold(await self._case(root), believed[root], together[-1].recorded.position, stride)
                if time.perf_counter() - yielded > SLICE_SECONDS:
                    await self._pause()
                    yielded = time.perf_counter()
        stride.opened.extend(kept for rows in believed.values() for kept in rows.values() if kept.id == 0)
        await self._rows.keep(stride)
        self.position = stride.position
        self._forget()
        return True

    async def _begin(self) -> None:
        for event in await self._log.read(Selection(types=("subject.*",), until=self.position)):
            self._merging.setdefault(_kind(event.subject), set()).add(event.subject)
        for kind in self._merging:
            self._identities[kind] = await self._identity(kind)
        self._began = True

    async def _next_events(self) -> list[Known]:
        """The events of the next appends, whole ones only: an append becomes known as a whole."""
        found = await self._log.read(Selection(after=self.position, limit=EVENTS_PER_STRIDE))
        while found and len(found) % EVENTS_PER_STRIDE == 0:
            more = await self._log.read(Selection(after=found[-1].position, limit=EVENTS_PER_STRIDE))
            rest = [event for event in more if event.first == found[-1].first]
            found += rest
            if len(rest) < len(more) or not rest:
                break
        return [known(event) for event in found]

    async def _learn(self, append: Sequence[Known]) -> set[str]:
        """Take the events into the histories of their subjects: the subjects whose rows may read otherwise now."""
        touched, renamed = set[str](), set[str]()
        for event in append:
            subject = event.report.subject
            history = await self._history(subject, event.recorded)
            history.append(event)
            self._remembered += 1
            touched.add(subject)
            if event.report.type.startswith("subject."):
                self._merging.setdefault(_kind(subject), set()).add(subject)
            if subject in self._merging.get(_kind(subject), ()):
                renamed.add(_kind(subject))
        roots = set[str]()
        for kind in renamed:
            before, after = self._identities.get(kind, Identity()), await self._identity(kind)
            self._identities[kind] = after
            members = {*before.into, *after.into, *before.into.values(), *after.into.values(), *before.skipped, *after.skipped}
            roots |= {root for each in members if before.end(each) != after.end(each) for root in (before.end(each), after.end(each))}
            roots |= before.skipped.keys() | after.skipped.keys()
        return roots | {self._root(subject) for subject in touched}

    async def _identity(self, kind: str) -> Identity:
        events = [event for subject in sorted(self._merging[kind]) for event in await self._history(subject)]
        relevant = standings(event for event in events if event.report.type.startswith(("subject.", "claim.")))
        return identity(each for each in relevant.values() if each.report.type.startswith("subject."))

    def _root(self, subject: str) -> str:
        return self._identities.get(_kind(subject), Identity()).end(subject)

    async def _history(self, subject: str, new: Recorded | None = None) -> list[Known]:
        """What was learnt of the subject; `new` is its next event, which tells whether there is anything before it."""
        if subject in self._histories:
            self._histories.move_to_end(subject)
        elif new is not None and new.version == 1:
            self._histories[subject] = []
        else:
            until = self.position if new is None else new.position - 1
            self._histories[subject] = [known(event) for event in await self._log.read(Selection(subject=subject, until=until))]
            self._remembered += len(self._histories[subject])
        return self._histories[subject]

    async def _case(self, root: str) -> Case | None:
        """What is known of a subject; None when its facts count for another one."""
        same = self._identities.get(_kind(root), Identity())
        if same.end(root) != root:
            return None
        return case_of(root, [event for member in sorted(same.members(root)) for event in await self._history(member)], same)

    async def _believed(self, roots: set[str]) -> dict[str, dict[Place, Kept]]:
        found: dict[str, dict[Place, Kept]] = {root: {} for root in roots}
        for kept in await self._rows.believed(sorted(roots), [each.set_id for each in self.sets.values()]):
            found[kept.subject][kept.place] = kept
        return found

    def _refold(self, case: Case | None, believed: dict[Place, Kept], position: int, stride: Stride) -> None:
        """Close what reads otherwise now and open what is new; `believed` is brought up to date."""
        made = rectangles(case, self.sets, position) if case is not None else {}
        for place, kept in list(believed.items()):
            now = made.pop(place, None)
            if now is not None and now.body == kept.body:
                continue
            kept.pos_to = position
            (stride.closed if kept.id else stride.opened).append(kept)
            del believed[place]
            if now is not None:
                believed[place] = now
        believed.update(made)

    def _forget(self) -> None:
        """Let go of the subjects touched longest ago."""
        while self._remembered > EVENTS_REMEMBERED and len(self._histories) > 1:
            _, history = self._histories.popitem(last=False)
            self._remembered -= len(history)


def _kind(subject: str) -> str:
    return subject.partition("/")[0]
