"""Joint exercises: announced, moved, held, and who took part."""

from typing import ClassVar

from events.fact import Fact, Mode
from events.figure import Figure
from events.model import Many
from events.text import Actor, Label, Text


class _ExerciseFact(Fact):
    kinds = ("exercise",)


class ExerciseAnnounced(_ExerciseFact):
    """A plan: `valid` is the planned span, ``/2024-09-21`` where only its end is known."""

    wire = "exercise.announced"
    always_planned = True
    interval_mode: ClassVar[Mode] = "throughout"
    name: Text
    aliases: Many[Text] = ()
    series: Text | None = None
    edition: int | None = None
    participants: Many[Actor] = ()
    host: Many[Actor] = ()
    focus: Many[Text] = ()
    named_after: Text | None = None


class _NewPlan(_ExerciseFact):
    always_planned = True
    interval_mode: ClassVar[Mode] = "throughout"
    reason: Text | None = None


class ExerciseRescheduled(_NewPlan):
    """The plan moved: `valid` is the new planned span."""

    wire = "exercise.rescheduled"


class ExerciseExtended(_NewPlan):
    """The plan got longer: `valid` is the new planned span, or its end."""

    wire = "exercise.extended"


class ExercisePostponed(_ExerciseFact):
    """`valid` is the day from which the plan no longer stands."""

    wire = "exercise.postponed"
    reason: Text | None = None


class ExerciseCancelled(_ExerciseFact):
    """`valid` is the day from which the plan no longer stands."""

    wire = "exercise.cancelled"
    reason: Text | None = None


class _Course(_ExerciseFact):
    name: Text | None = None
    aliases: Many[Text] = ()
    series: Text | None = None
    edition: int | None = None
    participants: Many[Actor] = ()
    host: Many[Actor] = ()
    focus: Many[Text] = ()
    named_after: Text | None = None
    outcome: Text | None = None


class ExerciseStarted(_Course):
    """`valid` is the start."""

    wire = "exercise.started"


class ExerciseReportedOngoing(_Course):
    """`valid` names days on which it was going on."""

    wire = "exercise.reported_ongoing"


class ExerciseHeld(_Course):
    """`valid` is the whole span."""

    wire = "exercise.held"
    interval_mode: ClassVar[Mode] = "throughout"


class ExerciseConcluded(_Course):
    """`valid` is the end."""

    wire = "exercise.concluded"


class _Participation(_ExerciseFact):
    actor: Actor
    units: Many[Text] = ()
    role: Text | None = None
    personnel: Figure | None = None


class ExerciseParticipantJoined(_Participation):
    """`valid` is the span of taking part."""

    wire = "exercise.participant_joined"
    interval_mode: ClassVar[Mode] = "throughout"


class ExerciseParticipantWithdrew(_Participation):
    """`valid` is the time of leaving."""

    wire = "exercise.participant_withdrew"


class ExerciseFigureReported(_ExerciseFact):
    """A number about the exercise: personnel, ships, aircraft, observers and the like."""

    wire = "exercise.figure_reported"
    measure: Label
    figure: Figure
    actor: Actor | None = None
