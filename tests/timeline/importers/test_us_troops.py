from tests.timeline.importers.samples import TROOPS, doubts, events, table, troops


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


def test_a_row_that_sends_to_another_table_counts_nobody() -> None:
    assert doubts("us-troops", table(TROOPS, troops(Location="IRAQ (See OIF Table)", troops_ad="0"))) == [(2, "Location", True)]
    (counted,) = events("us-troops", table(TROOPS, troops(Location="IRAQ (See OIF Table)", troops_ad="12")))
    assert counted["data"]["figure"]["value"] == 12
