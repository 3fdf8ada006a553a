"""What holds for every view there is: a newcomer's view is held to it at once."""

import random

import orjson
import pytest
from pydantic import TypeAdapter

from tests.history import Event, recorded
from timeline.demo import batches
from timeline.engine.fold import cases
from timeline.engine.reading import rows_of
from timeline.projections.catalog import views
from timeline.projections.period import meet
from timeline.question import Window

NAMES = {
    "exercises", "active-exercises", "agreements", "pending-agreements", "incursions", "presence", "indicators", "superlatives",
    "overdue", "conflicts", "uncorroborated", "actors",
}  # fmt: skip
DEMO: list[Event] = [event for batch in batches() for event in orjson.loads(batch)]


def test_the_twelve_views_are_there() -> None:
    assert set(views()) == NAMES


@pytest.mark.parametrize("name", sorted(NAMES))
def test_periods_of_one_key_never_overlap_and_windows_hold_the_sure_days(name: str) -> None:
    view = views()[name]
    by_key: dict[str, list[Window]] = {}
    for case in cases(recorded(DEMO)).values():
        for period in view.periods(case) if case.kind in view.kinds else ():
            row = period.row
            assert not any(meet(period.days, other) for other in by_key.get(row.key, [])), row.key
            by_key.setdefault(row.key, []).append(period.days)
            assert row.sure is None or meet(row.sure, row.possible) == row.sure
            assert row.evidence.by_field.get("possible"), row.key
            assert row.evidence.facts >= row.evidence.chains >= 1 or any(row.evidence.by_field)
    assert by_key, f"the demo facts have no row in {name}"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_row_is_json_and_fits_the_schema_that_the_view_gives(name: str) -> None:
    view = views()[name]
    schema = TypeAdapter(view.state)
    for case in cases(recorded(DEMO)).values():
        for row in rows_of(view, case, Window(None, None)) if case.kind in view.kinds else ():
            orjson.dumps(row.as_json())
            assert schema.validate_python(orjson.loads(orjson.dumps(row.state))) == orjson.loads(orjson.dumps(row.state))


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_part_of_a_row_names_the_events_behind_it(name: str) -> None:
    view = views()[name]
    for case in cases(recorded(DEMO)).values():
        for row in rows_of(view, case, Window(None, None)) if case.kind in view.kinds else ():
            parts = {*row.state, "possible", *(["sure"] if row.sure else []), *(["status"] if row.status else [])}
            assert parts - {part for part, ids in row.evidence.by_field.items() if ids} == set(), row.key


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_order_of_arrival_changes_no_row(name: str) -> None:
    view = views()[name]

    def answer(events: list[Event]) -> list[bytes]:
        found = (
            row for case in cases(recorded(events)).values() if case.kind in view.kinds for row in rows_of(view, case, Window(None, None))
        )
        return sorted(orjson.dumps(row.as_json(), option=orjson.OPT_SORT_KEYS) for row in found)

    expected = answer(DEMO)
    for seed in range(5):
        assert answer(random.Random(seed).sample(DEMO, len(DEMO))) == expected


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_filter_says_what_it_selects_and_reads_values_from_rows(name: str) -> None:
    view = views()[name]
    for case in cases(recorded(DEMO)).values():
        for row in rows_of(view, case, Window(None, None)) if case.kind in view.kinds else ():
            for found in view.filters.values():
                assert found.selects
                assert all(value is None or isinstance(value, str) for value in found.values(row))


@pytest.mark.parametrize("name", sorted(NAMES))
def test_the_choices_of_a_filter_hold_every_value_that_a_row_has(name: str) -> None:
    view = views()[name]
    for case in cases(recorded(DEMO)).values():
        for row in rows_of(view, case, Window(None, None)) if case.kind in view.kinds else ():
            for found in view.filters.values():
                assert not [why for value in found.values(row) if value is not None and (why := found.why_not(value))]


def test_a_view_can_be_narrowed_to_the_statuses_that_it_shows_and_to_what_failed() -> None:
    choices = {view.name: view.filters["status"].choices for view in views().values() if "status" in view.filters}
    assert choices == {
        "active-exercises": ("ongoing", "failed"),
        "agreements": (
            "proposed", "negotiating", "stalled", "agreed_in_principle", "signed", "in_force", "suspended", "terminated", "failed",
        ),
        "exercises": ("planned", "ongoing", "overdue", "concluded", "postponed", "cancelled", "failed"),
        "pending-agreements": ("proposed", "negotiating", "stalled", "agreed_in_principle", "signed", "failed"),
    }  # fmt: skip


def test_what_the_vocabulary_leaves_open_is_left_open() -> None:
    closed = {(view.name, name) for view in views().values() for name, one in view.filters.items() if one.choices is not None}
    assert {found for found in closed if found[1] != "status"} == {
        ("actors", "role"),
        ("actors", "view"),
        ("incursions", "response"),
        ("incursions", "zone"),
        ("overdue", "kind"),
        ("superlatives", "claim"),
        ("uncorroborated", "type"),
    }
