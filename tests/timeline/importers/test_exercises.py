"""MME and JME: two codings of the same exercises."""

import pytest

from tests.history import rows
from tests.timeline.importers.samples import JME, MME, doubts, events, jme, mme, table


def test_a_row_of_mme_is_one_exercise_held_from_start_to_end() -> None:
    (event,) = events(
        "mme", table(MME, mme(Series_Name="Amber", Location="Japan", lat="36", lon="138", Sea="1", StateB="-9", StateC="USA"))
    )
    assert (event["type"], event["subject"], event["valid"]) == ("exercise.held", "exercise/amber-anchor-1984", "1984-03-04/1984-03-09")
    assert event["data"] == {"name": "Amber Anchor 84", "series": "Amber", "participants": ["FR", "US"], "focus": ["sea"]}
    assert event["places"] == [{"name": "Japan", "lat": 36.0, "lon": 138.0, "precision": "country"}]
    assert event["source"]["url"] == "https://doi.org/10.7910/DVN/KHFODX"


def test_a_month_stays_a_month() -> None:
    (event,) = events("mme", table(MME, mme(StartDate="1984-03-xx", EndDate="1984-03-xx")))
    assert event["valid"] == "1984-03-XX/1984-03-XX"


def test_an_exercise_that_ended_before_it_started_is_two_facts_that_show_in_conflicts() -> None:
    body = table(MME, mme(StartDate="3/9/84", EndDate="3/4/84"))
    found = events("mme", body)
    assert [(event["type"], event["valid"]) for event in found] == [
        ("exercise.started", "1984-03-09"),
        ("exercise.concluded", "1984-03-04"),
    ]
    assert doubts("mme", body) == [(2, "EndDate", False)]
    assert [row.as_json()["key"].partition("#")[0] for row in rows("conflicts", found).values()] == ["exercise/amber-anchor-1984"]


def test_an_exercise_of_a_year_is_read_and_reported() -> None:
    body = table(MME, mme(StartDate="3/4/84", EndDate="3/9/85"))
    assert [event["valid"] for event in events("mme", body)] == ["1984-03-04/1985-03-09"]
    assert doubts("mme", body) == [(2, "EndDate", False)]


@pytest.mark.parametrize(("start", "end", "type_"), [("3/4/84", "-9", "exercise.started"), ("", "3/9/84", "exercise.concluded")])
def test_an_end_that_is_not_known_is_not_made_up(start: str, end: str, type_: str) -> None:
    (event,) = events("mme", table(MME, mme(StartDate=start, EndDate=end)))
    assert event["type"] == type_


def test_a_reused_id_is_told_apart_in_the_order_of_the_file_and_reported() -> None:
    body = table(MME, mme(), mme(Ex_Name="Brisk Bridge"))
    assert [event["id"] for event in events("mme", body)] == ["mme-v7:mme1:held", "mme-v7:mme1~2:held"]
    assert doubts("mme", body) == [(3, "MMEID", False)]


def test_a_cell_with_line_breaks_does_not_shift_the_lines_of_the_report() -> None:
    body = table(MME, mme(FocusDescription="one\ntwo\nthree"), mme(MMEID="mme2", StateC="Atlantis"))
    assert doubts("mme", body) == [(5, "StateC", False)]


def test_a_row_with_a_cell_too_many_is_refused_and_the_others_are_read() -> None:
    body = table(MME, mme()) + b"1,2,3\r\n" + table(MME, mme(MMEID="mme2")).split(b"\r\n", 1)[1]
    assert doubts("mme", body) == [(3, "", True)]


def test_jme_says_who_coded_when_and_from_which_report() -> None:
    (event,) = events("jme", table(JME, jme(**{"Source(s)": "19840303--0053-a_1.txt ; 840310--0001-b.txt ; supplemented"})))
    source = event["source"]
    assert (source["published"], source["stated"]) == ("2012-07-11", "{1984-03-03,1984-03-10}")
    assert source["chain"] == ["19840303--0053-a_1.txt"]
    assert source["attributed_to"] == ["19840303--0053-a_1.txt", "840310--0001-b.txt"]
    assert event["data"]["participants"] == ["FR", "MA"]


def test_a_row_of_jme_without_number_has_an_id_of_its_cells() -> None:
    body = table(JME, jme(**{"Unnamed: 2": ""}))
    assert events("jme", body)[0]["id"] == events("jme", table(JME, jme(), jme(**{"Unnamed: 2": ""})))[1]["id"]
    assert doubts("jme", body) == [(2, "Unnamed: 2", False)]


def test_a_day_of_a_spreadsheets_own_epoch_yields_to_the_columns_it_was_divided_into() -> None:
    cells = {"Start Date": "1899-12-22 00:00:00", "s.year": "1984", "s.month": "3", "s.day": "-9"}
    body = table((*JME, "s.year", "s.month", "s.day"), jme(**cells))
    assert events("jme", body)[0]["valid"] == "1984-03-XX/1984-03-09"
    assert doubts("jme", body) == [(2, "Start Date", False)]


def test_both_codings_of_an_exercise_meet_on_one_subject_and_differ_in_conflicts() -> None:
    first = events("mme", table(MME, mme()))
    agreeing = events("jme", table(JME, jme()))
    differing = events("jme", table(JME, jme(**{"Start Date": "3/6/1984", "enddate": "3/12/1984"})))
    assert {event["subject"] for event in (*first, *agreeing, *differing)} == {"exercise/amber-anchor-1984"}
    assert rows("conflicts", [*first, *agreeing]) == {}
    assert rows("conflicts", [*first, *differing]) != {}


def test_what_was_only_reported_beforehand_is_a_plan() -> None:
    before, during = (
        jme(**{"Start Date": "3/9/1984", "enddate": "3/12/1984", "Source(s)": f"{told}--0053-a.txt"}) for told in ("19840308", "19840310")
    )
    found = events("jme", table(JME, before, {**during, "Exercise Name": "BRISK BRIDGE"}))
    assert [event.get("modality") for event in found] == ["planned", None]
    assert [row.status for row in rows("exercises", found, "1984-03-20").values()] == ["overdue", "concluded"]
