"""What a view is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from timeline.projections.case import Case
from timeline.projections.period import Period
from timeline.projections.row_windows import RowWindows
from timeline.question import Row, Window

FAILED = "failed"
"""The status of a row in any view whose fold raised."""


class Filter(NamedTuple):
    """A way to narrow a view: what it selects, in words, and the values of a row that it is compared with.

    `choices` are all values that a row can have, None where anything can be one; `of_subject` says that it selects the rows of
    a subject, named in full.
    """

    selects: str
    values: Callable[[Row], Iterable[str | None]]
    choices: tuple[str, ...] | None = None
    of_subject: bool = False

    def why_not(self, value: str) -> str | None:
        """Why no row can have the value, with those that it can have; None where one can."""
        if self.choices is None or value in self.choices:
            return None
        return f"no row can have {value[:60]!r}; one of {', '.join(self.choices)}"


def status_filter(statuses: Iterable[str]) -> Filter:
    """The filter by status of a view that shows these."""
    return Filter("the status on the day", lambda row: [row.status], (*statuses, FAILED))


class Part(NamedTuple):
    """A view of one kind of subject whose rows another one is joined from: which rows each of its rows makes, with keys ``value#key``.

    `filters` are those of this view that have every such value.
    """

    view: "Projection"
    filters: tuple[str, ...]
    rows: Callable[[Row], Iterable[Row]]


class Regrown(NamedTuple):
    """Rows that may read otherwise: those of a key on some days (None: on all), and how they read on whichever days are asked for."""

    key: str
    days: Window | None
    periods: Callable[[Window], Iterable[Period]]


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
    regrown: Callable[[Case], Iterable[Regrown] | None] | None = None
    """The only rows that may read otherwise after the case's `change`, None where that takes a fold.

    Where rows stand for every day, all of a key.
    """
    windows: Callable[[Case], RowWindows | None] | None = None
    """The windows of all rows of a subject, None where it has no rows. They are kept apart, and rows of `fold` wait for them.

    Where they are, keys are subjects.
    """
    filters: Mapping[str, Filter] = field(default_factory=dict)
    version: int = 1
    """Of the view's code: raise it when rows read otherwise, and they are built anew."""
    keyed_by_subject: bool = True
    """Whether keys are subjects, alone or before a ``#``; otherwise they are the ids of events."""
    every_day: bool = False
    """Whether an absent `on` means every day instead of today."""
    parts: tuple[Part, ...] = ()
    """The views that this one is joined from when it is read, if it is; no rows of its own are kept then."""
    joined_by: str = ""
    """The filter of a joined view that selects the rows of one value of its parts' filters."""
    filed_by: tuple[tuple[str, Callable[[Row], Iterable[str | None]]], ...] = field(init=False)
    """The filters by which kept rows are found, with how to tell their values: a subject is found by itself."""

    def __post_init__(self) -> None:
        filed_by = tuple((name, one.values) for name, one in self.filters.items() if not one.of_subject)
        object.__setattr__(self, "filed_by", filed_by)

    def periods(self, case: Case) -> Iterable[Period]:
        """What the view makes of a case, its rows whole."""
        windows = self.windows(case) if self.windows is not None else None
        return self.fold(case) if windows is None else [Period(days, windows.on(row)) for days, row in self.fold(case)]
