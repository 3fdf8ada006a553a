import pytest

from tests.timeline.importers.samples import TROOPS, doubts, events, items, table, troops
from timeline.importers.catalog import catalog


def test_a_row_is_a_presence_in_the_month_of_the_report() -> None:
    (event,) = events("us-troops", table(TROOPS, troops(), default="NA"))
    assert (event["type"], event["subject"]) == ("deployment.presence_reported", "deployment/us-troops-austria")
    assert (event["valid"], event["source"]["published"]) == ("2009-09", "2009-09~")
    assert event["data"] == {"actor": "US", "figure": {"value": 21, "unit": "person", "scope": "active duty"}}
    assert event["places"] == [{"name": "AUSTRIA", "country": "AT"}]


def test_the_total_of_everybody_is_a_figure_of_another_scope() -> None:
    found = events("us-troops", table(TROOPS, troops(**{"Grand Total": "40"}), default="NA"))
    assert [event["data"]["figure"]["value"] for event in found] == [21, 40]
    assert len({event["data"]["figure"]["scope"] for event in found}) == 2


def test_a_place_given_twice_in_a_month_is_two_reports() -> None:
    body = table(TROOPS, troops(), troops(troops_ad="22"), default="NA")
    assert [event["id"] for event in events("us-troops", body)] == [
        "us-troops:2009-09:austria:troops-ad",
        "us-troops:2009-09:austria~2:troops-ad",
    ]
    assert doubts("us-troops", body) == [(3, "Location", False)]


def test_a_code_that_contradicts_the_name_is_reported_and_the_name_counts() -> None:
    body = table(TROOPS, troops(iso3c="CHN"), troops(countryname="Line of Nowhere", ccode="99999", iso3c="NA"), default="NA")
    assert events("us-troops", body)[0]["places"] == [{"name": "AUSTRIA", "country": "AT"}]
    assert doubts("us-troops", body) == [(2, "iso3c", False), (3, "countryname", False), (3, "Location", False)]


def test_a_row_without_month_or_number_is_refused() -> None:
    assert doubts("us-troops", table(TROOPS, troops(month="NA"), troops(troops_ad="NA"), default="NA")) == [
        (2, "month", True),
        (3, "troops_ad", True),
    ]


@pytest.mark.parametrize("location", ["IRAQ (See OIF Table)", "Iraq (see Deployment Detail Below)", "Afghanistan (not available)", "IRAQ*"])
def test_a_zero_that_refers_elsewhere_counts_nobody(location: str) -> None:
    assert doubts("us-troops", table(TROOPS, troops(Location=location, troops_ad="0"))) == [(2, "Location", True)]
    (counted,) = events("us-troops", table(TROOPS, troops(Location=location, troops_ad="12")))
    assert counted["data"]["figure"]["value"] == 12


def test_a_bare_zero_beside_one_that_refers_elsewhere_is_no_count_either() -> None:
    zero, sent = troops(troops_ad="0"), troops(Location="Austria (See Other Table)", troops_ad="0", year="2010")
    other, counted = troops(troops_ad="0", countryname="Belgium", iso3c="BEL"), troops(year="2008")
    assert doubts("us-troops", table(TROOPS, counted, zero, sent, other)) == [(3, "troops_ad", True), (4, "Location", True)]


def test_a_total_that_is_nothing_beside_a_part_that_is_something_is_left_out() -> None:
    body = table(TROOPS, troops(**{"Grand Total": "0"}))
    assert doubts("us-troops", body) == [(2, "Grand Total", True)]
    assert len(items(catalog()["us-troops"].read, body)) == 2


def test_totals_that_do_not_fit_their_parts_are_read_with_a_doubt() -> None:
    lower = table((*TROOPS, "navy_ad"), troops(navy_ad="22"))
    parts = {"Total Selected Reserve": "0", "Total Civilian": "4"}
    higher = table((*TROOPS, *parts), troops(**parts, **{"Grand Total": "26"}))
    assert doubts("us-troops", lower) == [(2, "troops_ad", False)]
    assert doubts("us-troops", higher) == [(2, "Grand Total", False)]
    assert [len(events("us-troops", body)) for body in (lower, higher)] == [1, 2]


def test_a_total_of_an_area_is_no_figure_of_the_country_it_is_filed_under() -> None:
    body = table(TROOPS, troops(Location="Total - Former Empire"))
    (event,) = events("us-troops", body)
    assert (event["subject"], event["places"]) == ("deployment/us-troops-total-former-empire", [{"name": "Total - Former Empire"}])
    assert doubts("us-troops", body) == [(2, "Location", False)]
