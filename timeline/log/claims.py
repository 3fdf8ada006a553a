"""What can only be judged beside other events: where a claim stands and what it says of its target."""

from collections.abc import Callable
from typing import Any, Protocol

import orjson
from pydantic import ValidationError

from events import correction
from events.claim import Claim, ClaimCorrected
from events.fact import Fact, Report
from events.subject import SubjectMerged, SubjectSplit
from timeline.errors import Fault, UnknownTarget, Unreadable
from timeline.faults import faults
from timeline.record import Proposed

_CONCERNED = ("claim.", "subject.")
"""How the types begin of which anything is checked."""


class Target(Protocol):
    """An event that a claim may speak of, in the log or on its way into it."""

    @property
    def subject(self) -> str: ...
    @property
    def payload(self) -> bytes: ...


def concern(event: Proposed) -> bool:
    """Whether there is anything to check: asked of every event, where few are claims."""
    return event.report.type.startswith(_CONCERNED)


def check(event: Proposed, at: str, find: Callable[[str], Target | None]) -> None:
    """Raises UnknownTarget or Unreadable. `at` points to the event in the body; `find` gives an event by its id."""
    data = event.report.data
    if isinstance(data, Claim):
        _check_claim(event, data, at, find)
    elif isinstance(data, SubjectMerged | SubjectSplit):
        _check_identity(event.subject, data, f"{at}/data")


def _check_claim(event: Proposed, claim: Claim, at: str, find: Callable[[str], Target | None]) -> None:
    target = find(claim.target) if claim.target != event.id else None
    if target is None:
        why = "an event cannot speak of itself" if claim.target == event.id else "no event with this id is in the log or in this append"
        raise UnknownTarget(f"{why}: {claim.target!r}", faults=(Fault(why, pointer=f"{at}/data/target"),))
    if target.subject != event.subject:
        why = f"a claim stands on the subject of its target; write {target.subject!r}"
        raise Unreadable(why, faults=(Fault(why, pointer=f"{at}/subject"),))
    if isinstance(claim, ClaimCorrected):
        _check_correction(claim, target, f"{at}/data/changes", find)


def _check_correction(claim: ClaimCorrected, target: Target, at: str, find: Callable[[str], Target | None]) -> None:
    """A correction must be readable over its target as that was sent, whatever other corrections say; so must one that it changes.

    Corrections of one append may go in a circle, which is walked once.
    """
    report, seen = _corrected(target, claim.changes, at), {claim.target}
    changes = claim.changes
    while isinstance(report.data, ClaimCorrected) and "changes" in changes.get("data", {}) and report.data.target not in seen:
        spoken_of = find(report.data.target)
        if spoken_of is None:
            return  # the correction that speaks of it is in this append, too, and refused by itself
        seen.add(report.data.target)
        changes, at = report.data.changes, f"{at}/data/changes"
        report = _corrected(spoken_of, changes, at)


def _corrected(target: Target, changes: dict[str, Any], at: str) -> Report[Fact]:
    """The target with these changes, over what was sent. Raises Unreadable."""
    corrected = correction.corrected(orjson.loads(target.payload), changes)
    try:
        report = correction.read(corrected)
    except ValidationError as error:
        raise Unreadable("the target cannot be read with these changes", faults=faults(error, corrected, at)) from None
    if isinstance(report.data, SubjectMerged | SubjectSplit):
        _check_identity(report.subject, report.data, f"{at}/data")
    return report


def _check_identity(subject: str, data: SubjectMerged | SubjectSplit, at: str) -> None:
    name, other = ("into", data.into) if isinstance(data, SubjectMerged) else ("from", data.from_)
    kind = subject.partition("/")[0]
    if other == subject or other.partition("/")[0] != kind:
        why = f"name another subject of the same kind, {kind}/…"
        raise Unreadable(f"{data.wire}: {why}", faults=(Fault(why, pointer=f"{at}/{name}"),))
