"""When what was published of which subjects, and which may be one: kept beside the rows, for questions about days of publication."""

from collections.abc import Iterator, Mapping

from events.claim import ClaimCorrected
from events.fact import Fact
from events.subject import SubjectMerged, SubjectSplit
from timeline.engine.known import known
from timeline.record import Recorded
from timeline.rows.kept import Publication, Stride

_JOINING = {SubjectMerged.wire, SubjectSplit.wire, ClaimCorrected.wire}


def publish(event: Recorded, stride: Stride) -> None:
    """When something was published of the subject, and with which others it may be one."""
    new = Publication(event.published, event.published, event.position, event.first)
    stride.published(event.subject, new)
    for other in joined_by(event):
        stride.published(other, new)
        stride.joined.append((event.subject, other))


def joined_by(event: Recorded) -> list[str]:
    """The subjects that an event joins to its own, or a correction of it: reports of either may count for both."""
    return _others(known(event).report.data) if event.type in _JOINING else []


def _others(data: Fact) -> list[str]:
    match data:
        case SubjectMerged(into=other) | SubjectSplit(from_=other):
            return [other]
        case ClaimCorrected(changes=changes):
            return list(_named(changes))
        case _:
            return []


def _named(changes: Mapping[str, object]) -> Iterator[str]:
    """The subjects that a correction of a merge or a split names, or one of such a correction."""
    for name, value in changes.items():
        if isinstance(value, dict):
            yield from _named(value)
        elif name in {"into", "from"} and isinstance(value, str):
            yield value
