"""The product's answers are those of a second, brute-force reading of the rules, on small random histories."""

from collections.abc import Sequence

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.oracle import agreements
from tests.oracle.corroboration import conflicting_figures, figure_of, uncorroborated
from tests.oracle.exercises import exercise, shown
from tests.oracle.histories import (
    DATES,
    QUALIFIED,
    SINGLE,
    agreement_steps,
    disputed_histories,
    event,
    in_batches,
    named,
    presences,
    sourced,
    span_reports,
)
from tests.oracle.product import Told, rows
from tests.oracle.said import DAYS, LONG_AFTER, LONG_BEFORE, Json, text
from tests.oracle.standing import Standing
from timeline.record import Recorded

bounded = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
STATUSES = {"exercises": None, "active-exercises": {"ongoing"}, "overdue": {"overdue"}}
BETWEEN = [day for day in DAYS if day not in {LONG_BEFORE, LONG_AFTER}]


def answered(recorded: Sequence[Recorded], view: str, day: int, key: str) -> tuple[str | None, bool] | None:
    row = rows(recorded, view, day).get(key)
    return (row.status, row.certainty == "sure") if row else None


def assert_exercises_agree(recorded: Sequence[Recorded], standing: Standing) -> None:
    course = exercise(standing.facts())
    doubtful = course is not None and course.span is not None and course.span.conflicts
    for view, statuses in STATUSES.items():
        if view == "exercises" and doubtful:
            continue  # which of two possible statuses is shown while reports conflict is not written down
        for day in DAYS:
            answer = course.on(day) if course else {}
            selected = {status: sure for status, sure in answer.items() if statuses is None or status in statuses}
            assert answered(recorded, view, day, "exercise/x") == shown(selected), (view, text(day))


@bounded
@given(st.lists(span_reports(), min_size=1, max_size=3).map(named))
def test_an_exercise_has_the_days_that_some_world_or_every_world_gives_it(events: list[Json]) -> None:
    told = Told([events])
    course = exercise(told.standing().facts())
    assume(course is None or course.span is None or "order" not in course.span.conflicts or len(events) < 3)
    assert_exercises_agree(told.log, told.standing())


@bounded
@given(st.lists(span_reports(st.one_of(DATES, QUALIFIED)), min_size=1, max_size=2).map(named))
def test_a_qualified_date_makes_no_day_sure(events: list[Json]) -> None:
    told = Told([events])
    course = exercise(told.standing().facts())
    assume(course is None or course.span is None or not course.span.conflicts)  # see the expected failure below
    assert_exercises_agree(told.log, told.standing())


PLANS = st.one_of(
    sourced("exercise.announced", "exercise/x", st.sampled_from([f"{text(5)}/{text(8)}", f"{text(6)}/{text(12)}"]), {"name": "n"}),
    sourced("exercise.rescheduled", "exercise/x", st.sampled_from([f"{text(9)}/{text(12)}", text(7)]), {}),
)
CALLS = st.one_of(sourced("exercise.postponed", "exercise/x", SINGLE, {}), sourced("exercise.cancelled", "exercise/x", SINGLE, {}))


@bounded
@given(st.tuples(st.lists(PLANS, max_size=2), CALLS).map(lambda made: named([*made[0], made[1]])))
def test_a_plan_called_off_stands_until_that_day(events: list[Json]) -> None:
    told = Told([events])
    assert_exercises_agree(told.log, told.standing())


@bounded
@given(agreement_steps())
def test_an_agreement_has_the_stages_that_some_order_of_its_steps_gives_it(events: list[Json]) -> None:
    told = Told([events])
    steps = agreements.steps(told.standing().facts())
    assume(not agreements.circular(steps))  # see the expected failure below
    assert_agreements_agree(told.log, steps)


def assert_agreements_agree(recorded: Sequence[Recorded], steps: list[agreements.Step]) -> None:
    for day in BETWEEN:
        possible = agreements.statuses(steps, day)
        made = {status for status in possible if status is not None}
        for view, selected in (("agreements", made), ("pending-agreements", made & agreements.PENDING)):
            answer = answered(recorded, view, day, "agreement/x")
            assert (answer is None) == (not selected), (view, text(day))
            if answer is not None:
                status, sure = answer
                assert status in selected
                assert sure == (possible == {status} if view == "agreements" else possible <= agreements.PENDING), (view, text(day))


@bounded
@given(st.lists(presences(), min_size=1, max_size=4).map(named))
def test_the_figure_of_a_day_is_the_preferred_one_and_no_number_satisfies_a_conflict(events: list[Json]) -> None:
    told = Told([events])
    facts = told.standing().facts()
    for day in BETWEEN:
        row = rows(told.log, "presence", day).get("deployment/x")
        figure = row.state["figure"] if row else None
        wanted = figure_of(facts, day) if row else None
        assert figure == ({"cmp": "eq"} | wanted if wanted else None), text(day)
    row = rows(told.log, "conflicts", None).get("deployment/x#figure")
    listed = {fact["event"] for fact in row.state["facts"]} if row else set()
    assert listed == conflicting_figures(facts)


@bounded
@given(st.lists(presences(), min_size=1, max_size=4).map(named), st.sampled_from("PQZ"))
def test_a_fact_is_uncorroborated_while_one_chain_bears_it_out(events: list[Json], witness: str) -> None:
    claim = event("claim.corroborated", "deployment/x", text(9), {"target": "e0"}, published=9, publisher=witness)
    told = Told([[*events, claim | {"id": "witness"}]])
    assert set(rows(told.log, "uncorroborated", None)) == uncorroborated(told.standing())


@bounded
@given(disputed_histories(), st.sampled_from([None, 3, 6, 9]), st.data())
def test_claims_take_effect_as_far_as_they_are_known(events: list[Json], published_by: int | None, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(events)))
    told = Told([[one] for one in events])
    recorded = told.known(published_by, cut)
    assume(_every_target_is_known(recorded))
    standing = told.standing(recorded)
    course = exercise(standing.facts())
    assume(course is None or course.span is None or not course.span.conflicts)
    assert_exercises_agree(recorded, standing)
    disputed = {said.id for said in standing.facts() if standing.disputed(said)}
    conflicts = rows(recorded, "conflicts", None).values()
    assert {claim["target"] for row in conflicts for claim in row.state.get("disputes", ()) if claim["target"] in standing.told} == disputed


def _every_target_is_known(recorded: Sequence[Recorded]) -> bool:
    ids = {one.id for one in recorded}
    return all(one.target is None or one.target in ids for one in recorded)


@bounded
@given(disputed_histories(), st.data())
def test_the_order_of_arrival_never_changes_an_answer(events: list[Json], data: st.DataObject) -> None:
    one, other = Told([events]), Told([data.draw(st.permutations(events))])
    assume(len({each.digest for each in one.log}) == len(events))  # see the expected failure below
    for view in ("exercises", "active-exercises", "overdue", "conflicts", "uncorroborated"):
        for day in (None, 4, 8, 13):
            ours, theirs = rows(one.log, view, day), rows(other.log, view, day)
            assert {key: row.as_json() for key, row in ours.items()} == {key: row.as_json() for key, row in theirs.items()}


@bounded
@given(st.lists(span_reports(SINGLE), min_size=2, max_size=4), st.data())
def test_the_cut_into_appends_never_changes_an_answer(events: list[Json], data: st.DataObject) -> None:
    sent = named(events)
    assume(len({one.digest for one in Told([sent]).log}) == len(sent))  # see the expected failure below
    one, other = Told([sent]), Told(data.draw(in_batches(sent)))
    for day in DAYS:
        ours, theirs = rows(one.log, "exercises", day), rows(other.log, "exercises", day)
        assert {key: row.as_json() for key, row in ours.items()} == {key: row.as_json() for key, row in theirs.items()}


@bounded
@given(st.lists(span_reports(SINGLE), min_size=2, max_size=3).map(named))
def test_a_merged_subject_answers_for_the_facts_of_both(events: list[Json]) -> None:
    assume(len({one["source"]["published"] for one in events}) == len(events))  # the digest that breaks a tie counts the subject
    apart = [events[0] | {"subject": "exercise/y"}, *events[1:]]
    merge = event("subject.merged", "exercise/y", text(9), {"into": "exercise/x"}, published=9, publisher="P") | {"id": "merge"}
    together, merged = Told([events]), Told([[*apart, merge]])
    for day in DAYS:
        assert answered(together.log, "active-exercises", day, "exercise/x") == answered(merged.log, "active-exercises", day, "exercise/x")
        assert "exercise/y" not in rows(merged.log, "exercises", day)


def test_activity_outside_a_qualified_bound_widens_only_the_possible() -> None:
    started = event("exercise.started", "exercise/x", text(9) + "?", {}, published=6, publisher="Q")
    ongoing = event("exercise.reported_ongoing", "exercise/x", text(6), {}, published=11, publisher="Q")
    assert answered(Told([named([started, ongoing])]).log, "active-exercises", 6, "exercise/x") == ("ongoing", False)


def test_an_agreement_whose_steps_make_a_circle_keeps_a_status() -> None:
    days = {"negotiation_stalled": "2024-09-1X", "negotiation_progressed": text(12), "negotiation_opened": text(14)}
    steps = [event(f"agreement.{name}", "agreement/x", when, {"name": "n", "kind": "k", "parties": ["FR"]}, published=9, publisher="P")
             for name, when in days.items()]  # fmt: skip
    assert answered(Told([named(steps)]).log, "agreements", 19, "agreement/x") is not None


def test_two_identical_reports_are_ordered_whatever_their_arrival() -> None:
    reports = named([event("exercise.started", "exercise/x", text(3), {}, published=1, publisher="P")] * 2)
    one, other = Told([reports]), Told([reports[::-1]])
    assert rows(one.log, "exercises", 3)["exercise/x"].as_json() == rows(other.log, "exercises", 3)["exercise/x"].as_json()
