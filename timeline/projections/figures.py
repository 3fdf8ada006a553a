"""Numbers compared: which figure holds on a day, and which cannot be true together."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from typing_extensions import TypedDict

from events.deployment import DeploymentArrived, DeploymentPresenceReported, DeploymentReinforced, DeploymentRotated, DeploymentWithdrawn
from events.edtf import Day, iso
from events.exercise import ExerciseFigureReported, ExerciseParticipantJoined
from events.figure import Figure, Reals
from events.incursion import IncursionReported
from events.statement import IndicatorReported
from timeline.projections.bound import high, low, unbounded
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.memo import once


class FigureItem(TypedDict, total=False):
    """A figure as a row shows it: the number, the time that it is about as written, and its days."""

    measure: str
    actor: str
    figure: dict[str, Any]
    valid: str
    days: list[str | None]
    modality: str
    publisher: str
    event: str


@dataclass(frozen=True, eq=False)
class Measured:
    """A figure of a fact. Only figures with an equal `scale` are compared, and only where their days overlap."""

    field: str
    """Where a conflict over it is shown."""
    scale: tuple[object, ...]
    """The field first."""
    actor: str | None
    figure: Figure
    first: Day
    last: Day
    fact: FactInForce

    @cached_property
    def reals(self) -> Reals:
        """The numbers that satisfy the figure."""
        return self.figure.reals()

    @cached_property
    def item(self) -> FigureItem:
        """The figure for a row."""
        item: FigureItem = {"measure": self.field}
        if self.actor is not None:
            item["actor"] = self.actor
        item["figure"] = shown(self.figure)
        item["valid"] = self.fact.report.valid
        item["days"] = [iso(unbounded(self.first)), iso(unbounded(self.last))]
        item["modality"] = self.fact.modality
        item["publisher"] = self.fact.report.source.publisher
        item["event"] = self.fact.id
        return item


def shown(figure: Figure) -> dict[str, Any]:
    """A figure with its comparator always written out."""
    return {**figure.model_dump(exclude_none=True), "cmp": figure.cmp}


@once
def measured(fact: FactInForce) -> Measured | None:
    """The figure that a fact reports, None if it reports none or denies it."""
    data = fact.data
    if fact.modality == "denied":
        return None
    match data:
        case ExerciseFigureReported():
            return _measured(fact, data.measure, data.actor, data.figure)
        case ExerciseParticipantJoined() if data.personnel is not None:
            return _measured(fact, "personnel", data.actor, data.personnel)
        case DeploymentPresenceReported():
            return _measured(fact, "figure", data.actor, data.figure)
        case DeploymentArrived() | DeploymentRotated() | DeploymentReinforced() | DeploymentWithdrawn() if data.personnel is not None:
            return _measured(fact, "personnel", data.actor, data.personnel, data.wire)
        case IncursionReported() if data.duration is not None:
            return _measured(fact, "duration", data.actor, data.duration)
        case IndicatorReported():
            return _measured(fact, data.indicator, None, data.figure, data.of, data.base)
    return None


def _measured(fact: FactInForce, field: str, actor: str | None, figure: Figure, *further: object) -> Measured:
    scale = (field, actor, figure.unit, figure.scope, fact.modality == "planned", *further)
    return Measured(field, scale, actor, figure, low(fact.time.earliest), high(fact.time.latest), fact)


def cuts(figures: Iterable[Measured]) -> set[Day]:
    """The days on which another figure may begin to hold."""
    return {d for m in figures for d in (unbounded(m.first), unbounded(m.last + 1)) if d is not None}
