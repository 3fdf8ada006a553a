"""What was said: statements, assessments, indicators and superlatives; these may stand on any subject."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from events.fact import Fact
from events.figure import Figure
from events.model import Many, refusal
from events.text import Actor, Date, EventId, Label, SubjectOrActor, Text


class StatementMade(Fact):
    """Somebody said something; `valid` is when."""

    wire = "statement.made"
    speaker: Text
    act: Literal["announce", "commit", "warn", "justify", "deny", "assess", "call_for", "hope"]
    summary: Text
    condition: Text | None = None
    on_behalf_of: Text | None = None
    about: Many[SubjectOrActor] = ()


class AssessmentPublished(Fact):
    """Somebody assessed something; `valid` is when."""

    wire = "assessment.published"
    summary: Text
    by: Text | None = None
    about: Many[SubjectOrActor] = ()


class IndicatorReported(Fact):
    """A number about the world at the time that `valid` names; `base` is what a ratio compares with."""

    wire = "indicator.reported"
    indicator: Label
    figure: Figure
    base: Date | None = None
    of: Text | None = None


class SuperlativeClaimed(Fact):
    """A first, an only, a largest; `scope` says of what, `against` names facts that would contradict it."""

    wire = "superlative.claimed"
    claim: Literal["first", "only", "largest", "nth"]
    scope: Text
    nth: Annotated[int, Field(ge=1)] | None = None
    actor: Actor | None = None
    against: Many[EventId] = ()

    @model_validator(mode="after")
    def _nth_says_which(self) -> Self:
        if self.claim == "nth" and self.nth is None:
            raise refusal("the claim 'nth' needs nth, such as 3 for the third", at="/nth")
        return self
