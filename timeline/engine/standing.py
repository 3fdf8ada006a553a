"""Which facts are in force, given what one knows: retractions, corrections, disputes, grades.

A claim has all four clocks like any event, so a claim that is not known has no effect, and a claim may itself be retracted,
disputed or corrected. Each claim has one target, so claims form trees with facts at their roots; claims that target one
another in a circle (possible within one append only) have no effect and are shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import orjson
from pydantic import ValidationError

from events.claim import Claim, ClaimCorrected, ClaimCorroborated, ClaimDisputed, ClaimRegraded, ClaimRetracted
from events.correction import corrected, read
from events.fact import Fact, Report
from events.source import Reliability
from timeline.engine.known import Known
from timeline.projections.case import Skipped
from timeline.projections.fact_in_force import Dispute


@dataclass
class Standing:
    """What is known of one event: its report as corrected, and the claims that count against or for it, in order of effect."""

    event: Known
    report: Report[Fact]
    corrected_by: list[str] = field(default_factory=list)
    retracted_by: list[str] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    corroborations: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    reliability: Reliability | None = None
    credibility: int | None = None
    sent: Mapping[str, Any] | None = None
    """The event as sent with the corrections made, None if there are none."""

    @property
    def status(self) -> Literal["effective", "corrected", "retracted"]:
        if self.retracted_by:
            return "retracted"
        return "corrected" if self.corrected_by else "effective"


def standings(events: Iterable[Known]) -> dict[str, Standing]:
    """The standing of each event, by id, if these events are all that is known."""
    by_id = {event.id: event for event in events}
    targets = {event.id: event.report.data.target for event in by_id.values() if isinstance(event.report.data, Claim)}
    depths = {event_id: _depth(event_id, targets) for event_id in by_id}
    claims: defaultdict[str, list[Standing]] = defaultdict(list)
    found: dict[str, Standing] = {}
    for event_id in sorted(by_id, key=lambda one: -(depths[one] or 0)):
        event, depth = by_id[event_id], depths[event_id]
        stands = found[event_id] = _stand(event, claims.pop(event_id, []))
        if event_id not in targets:
            continue
        if depth is None:
            stands.skipped.append(Skipped(event_id, targets[event_id], "the claims target one another in a circle"))
        elif event.takes_effect and not stands.retracted_by:
            claims[targets[event_id]].append(stands)
    return found


def _depth(event_id: str, targets: Mapping[str, str]) -> int | None:
    """How many claims deep the event is: 0 for what is no claim; None in a circle."""
    depth, here, seen = 0, event_id, {event_id}
    while here in targets:
        here, depth = targets[here], depth + 1
        if here == event_id:
            return None
        if here in seen:
            break
        seen.add(here)
    return depth


def _stand(event: Known, claims: Sequence[Standing]) -> Standing:
    source = event.report.source
    stands = Standing(event, event.report, reliability=source.reliability, credibility=source.credibility)
    for claim in sorted(claims, key=lambda c: c.event.order_of_effect):
        _apply(stands, claim)
    return stands


def _apply(stands: Standing, claim: Standing) -> None:
    said, claim_id = claim.report.data, claim.event.id
    match said:
        case ClaimRetracted():
            stands.retracted_by.append(claim_id)
        case ClaimCorrected():
            _correct(stands, claim, said)
        case ClaimDisputed():
            origin = claim.report.source.origin
            stands.disputes.append(Dispute(claim_id, said.by, said.field, said.says, origin))
        case ClaimCorroborated():
            stands.corroborations.append((claim_id, claim.report.source.origin))
        case ClaimRegraded():
            stands.reliability = said.reliability or stands.reliability
            stands.credibility = said.credibility or stands.credibility


def _correct(stands: Standing, claim: Standing, said: ClaimCorrected) -> None:
    before = stands.sent if stands.sent is not None else cast(dict[str, Any], orjson.loads(stands.event.recorded.payload))
    after = corrected(before, said.changes)
    try:
        stands.report = read(after)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        reason = f"the correction cannot be read over the others: {first['msg']}"
        stands.skipped.append(Skipped(claim.event.id, stands.event.id, reason))
        return
    stands.sent = after
    stands.corrected_by.append(claim.event.id)
