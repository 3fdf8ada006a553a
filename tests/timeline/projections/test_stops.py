"""Postponements and cancellations: how far they reach, and what they leave possible."""

import pytest

from tests.history import course, rows, said

X = "exercise/keen-edge"
PLAN = said("exercise.announced", X, "2024-09-08/2024-09-20", published="2024-06-01", name="Keen Edge")
DAYS = ("2024-08-01", "2024-09-10", "2024-09-30")


@pytest.mark.parametrize("stop", ["exercise.cancelled", "exercise.postponed"])
@pytest.mark.parametrize("valid", ["../2024-09-01", "/2024-09-01"])
def test_a_stop_of_which_only_the_latest_day_is_known_stands(stop: str, valid: str) -> None:
    status = stop.removeprefix("exercise.")
    assert course("exercises", [PLAN, said(stop, X, valid)], DAYS)[1:] == [f"{status} sure", f"{status} sure"]
    assert rows("active-exercises", [PLAN, said(stop, X, valid)], "2024-09-10") == {}


@pytest.mark.parametrize("doubt", [{"modality": "alleged"}, {"modality": "assessed"}, {"valid": "2024-09-01?"}])
def test_a_doubtful_stop_leaves_the_plan_possible(doubt: dict[str, str]) -> None:
    modality = {name: said_as for name, said_as in doubt.items() if name == "modality"}
    told = [PLAN, said("exercise.cancelled", X, doubt.get("valid", "2024-09-01"), **modality)]
    assert course("exercises", told, DAYS[1:]) == ["cancelled possible", "cancelled possible"]
    assert course("active-exercises", told, DAYS[1:2]) == ["ongoing possible"]
    assert course("overdue", told, DAYS[2:]) == ["overdue possible"]


def test_a_plan_is_taken_up_again_by_what_is_published_on_the_day_of_the_stop_or_later() -> None:
    stop = said("exercise.postponed", X, "2024-08-15", published="2024-08-01")
    early, late = (said("exercise.rescheduled", X, "2024-10-01/2024-10-05", published=day) for day in ("2024-08-14", "2024-08-15"))
    assert course("exercises", [PLAN, stop, early], ["2024-10-02"]) == ["postponed sure"]
    assert course("exercises", [PLAN, stop, late], ["2024-10-02"]) == ["ongoing possible"]


def test_cancellations_on_different_days_conflict() -> None:
    told = [PLAN, *(said("exercise.cancelled", X, day, id=day) for day in ("2024-08-15", "2024-08-20"))]
    found = rows("conflicts", told)[f"{X}#cancelled"]
    assert found.state["reasons"] == ["reports of the cancellation share no day"]
    assert {fact["event"] for fact in found.state["facts"]} == {"2024-08-15", "2024-08-20"}
    assert course("exercises", told, ["2024-08-17", "2024-08-20"]) == ["cancelled possible", "cancelled sure"]
