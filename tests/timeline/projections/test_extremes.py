"""The ends of the calendar and of numbers: every view can still be folded, and written."""

import itertools

import orjson
import pytest

from events.registry import facts
from tests.events.examples import EXAMPLES
from tests.history import Event, recorded, said
from timeline.engine.fold import cases
from timeline.engine.reading import periods_of, rows_of
from timeline.projections.catalog import views
from timeline.projections.projection import FAILED
from timeline.question import Window

EXTREMES = (
    "0001-01-01", "9999-12-31", "0001-01-01/9999-12-31", "2024-01-01/9999-12-31", "0001-01-01/2024-01-01", "9999", "0001", "9999-12",
    "../0001-01-01", "9999-12-31/..", "/0001-01-01", "9999-12-31/", "2024-06-01",
)  # fmt: skip
COURSE = ("exercise.started", "exercise.concluded", "exercise.announced", "exercise.cancelled")


def assert_writable(events: list[Event]) -> None:
    for case in cases(recorded(events)).values():
        for view in views().values():
            for days, row in periods_of(view, case) if case.kind in view.kinds else ():
                assert row.status != FAILED, row.state
                assert all(day is None or 1 <= day <= 3_652_059 for day in (*days, *row.possible, *(row.sure or ()))), (view.name, row)
                orjson.dumps([days.as_json(), row.as_json()])


@pytest.mark.parametrize("wire", sorted(wire for wire in facts() if not wire.startswith(("claim.", "subject."))))
@pytest.mark.parametrize("valid", EXTREMES)
def test_a_report_at_the_ends_of_the_calendar_can_be_shown(wire: str, valid: str) -> None:
    kind = facts()[wire].kinds[0]
    assert_writable([said(wire, f"{kind}/a", valid, **EXAMPLES[wire][1])])


@pytest.mark.parametrize("pair", list(itertools.permutations(COURSE, 2)))
@pytest.mark.parametrize("days", list(itertools.product(EXTREMES[:6], repeat=2)))
def test_two_reports_at_the_ends_of_the_calendar_can_be_shown(pair: tuple[str, str], days: tuple[str, str]) -> None:
    assert_writable([said(wire, "exercise/a", day, **EXAMPLES[wire][1]) for wire, day in zip(pair, days, strict=True)])


@pytest.mark.parametrize("value", [1e20, -1e20, 2.0**53, 2.0**63, 1.7e308, 5e-324, 2**63 - 1, -(2**63)])
def test_a_figure_of_any_size_can_be_shown_also_after_a_correction(value: float) -> None:
    told = [
        said("indicator.reported", "actor/x", "2024", id="a", indicator="n", figure={"value": value, "cmp": "approx"}),
        said("indicator.reported", "actor/x", "2024", id="b", indicator="n", figure={"value": 5}),
        said("claim.corrected", "actor/x", "2024-10-01", target="b", changes={"data": {"figure": {"value": value * -0.5}}}),
    ]
    assert_writable(told)
    (case,) = cases(recorded(told)).values()
    assert any(rows_of(views()["conflicts"], case, Window(None, None)))
