"""Troops abroad: sent, counted, withdrawn."""

from typing import ClassVar

from events.fact import Fact, Mode
from events.figure import Figure
from events.model import Many
from events.text import Actor, Text


class _DeploymentFact(Fact):
    kinds = ("deployment",)


class _Movement(_DeploymentFact):
    actor: Actor
    units: Many[Text] = ()
    personnel: Figure | None = None
    to: Text | None = None


class DeploymentAnnounced(_Movement):
    """A plan: `valid` is the planned span."""

    wire = "deployment.announced"
    always_planned = True
    interval_mode: ClassVar[Mode] = "throughout"


class DeploymentArrived(_Movement):
    """`valid` is the start."""

    wire = "deployment.arrived"


class DeploymentRotated(_Movement):
    """One unit relieved another; `valid` is the time of it."""

    wire = "deployment.rotated"


class DeploymentReinforced(_Movement):
    """More came; `valid` is the time of it."""

    wire = "deployment.reinforced"


class DeploymentWithdrawn(_Movement):
    """`valid` is the end."""

    wire = "deployment.withdrawn"


class DeploymentPresenceReported(_DeploymentFact):
    """How many were there at the time that `valid` names."""

    wire = "deployment.presence_reported"
    actor: Actor
    figure: Figure
    permanent: bool | None = None
    units: Many[Text] = ()
    to: Text | None = None
