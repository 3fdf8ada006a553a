"""How values read in a cell."""

from typing import Any

import pytest

from timeline.cli.wording import known, window, words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"value": 50, "unit": "person", "cmp": "nearly"}, "nearly 50 person"),
        ({"value": 7000, "cmp": "eq"}, "7000"),
        ({"low": 3, "high": 5, "cmp": "between", "unit": "ship"}, "3 to 5 ship"),
        (
            {"actor": "FR", "units": ["unit/2e-rei"], "personnel": {"value": 50, "unit": "person", "cmp": "over"}},
            "FR (unit/2e-rei, over 50 person)",
        ),
        (["FR", "JP"], "FR, JP"),
        (["2024-09-08", None], "2024-09-08 to …"),
        (None, ""),
        (True, "yes"),
    ],
)
def test_values_read_as_words(value: Any, text: str) -> None:
    assert words(value) == text


def test_a_window_shows_its_missing_bounds() -> None:
    assert window([None, "2024-09-21"]) == ["…", "to 2024-09-21"]
    assert window(["2024-09-21", "2024-09-21"]) == ["2024-09-21"]
    assert window(None) == ["none"]


def test_a_cell_holds_the_name_first_and_says_what_it_leaves_out() -> None:
    state = {"edition": 2, "name": "X", **{f"part{i}": i for i in range(9)}}
    shown = known(state)
    assert shown[0] == "X"
    assert len(shown) == 5
    assert shown[-1] == "and 7 more (--json)"


def test_a_cell_never_leaves_a_date_out() -> None:
    dates = {"planned": {"end": ["2024-09-21", "2024-09-21"]}, "actual": {"start": ["2024-09-08", "2024-09-08"]}, "stopped": ["x"]}
    shown = known({"edition": 2, "name": "X", "series": "Y", **dates, "expected": {"date": "2024-12"}, "host": ["JP"]})
    assert shown == [
        "X",
        "planned: end 2024-09-21",
        "actual: start 2024-09-08",
        "stopped: x",
        "expected: date 2024-12",
        "and 3 more (--json)",
    ]
