"""What the file names of press reports say, and what follows for a row of JME: held, or only planned."""

import pytest

from tests.timeline.importers.samples import JME, doubts, events, jme, table
from timeline.importers.press import named, stated, told

SOURCES = "Source(s)"


@pytest.mark.parametrize(
    ("report", "day"),
    [
        ("19840303--0053-abc_1_84_1.txt", "1984-03-03"),
        ("19840303—0053-jan84_1.TXT", "1984-03-03"),
        ("020415--0001-b.txt", "2002-04-15"),
        ("840310--0001-abc84_2.txt", "1984-03-10"),
        ("198410--0001-abc2_1984_2.txt", "1984"),
        ("19849910--0001-b.txt", None),
        ("http://example.org/84/news.htm", None),
    ],
)
def test_a_report_is_of_the_day_in_its_name_or_of_the_year_where_no_month_is_told(report: str, day: str | None) -> None:
    assert told(report) == (day, None)


def test_a_report_that_was_filed_under_another_year_has_no_date_and_a_doubt() -> None:
    reading = told("19480303--0053-jan84_1.txt")
    assert reading.text is None
    assert reading.doubt


def test_several_reports_are_a_set_and_an_addition_is_no_report() -> None:
    reports = named("19840303--0053-a.txt ; SUPPLEMENTED : 840310--0001-b.txt, 840310--0002-b.txt")
    assert reports == ["19840303--0053-a.txt", "840310--0001-b.txt", "840310--0002-b.txt"]
    assert stated([told(report) for report in reports]) == "{1984-03-03,1984-03-10}"


def test_a_year_typed_wrong_in_a_report_makes_no_plan_of_what_was_held() -> None:
    body = table(JME, jme(**{"Start Date": "3/4/1984", SOURCES: "19480303--0053-jan84_1.txt"}))
    (event,) = events("jme", body)
    assert "modality" not in event
    assert "stated" not in event["source"]
    assert doubts("jme", body) == [(2, SOURCES, False)]


def test_what_was_reported_in_the_year_before_was_planned_and_in_the_same_year_perhaps_not() -> None:
    body = table(JME, jme(**{SOURCES: "198303--0053-abc2_1983_1.txt"}), jme(**{SOURCES: "198403--0053-abc2_1984_1.txt"}))
    assert [event.get("modality") for event in events("jme", body)] == ["planned", None]


def test_ends_typed_in_reverse_are_no_plans_of_what_was_told_between_them() -> None:
    body = table(JME, jme(**{"Start Date": "3/29/1984", "enddate": "3/9/1984", SOURCES: "19840315--0053-a.txt"}))
    assert [(event["type"], event.get("modality")) for event in events("jme", body)] == [
        ("exercise.started", None),
        ("exercise.concluded", None),
    ]


def test_reports_of_much_later_are_a_doubt() -> None:
    body = table(JME, jme(**{SOURCES: "19870315--0053-a.txt"}))
    assert doubts("jme", body) == [(2, SOURCES, False)]
    assert events("jme", body)[0]["source"]["stated"] == "1987-03-15"


def test_a_start_after_the_day_of_coding_is_left_out_and_reported() -> None:
    body = table(JME, jme(**{"Start Date": "03/05/3009", "enddate": "3/14/2009"}))
    assert [(event["type"], event["valid"]) for event in events("jme", body)] == [("exercise.concluded", "2009-03-14")]
    assert doubts("jme", body) == [(2, "Start Date", False)]
