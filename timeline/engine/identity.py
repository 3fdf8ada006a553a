"""Which subjects are one: merges and splits that are known and in force."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from events.subject import SubjectMerged, SubjectSplit
from timeline.engine.standing import Standing
from timeline.projections.case import Skipped


@dataclass
class Identity:
    """Where the facts of merged subjects count."""

    into: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, list[Skipped]] = field(default_factory=dict)
    """Merges without effect, by the subject that they stand on."""

    def end(self, subject: str) -> str:
        """The subject that a subject's facts count for, itself if it is not merged."""
        while subject in self.into:
            subject = self.into[subject]
        return subject

    def members(self, subject: str) -> set[str]:
        """The subject and all that are merged into it."""
        return {subject, *self._merged.get(subject, ())}

    @cached_property
    def _merged(self) -> Mapping[str, set[str]]:
        """By the subject that they count for; asked for when all merges are known."""
        found = defaultdict[str, set[str]](set)
        for each in self.into:
            found[self.end(each)].add(each)
        return found


def identity(stands: Iterable[Standing]) -> Identity:
    """Merges in the order of facts. A split ends merges of the two that do not come after it; one that closes a circle is skipped."""
    in_force = [s for s in stands if not s.retracted_by and s.report.claimed_as == "actual"]
    splits = [s for s in in_force if isinstance(s.report.data, SubjectSplit)]
    merges = [s for s in in_force if isinstance(s.report.data, SubjectMerged) and not any(_ends(split, s) for split in splits)]
    found = Identity()
    for merge in sorted(merges, key=_order):
        assert isinstance(merge.report.data, SubjectMerged)
        subject, into = merge.report.subject, merge.report.data.into
        previous = found.into.pop(subject, None)
        if found.end(into) == subject:
            reason = f"merging {subject} into {into} would close a circle"
            found.skipped.setdefault(found.end(into), []).append(Skipped(merge.event.id, merge.event.id, reason))
            if previous is not None:
                found.into[subject] = previous
            continue
        found.into[subject] = into
    return found


def _order(stands: Standing) -> tuple[int, int, bytes, str]:
    return stands.event.own_order(stands.report.time.earliest)


def _ends(split: Standing, merge: Standing) -> bool:
    """Whether the split is of the same two subjects and not earlier than the merge."""
    assert isinstance(split.report.data, SubjectSplit)
    assert isinstance(merge.report.data, SubjectMerged)
    apart = {split.report.subject, split.report.data.from_}
    return apart == {merge.report.subject, merge.report.data.into} and _order(split)[:2] >= _order(merge)[:2]
