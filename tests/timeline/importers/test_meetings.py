"""Two subjects for one exercise, merged by what a log says of them."""

import pytest

from tests.history import rows
from tests.timeline.importers.samples import doubts, events, held, lines
from timeline.importers.item import Event

UNNAMED, NAMED = held("exercise/one"), held("exercise/cedar-1993", by="B", name="Cedar")


def merges(*told: Event) -> list[tuple[str, str]]:
    return [(event["subject"], event["data"]["into"]) for event in events("meetings", lines(*told))]


def test_an_unnamed_exercise_is_merged_into_the_named_one_of_the_same_participants_and_days() -> None:
    assert merges(UNNAMED, NAMED) == [("exercise/one", "exercise/cedar-1993")]


def test_no_order_of_the_events_matters_and_ids_stay() -> None:
    assert events("meetings", lines(UNNAMED, NAMED)) == events("meetings", lines(NAMED, UNNAMED))


def test_a_plan_that_meets_what_was_held_is_no_longer_overdue() -> None:
    told = [{**UNNAMED, "modality": "planned"}, NAMED]
    statuses = [
        {row.status for row in rows("exercises", log, "1993-06-01").values()} for log in (told, told + events("meetings", lines(*told)))
    ]
    assert statuses == [{"overdue", "concluded"}, {"concluded"}]


def test_the_merge_is_known_when_both_have_been_published() -> None:
    later = {**NAMED, "source": {"publisher": "B", "published": "2021-03"}}
    (event,) = events("meetings", lines(UNNAMED, later))
    assert (event["valid"], event["source"]["published"]) == ("2021-03", "2021-03")


def test_of_two_unnamed_exercises_the_first_by_name_stays() -> None:
    assert merges(held("exercise/two", by="B"), UNNAMED) == [("exercise/two", "exercise/one")]


@pytest.mark.parametrize(
    "other",
    [
        held("exercise/cedar-1993", by="A", name="Cedar"),
        held("exercise/cedar-1993", "1993-05-08/1993-05-13", by="B", name="Cedar"),
        held("exercise/cedar-1993", "1993-05-08/1993-05-XX", by="B", name="Cedar"),
        held("exercise/cedar-1993", "1993-05-08/1993-05-12", "FR", "MA", "TN", by="B", name="Cedar"),
        {**NAMED, "modality": "denied"},
        {**NAMED, "valid_mode": "within"},
        {**NAMED, "type": "exercise.started", "valid": "1993-05-08"},
    ],
)
def test_other_days_other_participants_and_the_same_publisher_do_not_meet(other: Event) -> None:
    assert merges(UNNAMED, other) == []


def test_what_one_publisher_has_twice_is_reported() -> None:
    assert doubts("meetings", lines(UNNAMED, {**NAMED, "source": UNNAMED["source"]})) == [(1, "/subject", False)]


def test_two_names_are_two_exercises() -> None:
    assert merges(held("exercise/oak-1993", name="Oak"), NAMED) == []


@pytest.mark.parametrize("third", [held("exercise/three", by="C"), held("exercise/three", "1993-05-XX/1993-05-XX", name="Oak")])
def test_what_could_be_meant_twice_is_reported_and_not_merged(third: Event) -> None:
    body = lines(UNNAMED, NAMED, third)
    assert merges(UNNAMED, NAMED, third) == []
    assert (1, "/subject", False) in doubts("meetings", body)


def test_a_line_that_is_no_event_is_refused_and_the_others_are_read() -> None:
    body = lines(UNNAMED, NAMED, {**UNNAMED, "valid": "soon"})
    assert doubts("meetings", body) == [(3, "", True)]
