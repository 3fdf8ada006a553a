"""Claims about claims: nothing is edited, a later event speaks of an earlier one."""

from typing import Any, Self

from pydantic import model_validator

from events.fact import Fact
from events.model import refusal, step
from events.source import Credibility, Reliability
from events.text import EventId, JsonPointer, Text

CORRECTABLE = frozenset({"valid", "valid_mode", "modality", "places", "data"})


class Claim(Fact):
    """Speaks of the event `target`, which stands on the same subject."""

    target: EventId


class ClaimCorrected(Claim):
    """`changes` is a JSON merge patch (RFC 7396) over `valid`, `valid_mode`, `modality`, `places` and `data` of the target."""

    wire = "claim.corrected"
    changes: dict[str, Any]
    reason: Text | None = None

    @model_validator(mode="after")
    def _changes_what_may_be_corrected(self) -> Self:
        if not self.changes:
            raise refusal("a correction changes something", at="/changes")
        for name in self.changes:
            if name not in CORRECTABLE:
                raise refusal(
                    f"{name!r} cannot be corrected, only {', '.join(sorted(CORRECTABLE))}; retract and append instead",
                    at=f"/changes/{step(name)}",
                )
        data = self.changes.get("data")
        if isinstance(data, dict) and "target" in data:
            raise refusal("a target cannot be corrected; retract and append instead", at="/changes/data/target")
        return self


class ClaimRetracted(Claim):
    """The target is withdrawn by whoever made it."""

    wire = "claim.retracted"
    reason: Text | None = None


class ClaimDisputed(Claim):
    """Somebody denies the target, or one field of it (a JSON Pointer that need not exist)."""

    wire = "claim.disputed"
    by: Text
    field: JsonPointer | None = None
    says: Text | None = None
    reason: Text | None = None


class ClaimCorroborated(Claim):
    """A further source bears the target out."""

    wire = "claim.corroborated"


class ClaimRegraded(Claim):
    """New Admiralty grades for the target."""

    wire = "claim.regraded"
    reliability: Reliability | None = None
    credibility: Credibility | None = None

    @model_validator(mode="after")
    def _grades_something(self) -> Self:
        if self.reliability is None and self.credibility is None:
            raise refusal("a regrade gives reliability, credibility or both")
        return self
