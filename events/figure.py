"""A number from a report, with how sure its wording is."""

from fractions import Fraction
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, model_validator

from events.model import Closed, NullMeans, refusal
from events.text import Text

WHOLE_MAX = 2**53
"""Beyond it a float no longer tells whole numbers apart, and beyond 2**63 JSON has no whole number for it."""


def _plain(number: int | float) -> int | float:
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) <= WHOLE_MAX else number


Number = Annotated[int | float, Field(union_mode="left_to_right"), AfterValidator(_plain)]
"""40.0 and 40 are one number (RFC 8785), so that a report written otherwise says the same."""
Comparator = Literal["eq", "approx", "nearly", "over", "gt", "ge", "lt", "le", "between"]

APPROXIMATION = Fraction(1, 10)
"""Approximately v and nearly v reach a tenth of v away from it."""


class Reals(NamedTuple):
    """A connected set of real numbers by its two ends.

    An end is (number, side): side 0 when the number belongs to the set, +1 just above it, -1 just below it, so that two
    sets share a number exactly when neither begins after the other ends. None is no end.
    """

    low: tuple[Fraction, int] | None
    high: tuple[Fraction, int] | None

    def meets(self, other: "Reals") -> bool:
        return not (_after(self.low, other.high) or _after(other.low, self.high))


def _after(low: tuple[Fraction, int] | None, high: tuple[Fraction, int] | None) -> bool:
    return low is not None and high is not None and low > high


def _exact(number: int | float) -> Fraction:
    """The number as it was written: 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(str(number))


class Figure(Closed):
    """A number as reported: ``{"value": 50, "unit": "person", "cmp": "nearly"}``; `between` has `low` and `high` instead of `value`."""

    value: Number | None = None
    unit: Text | None = None
    cmp: Annotated[Comparator, NullMeans("eq")] = "eq"
    scope: Text | None = None
    low: Number | None = None
    high: Number | None = None

    @model_validator(mode="after")
    def _has_the_numbers_of_its_comparator(self) -> Self:
        if self.cmp == "between":
            if self.low is None or self.high is None:
                raise refusal("a figure with cmp 'between' needs low and high", at="/low" if self.low is None else "/high")
            if self.low > self.high:
                raise refusal("low is greater than high; exchange the two", at="/low")
            if self.value is not None:
                raise refusal("a figure with cmp 'between' has low and high instead of value; leave value out", at="/value")
        elif self.value is None:
            raise refusal("a figure needs a value, or cmp 'between' with low and high", at="/value")
        elif self.low is not None or self.high is not None:
            raise refusal("low and high belong to cmp 'between' only", at="/high" if self.low is None else "/low")
        return self

    def reals(self) -> Reals:
        """The numbers that the figure allows."""
        if self.cmp == "between":
            assert self.low is not None
            assert self.high is not None
            return Reals((_exact(self.low), 0), (_exact(self.high), 0))
        assert self.value is not None
        v = _exact(self.value)
        near, far = sorted((v * (1 - APPROXIMATION), v * (1 + APPROXIMATION)))
        match self.cmp:
            case "approx":
                return Reals((near, 0), (far, 0))
            case "nearly":
                low, high = sorted((v * (1 - APPROXIMATION), v))
                return Reals((low, 0), (high, 0))
            case "over" | "gt":
                return Reals((v, 1), None)
            case "ge":
                return Reals((v, 0), None)
            case "lt":
                return Reals(None, (v, -1))
            case "le":
                return Reals(None, (v, 0))
        return Reals((v, 0), (v, 0))
