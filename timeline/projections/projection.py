"""What a view is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Projection:
    """A view: its name, what a row is, and how rows come from facts."""

    name: str
    row: str
    """What one row stands for, in words."""
    state: Any
    """The TypedDict that describes `state`."""
    fold: Callable[..., Any]
    filters: Mapping[str, str]
    """The view's own filters by name, each with a sentence that says what it selects."""
    every_day: bool = False
    """Whether an absent `on` means every day instead of today."""
