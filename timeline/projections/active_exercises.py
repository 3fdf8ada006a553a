"""Exercises that are going on."""

from timeline.projections.exercise_rows import EXERCISE_FILTERS, ExerciseState, exercise_rows
from timeline.projections.projection import Projection, status_filter

VIEW = Projection(
    name="active-exercises",
    row="an exercise that is surely or possibly going on that day",
    state=ExerciseState,
    kinds=frozenset({"exercise"}),
    fold=exercise_rows(frozenset({"ongoing"})),
    filters={"status": status_filter(("ongoing",)), **EXERCISE_FILTERS},
)
