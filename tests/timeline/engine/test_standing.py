"""Claims about claims: nothing is edited, and knowing less brings the earlier belief back."""

from typing import Any

from tests.history import Event, recorded, row, rows, said
from timeline.engine.standing import Standing, standings

X = "exercise/keen-edge"
HELD = said("exercise.held", X, "2024-09-08/2024-09-21", id="held")


def stands(*events: Event) -> dict[str, Standing]:
    return standings(recorded(events))


def claim(kind: str, target: str, **more: Any) -> Event:
    return said(f"claim.{kind}", X, "2024-10-01", target=target, **more)


def test_a_correction_applies_as_a_merge_patch() -> None:
    fix = claim("corrected", "held", changes={"valid": "2024-09-09/2024-09-21", "data": {"name": "Keen Edge"}}, id="fix")
    found = stands(HELD, fix)["held"]
    assert (found.status, found.corrected_by, found.report.valid) == ("corrected", ["fix"], "2024-09-09/2024-09-21")
    made = row("active-exercises", [HELD, fix], "2024-09-10")
    assert made is not None
    assert made["state"]["name"] == "Keen Edge"
    assert made["evidence"]["by_field"]["name"] == ("held", "fix")


def test_a_mode_that_was_defaulted_is_chosen_anew() -> None:
    ongoing = said("exercise.reported_ongoing", X, "2024-09", id="seen")
    found = stands(ongoing, claim("corrected", "seen", changes={"valid": "2024-09-10"}))["seen"]
    assert found.report.mode == "at"


def test_corrections_apply_by_publication_day_whatever_order_they_came_in() -> None:
    first = claim("corrected", "held", changes={"valid": "2024-09-01/2024-09-05"}, published="2024-10-01", id="first")
    second = claim("corrected", "held", changes={"valid": "2024-09-02/2024-09-06"}, published="2024-10-02", id="second")
    for order in ([HELD, first, second], [second, first, HELD]):
        found = stands(*order)["held"]
        assert (found.corrected_by, found.report.valid) == (["first", "second"], "2024-09-02/2024-09-06")


def test_a_correction_unreadable_only_in_combination_is_skipped_and_shown() -> None:
    seen = said("exercise.reported_ongoing", X, "2024-09-10", id="seen")
    explicit = claim("corrected", "seen", changes={"valid_mode": "at"}, published="2024-10-02", id="mode")
    month = claim("corrected", "seen", changes={"valid": "2024-09"}, published="2024-10-01", id="month")
    found = stands(seen, explicit, month)["seen"]
    assert (found.corrected_by, [skipped.id for skipped in found.skipped]) == (["month"], ["mode"])
    assert f"{X}#claims" in rows("conflicts", [seen, explicit, month])


def test_a_retraction_takes_the_fact_out_and_may_itself_be_retracted() -> None:
    out, back = claim("retracted", "held", id="out"), claim("retracted", "out", id="back")
    assert stands(HELD, out)["held"].status == "retracted"
    assert rows("active-exercises", [HELD, out], "2024-09-12") == {}
    found = stands(HELD, out, back)
    assert (found["held"].status, found["out"].status) == ("effective", "retracted")
    assert len(rows("active-exercises", [HELD, out, back], "2024-09-12")) == 1


def test_a_correction_may_be_corrected() -> None:
    fix = claim("corrected", "held", changes={"valid": "2024-09-01/2024-09-05"}, id="fix")
    refix = claim("corrected", "fix", changes={"data": {"changes": {"valid": "2024-09-02/2024-09-05"}}}, id="refix")
    assert stands(HELD, fix, refix)["held"].report.valid == "2024-09-02/2024-09-05"


def test_a_dispute_removes_nothing_and_marks_the_field() -> None:
    denial = claim("disputed", "held", by="CN", field="/data/intent", says="no intent", id="denial")
    assert len(rows("active-exercises", [HELD, denial], "2024-09-12")) == 1
    conflict = rows("conflicts", [HELD, denial])[f"{X}#intent"]
    assert conflict.state["disputes"] == [{"event": "denial", "target": "held", "by": "CN", "field": "/data/intent", "says": "no intent"}]
    assert conflict.as_json()["possible"] == ["2024-09-08", "2024-09-21"]


def test_the_latest_published_regrade_holds_for_each_grade() -> None:
    one = claim("regraded", "held", reliability="C", credibility=3, published="2024-10-01")
    two = claim("regraded", "held", reliability="B", published="2024-10-02")
    found = stands(HELD, two, one)["held"]
    assert (found.reliability, found.credibility) == ("B", 3)


def test_claims_that_target_one_another_in_a_circle_have_no_effect_and_are_shown() -> None:
    a, b = claim("retracted", "b", id="a"), claim("retracted", "a", id="b")
    found = stands(HELD, a, b)
    assert {found[one].status for one in ("a", "b", "held")} == {"effective"}
    assert rows("conflicts", [HELD, a, b])[f"{X}#claims"].state["skipped"]


def test_a_claim_that_is_only_alleged_has_no_effect() -> None:
    assert stands(HELD, claim("retracted", "held", modality="alleged"))["held"].status == "effective"


def test_a_long_chain_of_retractions_is_read_without_recursion() -> None:
    chain = [HELD, claim("retracted", "held", id="r0"), *(claim("retracted", f"r{n - 1}", id=f"r{n}") for n in range(1, 2_000))]
    assert stands(*chain)["held"].status == "effective"


def merged(subject: str, into: str, **more: Any) -> Event:
    return said("subject.merged", subject, more.pop("valid", "2024-10-01"), into=into, **more)


def test_a_merge_moves_the_rows_to_the_other_subject_followed_to_its_end() -> None:
    other = said("exercise.held", "exercise/other", "2024-09-01/2024-09-02", id="other")
    found = rows("exercises", [HELD, other, merged(X, "exercise/mid"), merged("exercise/mid", "exercise/other")], "2024-09-30")
    assert list(found) == ["exercise/other"]
    assert found["exercise/other"].evidence.facts == 2


def test_a_merge_that_closes_a_circle_is_skipped_and_shown() -> None:
    told = [HELD, merged(X, "exercise/b", id="m1"), merged("exercise/b", X, id="m2", valid="2024-10-02")]
    assert list(rows("exercises", told, "2024-09-12")) == ["exercise/b"]
    assert [one["event"] for one in rows("conflicts", told)["exercise/b#claims"].state["skipped"]] == ["m2"]


def test_a_split_ends_a_merge_of_the_two() -> None:
    together, apart = merged(X, "exercise/b"), said("subject.split", "exercise/b", "2024-10-05", **{"from": X})
    again = merged(X, "exercise/b", valid="2024-10-06")
    assert list(rows("exercises", [HELD, together], "2024-09-12")) == ["exercise/b"]
    assert list(rows("exercises", [HELD, apart, together], "2024-09-12")) == [X]
    assert list(rows("exercises", [HELD, apart, together, again], "2024-09-12")) == ["exercise/b"]


def test_a_dispute_of_a_claim_and_of_a_merge_stands_in_conflicts() -> None:
    fact = said("exercise.held", "exercise/a", "2024-09-08", id="fact")
    dispute = said("claim.disputed", "exercise/a", "2024-09-20", target="fact", by="CN", id="dispute")
    of_dispute = said("claim.disputed", "exercise/a", "2024-09-22", target="dispute", by="JP", id="of-dispute")
    found = rows("conflicts", [fact, dispute, of_dispute])
    assert set(found) == {"exercise/a#exercise.held", "exercise/a#claim.disputed"}
    shown = found["exercise/a#claim.disputed"]
    assert [one["event"] for one in shown.state["disputes"]] == ["of-dispute"]
    assert shown.possible.as_json() == ["2024-09-20", "2024-09-20"]
    merge = said("subject.merged", "exercise/b", "2024-09-21", into="exercise/a", id="merge")
    of_merge = said("claim.disputed", "exercise/b", "2024-09-23", target="merge", by="CN", id="of-merge")
    assert "exercise/a#subject.merged" in rows("conflicts", [fact, merge, of_merge])
