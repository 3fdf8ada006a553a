"""Exercises, deployments and incursions: what is sure, what is possible, what nobody said."""

from typing import Any

import pytest

from tests.history import Event, course, row, rows, said

X = "exercise/keen-edge"
D = "deployment/garrison"
I = "incursion/strait"  # noqa: E741


def windows(view: str, events: list[Event], on: str) -> tuple[Any, Any]:
    found = row(view, events, on)
    assert found is not None
    return found["possible"], found["sure"]


def test_a_day_between_the_latest_start_and_the_earliest_end_is_sure() -> None:
    held = [said("exercise.held", X, "2024-09-08/2024-09-21")]
    assert windows("active-exercises", held, "2024-09-12") == (["2024-09-08", "2024-09-21"], ["2024-09-08", "2024-09-21"])


def test_each_end_keeps_its_own_precision() -> None:
    held = [said("exercise.held", X, "2023-09/2023-10")]
    assert windows("active-exercises", held, "2023-09-30") == (["2023-09-01", "2023-10-31"], ["2023-09-30", "2023-10-01"])


def test_a_month_is_some_time_in_it_unless_it_says_throughout() -> None:
    within, throughout = (said("exercise.held", X, "2024-09", **mode) for mode in ({}, {"mode": "throughout"}))
    assert windows("active-exercises", [within], "2024-09-12") == (["2024-09-01", "2024-09-30"], None)
    assert windows("active-exercises", [throughout], "2024-09-12") == (["2024-09-01", "2024-09-30"], ["2024-09-01", "2024-09-30"])


def test_an_exercise_whose_end_nobody_reported_is_possibly_still_going_on() -> None:
    started = [said("exercise.started", X, "2024-09-08")]
    assert windows("active-exercises", started, "2030-01-01") == (["2024-09-08", None], ["2024-09-08", "2024-09-08"])
    found = row("active-exercises", started, "2030-01-01")
    assert found is not None
    assert found["state"]["last_evidence"] == "2024-09-08"


def test_an_incursion_ends_with_the_last_day_that_a_report_covers() -> None:
    reported = [said("incursion.reported", I, "2024-09-16/2024-09-20", actor="CN", zone="contiguous_zone", of="JP")]
    assert windows("incursions", reported, "2024-09-18") == (["2024-09-16", "2024-09-20"], None)
    assert rows("incursions", reported, "2024-09-21") == {}


def test_two_reports_of_activity_make_the_days_between_them_sure() -> None:
    seen = [said("exercise.reported_ongoing", X, "2024-09-10"), said("exercise.reported_ongoing", X, "2024-09-18")]
    assert windows("active-exercises", seen, "2024-09-14") == (["2024-09-10", None], ["2024-09-10", "2024-09-18"])


def test_a_qualified_date_never_makes_a_day_sure() -> None:
    held = [said("exercise.held", X, "2024-09-08?/2024-09-21")]
    assert windows("active-exercises", held, "2024-09-21") == (["2024-09-08", "2024-09-21"], ["2024-09-21", "2024-09-21"])


@pytest.mark.parametrize("modality", ["assessed", "alleged"])
def test_only_actual_facts_make_days_sure(modality: str) -> None:
    held = [said("exercise.held", X, "2024-09-08/2024-09-21", modality=modality)]
    assert windows("active-exercises", held, "2024-09-12") == (["2024-09-08", "2024-09-21"], None)


def test_a_denied_fact_makes_no_day_and_stands_in_conflicts() -> None:
    told = [said("exercise.held", X, "2024-09-08/2024-09-21", id="a"), said("exercise.held", X, "2024-09", modality="denied", id="b")]
    assert rows("active-exercises", told[1:], "2024-09-12") == {}
    conflict = rows("conflicts", told)[f"{X}#exercise.held"]
    assert [fact["event"] for fact in conflict.state["facts"]] == ["b", "a"]


def test_a_narrower_report_replaces_a_wider_one_that_contains_it() -> None:
    told = [said("exercise.started", X, "2024-08"), said("exercise.started", X, "2024-08-26"), said("exercise.concluded", X, "2024-08-30")]
    assert windows("active-exercises", told, "2024-08-28") == (["2024-08-26", "2024-08-30"], ["2024-08-26", "2024-08-30"])
    assert rows("conflicts", told) == {}


def test_reports_that_share_no_day_conflict_and_only_what_each_allows_is_sure() -> None:
    told = [
        said("exercise.held", X, "2023-09/2023-10", id="article"),
        said("exercise.held", X, "2023-09-10/2023-09-30", id="agency"),
    ]
    assert windows("active-exercises", told, "2023-09-20") == (["2023-09-10", "2023-10-31"], ["2023-09-10", "2023-09-30"])
    conflict = rows("conflicts", told)[f"{X}#end"]
    assert {fact["event"] for fact in conflict.state["facts"]} == {"article", "agency"}


def test_activity_outside_the_stated_bounds_widens_only_what_is_possible() -> None:
    told = [said("exercise.held", X, "2024-09-08/2024-09-21"), said("exercise.reported_ongoing", X, "2024-09-25")]
    assert windows("active-exercises", told, "2024-09-25") == (["2024-09-08", "2024-09-25"], ["2024-09-08", "2024-09-21"])
    assert list(rows("conflicts", told)) == [f"{X}#end"]


def test_an_end_before_the_start_is_kept_and_shown_as_impossible_order() -> None:
    told = [said("exercise.started", X, "2024-09-20"), said("exercise.concluded", X, "2024-09-10")]
    assert windows("active-exercises", told, "2024-09-15") == (["2024-09-10", "2024-09-20"], None)
    assert list(rows("conflicts", told)) == [f"{X}#order"]


def test_a_plan_makes_days_possible_and_never_sure() -> None:
    plan = [said("exercise.announced", X, "2024-09-08/2024-09-21", name="Keen Edge")]
    days = ["2024-09-07", "2024-09-08", "2024-09-21", "2024-09-22"]
    assert course("exercises", plan, days) == ["planned sure", "ongoing possible", "ongoing possible", "overdue sure"]


def test_a_planned_end_that_passed_unreported_is_overdue_and_never_concluded() -> None:
    told = [
        said("exercise.announced", X, "/2024-09-21", name="Keen Edge"),
        said("exercise.reported_ongoing", X, "2024-09-18/2024-09-20"),
    ]
    days = ["2024-09-12", "2024-09-19", "2024-09-21", "2024-09-22", "2030-01-01"]
    assert course("active-exercises", told, days) == ["-", "ongoing possible", "ongoing possible", "-", "-"]
    assert course("overdue", told, days) == ["-", "-", "-", "overdue sure", "overdue sure"]
    assert course("exercises", told, days)[-1] == "overdue sure"


def test_a_plan_gives_only_the_bounds_that_no_report_gives() -> None:
    told = [said("exercise.announced", X, "2024-09-08/2024-09-21", name="Keen Edge"), said("exercise.started", X, "2024-09-10")]
    assert windows("active-exercises", told, "2024-09-10") == (["2024-09-10", "2024-09-21"], ["2024-09-10", "2024-09-10"])


def test_the_strongest_plan_names_each_bound() -> None:
    told = [
        said("exercise.announced", X, "2024-09-08/2024-09-21", name="Keen Edge", published="2024-09-05"),
        said("exercise.rescheduled", X, "2024-09-10/2024-09-24", published="2024-08-01"),
        said("exercise.extended", X, "/2024-09-28", published="2024-08-02"),
    ]
    assert windows("active-exercises", told, "2024-09-15") == (["2024-09-10", "2024-09-28"], None)


def test_a_planned_end_moves_to_the_last_day_of_activity_that_it_cannot_contain() -> None:
    told = [
        said("exercise.announced", X, "2024-09-08/2024-09-21", name="Keen Edge"),
        said("exercise.reported_ongoing", X, "2024-09-23/2024-09-25"),
    ]
    assert course("exercises", told, ["2024-09-25", "2024-09-26"]) == ["ongoing possible", "overdue sure"]
    assert rows("conflicts", told) == {}


def test_a_postponement_stands_until_something_is_rescheduled() -> None:
    announced = said("exercise.announced", X, "2024-09-08/2024-09-21", name="Keen Edge", published="2024-07-01")
    postponed = said("exercise.postponed", X, "2024-08-15", published="2024-08-15")
    again = said("exercise.rescheduled", X, "2024-10-01/2024-10-05", published="2024-08-20")
    days = ["2024-08-14", "2024-08-15", "2024-09-10", "2024-10-03", "2024-10-06"]
    held_back = ["planned sure", "postponed sure", "postponed sure", "postponed sure", "postponed sure"]
    assert course("exercises", [announced, postponed], days) == held_back
    moved = ["planned sure", "planned sure", "planned sure", "ongoing possible", "overdue sure"]
    assert course("exercises", [announced, postponed, again], days) == moved


def test_a_cancellation_after_a_reported_start_is_an_end() -> None:
    told = [
        said("exercise.announced", X, "2024-09-08/2024-09-21", name="Keen Edge"),
        said("exercise.started", X, "2024-09-08"),
        said("exercise.cancelled", X, "2024-09-12"),
    ]
    days = ["2024-09-08", "2024-09-12", "2024-09-13"]
    assert course("exercises", told, days) == ["ongoing sure", "ongoing sure", "concluded sure"]


def test_a_start_after_a_postponement_ends_it() -> None:
    told = [said("exercise.postponed", X, "2024-09-01"), said("exercise.started", X, "2024-09-20")]
    days = ["2024-09-01", "2024-09-19", "2024-09-20", "2024-09-21"]
    assert course("exercises", told, days) == ["postponed sure", "postponed sure", "ongoing sure", "ongoing possible"]


def test_participation_and_figures_say_nothing_of_the_span() -> None:
    told = [
        said("exercise.participant_joined", X, "2024-09-01/2024-09-30", actor="FR"),
        said("exercise.figure_reported", X, "2024-09-02", measure="ships", figure={"value": 4, "unit": "ship"}),
    ]
    assert rows("exercises", told, "2024-09-12") == {}


def test_participants_come_and_go_by_day() -> None:
    told = [
        said("exercise.held", X, "2024-09-08/2024-09-21", participants=["FR", "JP"]),
        said("exercise.participant_joined", X, "2024-09-10/2024-09-12", actor="GB", units=["unit/1-para"]),
        said("exercise.participant_withdrew", X, "2024-09-15", actor="FR"),
    ]

    def actors(on: str) -> list[str]:
        found = row("active-exercises", told, on)
        assert found is not None
        return [participant["actor"] for participant in found["state"]["participants"]]

    assert [actors(day) for day in ("2024-09-09", "2024-09-11", "2024-09-15", "2024-09-16")] == [
        ["FR", "JP"],
        ["FR", "GB", "JP"],
        ["FR", "JP"],
        ["JP"],
    ]


def test_a_deployment_without_reported_end_is_possibly_still_there() -> None:
    told = [said("deployment.presence_reported", D, "2024-09", mode="throughout", actor="FR", figure={"value": 6350, "cmp": "over"})]
    found = row("presence", told, "2025-06-01")
    assert found is not None
    assert (found["certainty"], found["possible"], found["sure"]) == ("possible", ["2024-09-01", None], ["2024-09-01", "2024-09-30"])
    assert found["state"]["figure"] == {"value": 6350, "cmp": "over"}


def test_a_planned_deployment_that_passed_unreported_is_overdue() -> None:
    plan = [said("deployment.announced", D, "2024-01/2024-03", actor="FR")]
    assert course("overdue", plan, ["2024-03-31", "2024-04-01"]) == ["-", "overdue sure"]
    assert row("presence", plan, "2024-02-01") is not None
    assert rows("presence", plan, "2024-04-01") == {}


def test_response_and_protest_show_their_lag() -> None:
    told = [
        said("incursion.reported", I, "2024-08-26", actor="CN", zone="airspace", of="JP"),
        said("incursion.responded", I, "2024-08-26", actor="JP", response="scramble"),
        said("incursion.protest_lodged", I, "2024-08-27/2024-08-28", by="JP", to="CN"),
    ]
    found = row("incursions", told, "2024-08-26")
    assert found is not None
    assert [r["lag_days"] for r in found["state"]["responses"]] == [[0, 0]]
    assert [p["lag_days"] for p in found["state"]["protests"]] == [[1, 2]]
