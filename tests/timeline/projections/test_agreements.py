"""Agreements: the furthest stage made by a day counts, and within it the last step."""

from tests.history import Event, course, row, rows, said

A = "agreement/raa"


def opened(valid: str = "2024-05-02", **more: str) -> Event:
    return said("agreement.negotiation_opened", A, valid, name="RAA", kind="reciprocal_access", parties=["FR", "JP"], **more)


def test_an_agreement_goes_through_its_stages() -> None:
    told = [
        said("agreement.proposed", A, "2024-01-10", name="RAA", kind="reciprocal_access", parties=["FR", "JP"]),
        opened(),
        said("agreement.negotiation_stalled", A, "2024-06-01"),
        said("agreement.negotiation_progressed", A, "2024-07-01"),
        said("agreement.concluded_in_principle", A, "2024-08-01"),
        said("agreement.signed", A, "2024-09-01"),
        said("agreement.entered_into_force", A, "2024-10-01"),
        said("agreement.suspended", A, "2024-11-01"),
        said("agreement.resumed", A, "2024-12-01"),
        said("agreement.terminated", A, "2025-01-01"),
    ]
    days = [f"2024-{month:02d}-15" for month in range(1, 13)] + ["2025-01-15"]
    statuses = [status.partition(" ")[0] for status in course("agreements", told, days)]
    assert statuses == [
        *["proposed"] * 4, "negotiating", "stalled", "negotiating", "agreed_in_principle", "signed",
        "in_force", "suspended", "in_force", "terminated",
    ]  # fmt: skip
    assert {status.partition(" ")[2] for status in course("agreements", told, days)} == {"sure"}


def test_talks_with_a_target_are_pending_and_never_signed() -> None:
    told = [said("agreement.negotiation_progressed", A, "2024-09-01/2024-09-18", expected="2024-09/2024-12", phrase="within months")]
    assert course("pending-agreements", told, ["2024-08-31", "2024-09-10", "2024-09-18", "2026-01-01"]) == [
        "-",
        "negotiating possible",
        "negotiating sure",
        "negotiating sure",
    ]
    found = row("pending-agreements", told, "2026-01-01")
    assert found is not None
    assert found["state"]["expected"] == {"date": "2024-09/2024-12", "days": ["2024-09-01", "2024-12-31"], "phrase": "within months"}
    assert found["state"]["last_progress"] == "2024-09-18"


def test_pending_is_sure_when_every_status_possible_that_day_is_a_pending_one() -> None:
    told = [opened(), said("agreement.signed", A, "2024-12")]
    assert course("agreements", told, ["2024-12-10", "2024-12-31"]) == ["signed possible", "signed sure"]
    found = row("pending-agreements", told, "2024-12-10")
    assert found is not None
    assert (found["status"], found["certainty"]) == ("signed", "sure")
    into_force = [*told, said("agreement.entered_into_force", A, "2025-01")]
    assert course("pending-agreements", into_force, ["2025-01-10", "2025-01-31"]) == ["signed possible", "-"]


def test_where_the_days_of_two_steps_meet_the_later_kind_of_step_counts() -> None:
    told = [
        opened("2024-01-01"),
        said("agreement.negotiation_stalled", A, "2024-06"),
        said("agreement.negotiation_progressed", A, "2024-06-10"),
    ]
    assert course("agreements", told, ["2024-06-30"]) == ["negotiating sure"]


def test_ratified_and_amended_are_milestones_only() -> None:
    told = [opened(), said("agreement.signed", A, "2024-06-01"), said("agreement.ratified", A, "2024-07-01", party="JP")]
    found = row("agreements", told, "2024-08-01")
    assert found is not None
    assert (found["status"], found["state"]["ratified_by"], found["state"]["not_ratified_by"]) == ("signed", ["JP"], ["FR"])
    before = row("agreements", told, "2024-06-15")
    assert before is not None
    assert "ratified_by" not in before["state"]


def test_stages_in_reversed_order_are_kept_and_shown_as_a_conflict() -> None:
    told = [said("agreement.signed", A, "2005-05-01"), said("agreement.entered_into_force", A, "2004-01-01")]
    assert list(rows("conflicts", told)) == [f"{A}#order"]
    assert course("agreements", told, ["2004-06-01", "2006-01-01"]) == ["in_force sure", "in_force sure"]


def test_a_planned_signature_is_possible_and_never_sure() -> None:
    told = [opened(), said("agreement.signed", A, "2024-12-01", modality="planned")]
    assert course("agreements", told, ["2024-11-30", "2024-12-02"]) == ["negotiating sure", "signed possible"]
    assert course("pending-agreements", told, ["2024-12-02"]) == ["signed sure"]
