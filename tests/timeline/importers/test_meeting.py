import pytest

from timeline.importers.meeting import Coded, subjects, whole


def coded(name: str | None, start: str | None, end: str | None = None, alone: str = "mme-1") -> Coded:
    return Coded(name, start, end or start, None, alone)


def unnamed(start: str | None, end: str | None, *participants: str, name: str | None = None, alone: str = "mme-1") -> Coded:
    return Coded(name, start, end, frozenset(participants), alone)


def test_two_spellings_of_a_name_in_one_year_meet() -> None:
    spelled = ["Cedar Gate 93", "exercise CEDAR-GATE '93", "Cedar Gate 1993", "Cédar Gate"]
    assert {subjects([coded(name, "1993-05-08")])[0] for name in spelled} == {"exercise/cedar-gate-1993"}


def test_the_year_tells_editions_apart() -> None:
    assert subjects([coded("Cedar Gate", "1993-05-08")]) != subjects([coded("Cedar Gate", "1994-05-08")])


def test_unnamed_rows_and_names_that_name_nothing_stand_alone() -> None:
    rows = [coded(None, "1993-05-08"), coded("Joint Naval Exercise", "1993-05-08", alone="mme-2"), coded("Cedar", None, alone="mme-3")]
    assert subjects(rows) == ["exercise/mme-1", "exercise/mme-2", "exercise/mme-3"]


def test_a_name_that_comes_twice_in_a_year_is_told_apart_by_month() -> None:
    rows = [coded("Cedar", "1993-05-08"), coded("Cedar", "1993-09-XX"), coded("Cedar", "1993-XX-XX", "1993-11-30", alone="mme-3")]
    assert subjects(rows[:2]) == ["exercise/cedar-1993-05", "exercise/cedar-1993-09"]


def test_a_row_without_month_cannot_be_told_apart_and_stands_alone() -> None:
    rows = [coded("Cedar", "1993-05-08", "1993-05-09"), coded("Cedar", "1993-09-01"), coded("Cedar", "1993", "1993-02-01", alone="mme-3")]
    assert subjects(rows) == ["exercise/cedar-1993-05", "exercise/cedar-1993-09", "exercise/mme-3"]


def test_overlapping_rows_of_one_name_are_two_codings_of_one_exercise() -> None:
    rows = [coded("Cedar", "1993-05-08", "1993-05-20"), coded("Cedar", "1993-05-XX", "1993-06-XX")]
    assert set(subjects(rows)) == {"exercise/cedar-1993"}


def test_no_order_of_the_rows_matters() -> None:
    rows = [coded("Cedar", "1993-05-08"), coded("Oak", "1993-05-08"), coded("Cedar", "1993-09-01")]
    assert subjects(rows[::-1]) == subjects(rows)[::-1]


def test_unnamed_rows_of_the_same_participants_and_days_meet() -> None:
    first, second = unnamed("1993-05-08", "1993-05-XX", "FR", "MA"), unnamed("1993-05-08", "1993-05-XX", "MA", "FR", name="Joint Drill")
    assert subjects([first]) == subjects([second]) == ["exercise/unnamed-1993-05-08-1993-05-xx-fr-ma"]


@pytest.mark.parametrize(
    "other",
    [
        unnamed("1993-05-08", "1993-05-10", "FR", "MA"),
        unnamed("1993-05-07", "1993-05-09", "FR", "MA"),
        unnamed("1993-05-08", "1993-05-09", "FR", "MA", "TN"),
        unnamed("1993-05-08", "1993-05-09", "FR", "TN"),
        unnamed("1993-05-08", "1993-05-09", "FR", "MA", name="Cedar"),
    ],
)
def test_other_days_other_participants_and_named_rows_do_not_meet(other: Coded) -> None:
    assert subjects([other]) != subjects([unnamed("1993-05-08", "1993-05-09", "FR", "MA")])


@pytest.mark.parametrize(
    "row",
    [
        unnamed("1993-05-08", None, "FR", "MA"),
        unnamed(None, "1993-05-08", "FR", "MA"),
        unnamed("1993-XX-XX", "1993-05-08", "FR", "MA"),
        unnamed("1993-05-08", "1993-05-09", "FR"),
        coded(None, "1993-05-08"),
    ],
)
def test_a_row_that_tells_too_little_meets_nobody(row: Coded) -> None:
    assert subjects([row]) == ["exercise/mme-1"]


@pytest.mark.parametrize("name", [None, "Cedar"])
def test_a_second_row_that_could_be_of_the_same_days_lets_an_unnamed_one_stand_alone(name: str | None) -> None:
    other = unnamed("1993-05-XX", "1993-05-XX", "FR", "MA", name=name, alone="mme-2")
    assert subjects([unnamed("1993-05-08", "1993-05-09", "FR", "MA"), other])[0] == "exercise/mme-1"


def test_many_participants_are_a_short_digest_in_the_subject() -> None:
    actors = [f"org/a{number}" for number in range(39)]
    (subject,) = subjects([unnamed("1993-05-08", "1993-05-09", *actors)])
    assert subjects([unnamed("1993-05-08", "1993-05-09", *actors[::-1])]) == [subject]
    assert len(subject) < 60


def test_a_participant_that_could_not_be_read_leaves_the_set_unknown() -> None:
    assert (whole(["FR", None]), whole(["FR", "FR"])) == (None, frozenset({"FR"}))
