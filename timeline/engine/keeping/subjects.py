"""What is known of subjects as one walks along the log: their events, their cases, and which subjects are one."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from events.claim import Claim
from events.edtf import Day
from events.subject import SubjectMerged, SubjectSplit
from timeline.engine.fold import case_of, with_threads
from timeline.engine.identity import Identity, identity
from timeline.engine.keeping.share import WHOLE, Share
from timeline.engine.known import Known, known
from timeline.engine.standing import standings
from timeline.engine.threads import Threads
from timeline.log.protocol import Log, Selection
from timeline.projections.case import Case
from timeline.record import Recorded

EVENTS_REMEMBERED = 10_000
"""Of subjects touched lately, over all shares; about 100 MB with what was worked out of them."""
SPEAKS_OF_OTHERS = (Claim, SubjectMerged, SubjectSplit)
UNMERGED = Identity()


class Subjects:
    """The subjects of a share as known up to a position that moves on with `learn`. Of the others no more than merges and splits."""

    def __init__(self, log: Log, position: int, share: Share = WHOLE) -> None:
        self._log = log
        self._share = share
        self._position = position
        self._histories: OrderedDict[str, Threads] = OrderedDict()
        self._remembered = 0
        self._cases: dict[str, Case] = {}
        self._merging: dict[str, dict[str, list[Known]]] = {}
        """By kind, the claims, merges and splits on the subjects that some merge or split stands on."""
        self._identities: dict[str, Identity] = {}

    async def begin(self) -> None:
        """Learn which subjects were merged so far."""
        said = [event for wire in (SubjectMerged.wire, SubjectSplit.wire) for event in await self._read(types=(wire,))]
        for subject in sorted({event.subject for event in said}):
            told = await self._read(subject=subject, types=("subject.*", "claim.*"))
            self._merging.setdefault(_kind(subject), {})[subject] = [known(event) for event in told]
        self._identities = {kind: self._identity(kind) for kind in self._merging}

    def root(self, subject: str) -> str:
        """The subject that the facts of this one count for."""
        return self._identities.get(_kind(subject), UNMERGED).end(subject)

    def held(self, subjects: Iterable[str]) -> set[str]:
        """The subjects of the share that the facts of these count for."""
        return {root for root in map(self.root, subjects) if self._share.holds(root)}

    async def learn(self, append: Sequence[Recorded]) -> set[str]:
        """Take in the events of one append: the subjects of the share whose rows may read otherwise now."""
        renamed = set[str]()
        fresh: defaultdict[str, list[Known]] = defaultdict(list)
        for recorded in append:
            subject = recorded.subject
            if not (subject in self._histories or self._share.holds(self.root(subject)) or self._may_bear_on_merges(recorded)):
                continue
            event, history = known(recorded), await self._history(subject, recorded)
            history.add(event)
            self._remembered += 1
            fresh[subject].append(event)
            if isinstance(event.report.data, SPEAKS_OF_OTHERS) and self._bears_on_merges(event, history):
                renamed.add(_kind(subject))
        changed = {root for kind in renamed for root in self._renamed(kind)}
        for root in changed:
            self._release(root)
        by_root: defaultdict[str, list[Known]] = defaultdict(list)
        for subject, events in fresh.items():
            by_root[self.root(subject)] += events
        for root, events in by_root.items():
            self._extend(root, events)
        self._position = append[-1].position
        return {root for root in (*changed, *by_root) if self._share.holds(root)}

    async def case(self, root: str) -> Case | None:
        """What is known of a subject; None when its facts count for another one."""
        same = self._identities.get(_kind(root), UNMERGED)
        if same.end(root) != root:
            return None
        if root not in self._cases:
            events = [event for member in sorted(same.members(root)) for event in await self._history(member)]
            self._cases[root] = case_of(root, events, same)
        return self._cases[root]

    def published(self, root: str) -> Day:
        """A day until which something was published of what is known of the subject, as late as can be told at once."""
        members = self._identities.get(_kind(root), UNMERGED).members(root)
        return max((self._histories[member].published for member in members if member in self._histories), default=0)

    def forget(self) -> set[str]:
        """Let go of the subjects touched longest ago, and say which."""
        forgotten = set[str]()
        while self._remembered > EVENTS_REMEMBERED // self._share.of and len(self._histories) > 1:
            subject, history = self._histories.popitem(last=False)
            self._remembered -= len(history)
            forgotten.add(self.root(subject))
            self._release(self.root(subject))
        return forgotten

    def _release(self, root: str) -> None:
        case = self._cases.pop(root, None)
        if case is not None:
            case.release()

    def _extend(self, root: str, events: Sequence[Known]) -> None:
        """Go on from the case that is at hand, unless subjects are merged or split, or claims go in a circle."""
        case = self._cases.pop(root, None)
        if case is None or any(isinstance(event.report.data, SubjectMerged | SubjectSplit) for event in events):
            return
        spoken_of: dict[str, list[Known]] = {}
        for event in events:
            thread = self._histories[event.recorded.subject].thread(event)
            if thread is None or isinstance(thread[0].report.data, SubjectMerged | SubjectSplit):
                return
            spoken_of[thread[0].id] = thread
        self._cases[root] = with_threads(case, chain.from_iterable(spoken_of.values()))

    def _may_bear_on_merges(self, event: Recorded) -> bool:
        return event.type.startswith("subject.") or event.subject in self._merging.get(_kind(event.subject), ())

    def _bears_on_merges(self, event: Known, history: Iterable[Known]) -> bool:
        """Whether the event is a merge or a split, or perhaps speaks of one; then it is remembered for good."""
        subject = event.recorded.subject
        told = self._merging.setdefault(_kind(subject), {})
        if subject in told:
            told[subject].append(event)
        elif isinstance(event.report.data, SubjectMerged | SubjectSplit):
            told[subject] = [one for one in history if isinstance(one.report.data, SPEAKS_OF_OTHERS)]
        return subject in told

    def _renamed(self, kind: str) -> set[str]:
        """The subjects that stand otherwise by the merges that are known now."""
        before, after = self._identities.get(kind, Identity()), self._identity(kind)
        self._identities[kind] = after
        members = {*before.into, *after.into, *before.into.values(), *after.into.values(), *before.skipped, *after.skipped}
        moved = {root for each in members if before.end(each) != after.end(each) for root in (before.end(each), after.end(each))}
        return moved | before.skipped.keys() | after.skipped.keys()

    def _identity(self, kind: str) -> Identity:
        stands = standings(event for told in self._merging[kind].values() for event in told)
        return identity(each for each in stands.values() if isinstance(each.report.data, SubjectMerged | SubjectSplit))

    async def _history(self, subject: str, new: Recorded | None = None) -> Threads:
        """What was learnt of the subject; `new` is its next event, which tells whether there is anything before it."""
        if subject in self._histories:
            self._histories.move_to_end(subject)
        elif new is not None and new.version == 1:
            self._histories[subject] = Threads()
        else:
            until = None if new is None else new.position - 1
            self._histories[subject] = Threads(map(known, await self._read(subject=subject, until=until)))
            self._remembered += len(self._histories[subject])
        return self._histories[subject]

    async def _read(self, *, subject: str | None = None, types: tuple[str, ...] = (), until: int | None = None) -> list[Recorded]:
        return await self._log.read(Selection(subject=subject, types=types, until=self._position if until is None else until))


def _kind(subject: str) -> str:
    return subject.partition("/")[0]
