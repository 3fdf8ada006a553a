"""Figures as sets of real numbers."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from events.figure import Figure

numbers = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6)


def figure(**said: Any) -> Figure:
    return Figure(**said)


@pytest.mark.parametrize(
    ("said", "inside", "outside"),
    [
        ({"value": 50}, [50], [49, 51]),
        ({"value": 50, "cmp": "approx"}, [45, 50, 55], [44, 56]),
        ({"value": 50, "cmp": "nearly"}, [45, 50], [44, 51]),
        ({"value": -50, "cmp": "approx"}, [-55, -45], [-56, -44]),
        ({"value": -50, "cmp": "nearly"}, [-50, -45], [-51, -44]),
        ({"value": 50, "cmp": "over"}, [51], [50, 49]),
        ({"value": 50, "cmp": "gt"}, [51], [50, 49]),
        ({"value": 50, "cmp": "ge"}, [50, 51], [49]),
        ({"value": 50, "cmp": "lt"}, [49], [50, 51]),
        ({"value": 50, "cmp": "le"}, [49, 50], [51]),
        ({"low": 10, "high": 20, "cmp": "between"}, [10, 15, 20], [9, 21]),
        ({"low": 0.1, "high": 0.2, "cmp": "between"}, [0.1, 0.2], [0, 0.3]),
    ],
)
def test_a_figure_allows_these_numbers(said: dict[str, Any], inside: list[float], outside: list[float]) -> None:
    allowed = figure(**said).reals()
    assert all(allowed.meets(figure(value=number).reals()) for number in inside)
    assert not any(allowed.meets(figure(value=number).reals()) for number in outside)


def test_strict_ends_leave_room_between_and_none_at_the_end() -> None:
    over, under = (figure(value=50, cmp=cmp).reals() for cmp in ("gt", "lt"))
    assert not over.meets(under)
    assert figure(value=50, cmp="gt").reals().meets(figure(value=50.5, cmp="lt").reals())
    assert figure(value=50, cmp="ge").reals().meets(figure(value=50, cmp="le").reals())


@given(numbers, st.sampled_from(["eq", "approx", "nearly", "ge", "le"]))
def test_a_figure_that_names_its_number_allows_it(value: float, cmp: str) -> None:
    allowed = figure(value=value, cmp=cmp).reals()
    assert allowed.meets(figure(value=value).reals())
    assert allowed.low is None or allowed.high is None or allowed.low <= allowed.high


@given(st.lists(numbers, min_size=2, max_size=2).map(sorted), numbers)
def test_between_is_what_its_two_bounds_allow(ends: list[float], value: float) -> None:
    low, high = ends
    inside = figure(low=low, high=high, cmp="between").reals().meets(figure(value=value).reals())
    assert inside is (Fraction(str(low)) <= Fraction(str(value)) <= Fraction(str(high)))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "needs a value"),
        ({"cmp": "approx"}, "needs a value"),
        ({"cmp": "between"}, "needs low and high"),
        ({"cmp": "between", "low": 1}, "needs low and high"),
        ({"cmp": "between", "high": 1}, "needs low and high"),
        ({"cmp": "between", "low": 2, "high": 1}, "low is greater"),
        ({"cmp": "between", "low": 1, "high": 2, "value": 1}, "leave value out"),
        ({"value": 1, "low": 1}, "belong to cmp 'between'"),
        ({"value": 1, "high": 1}, "belong to cmp 'between'"),
        ({"value": float("inf")}, "finite"),
        ({"value": float("nan")}, "finite"),
        ({"value": True}, "valid number"),
    ],
)
def test_a_figure_has_the_numbers_of_its_comparator(said: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        figure(**said)


def test_a_whole_number_is_the_same_however_it_was_written() -> None:
    for written in ("50", "50.0", "5e1", "9223372036854775807", "0.1"):
        value = Figure.model_validate_json(f'{{"value": {written}}}').value
        assert type(value) is (float if written == "0.1" else int)
