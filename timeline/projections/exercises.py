"""Every exercise with its status on the day."""

from timeline.projections.exercise_course import STATUSES
from timeline.projections.exercise_rows import EXERCISE_FILTERS, ExerciseState, exercise_rows
from timeline.projections.projection import Projection, status_filter

VIEW = Projection(
    name="exercises",
    row="an exercise, with its status on the day",
    state=ExerciseState,
    kinds=frozenset({"exercise"}),
    fold=exercise_rows(frozenset(STATUSES)),
    filters={"status": status_filter(STATUSES), **EXERCISE_FILTERS},
)
