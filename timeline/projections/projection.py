"""What a view is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from timeline.projections.case import Case
from timeline.projections.period import Period
from timeline.question import Row


class Filter(NamedTuple):
    """A way to narrow a view: what it selects, in words, and the values of a row that it is compared with."""

    selects: str
    values: Callable[[Row], Iterable[str | None]]


@dataclass(frozen=True, slots=True)
class Projection:
    """A view: data and one pure function."""

    name: str
    row: str
    """What one row stands for, in words."""
    state: Any
    """The TypedDict that describes `state` of its rows."""
    kinds: frozenset[str]
    """The kinds of subject that can have rows."""
    fold: Callable[[Case], Iterable[Period]]
    """The rows that the facts of one subject make, each with the days on which it is the row of its key."""
    filters: Mapping[str, Filter] = field(default_factory=dict)
    version: int = 1
    """Of the view's code: raise it when rows read otherwise, and they are built anew."""
    every_day: bool = False
    """Whether an absent `on` means every day instead of today."""
