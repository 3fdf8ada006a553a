import pytest

from tests.timeline.importers.samples import collection, doubts, events, feature, items, mojibake, wide
from timeline.importers.geometry import POINTS_MAX, places
from timeline.importers.item import Passed
from timeline.importers.pla_taiwan import read
from timeline.importers.sheets import balloon_span, crossings, flown, sorties


def test_minguo_days_and_mojibake_are_put_right() -> None:
    (event,) = events("pla-taiwan", collection(feature(id="a", dates="111-08-01", Aircraft_Type=mojibake("殲-16機"), num="2")))
    assert (event["valid"], event["source"]["published"]) == ("2022-08-01", "2022-08-01")
    assert event["data"]["platforms"] == [{"kind": "aircraft", "class": "殲-16機", "count": 2}]
    assert event["places"] == [{"lat": 24.0, "lon": 121.0, "precision": "area"}, {"lat": 25.0, "lon": 122.5, "precision": "area"}]


def test_the_repaired_column_counts_over_the_broken_one() -> None:
    properties = {"機型中文": "運-8反潛機", "Aircraft_Type": "???"}
    (event,) = events("pla-taiwan", collection(feature(id="a", dates="2023-08-01", num="1", **properties)))
    assert event["data"]["platforms"][0]["class"] == "運-8反潛機"


def test_a_second_sheet_of_a_day_is_reported_and_repeated_ids_are_told_apart() -> None:
    body = collection(
        feature(id="a", dates="112-01-15 (2)", Aircraft_Type="x", num="1"),
        feature(id="b", dates="112-01-15", Aircraft_Type="x", num="1"),
        feature(id="b", dates="112-01-15", Aircraft_Type="x", num="1"),
    )
    assert len({event["id"] for event in events("pla-taiwan", body)}) == 3
    assert doubts("pla-taiwan", body) == [(4, "dates", False), (6, "id", False)]


def test_those_that_crossed_the_median_line_are_an_incursion_of_their_own() -> None:
    words = wide("0719-1500時主戰機及無人機計5架次(其中2架次逾越中線)")
    found = events("pla-taiwan", collection(feature(id="$7", date="2024-02-10", category="polygon_#each", description=words)))
    assert [(e["data"]["zone"], e["data"]["platforms"][0]["count"]) for e in found] == [("adiz", 5), ("median_line", 2)]
    assert {event["valid"] for event in found} == {"2024-02-09"}


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("0719-1500時主戰機計5架次", "2024-02-29"),
        ("0719-1500主戰機計5架次", "2024-02-29"),
        ("0553-1246時主戰機計3架次", "2024-02-29/2024-03-01"),
        ("0929-0600時無人機計3架次", "2024-02-29/2024-03-01"),
        ("29日0748-1820時計6架次", "2024-02-29"),
        ("1日0227-0600時無人機1架", "2024-03-01"),
        ("4日0227-0600時無人機1架", "2024-02-29/2024-03-01"),
        ("29日0928-1日0600時計6架次", "2024-02-29/2024-03-01"),
        ("0752-01日0600時計6架次", "2024-02-29/2024-03-01"),
        ("計6架次", "2024-02-29/2024-03-01"),
    ],
)
def test_the_hours_of_a_group_tell_the_day_where_they_are_of_one(words: str, day: str) -> None:
    assert flown(words, "2024-03-01") == day


def test_groups_that_are_told_of_together_are_counted_where_they_are_drawn_apart() -> None:
    body = collection(
        feature(id="$1", date="2024-02-10", category="polygon_#multi", description="0750-1623時計7架次;0903-1934時計2架次"),
        feature(id="$2", date="2024-02-10", category="polygon_#separate", description="0750-1623時計7架次"),
        feature(id="$3", date="2024-02-10", category="polygon_#separate", description="0903-1934時計2架次"),
    )
    assert [event["data"]["platforms"][0]["count"] for event in events("pla-taiwan", body)] == [7, 2]
    assert [item.line for item in items(read, body) if isinstance(item, Passed)] == [4]


def test_so_many_of_each_kind_is_no_number_of_all() -> None:
    body = collection(feature(id="$1", date="2024-02-10", category="polygon_#separate", description="無人機及輔戰機各1架次"))
    assert events("pla-taiwan", body)[0]["data"]["platforms"] == [{"kind": "aircraft"}]
    assert doubts("pla-taiwan", body) == [(4, "description", False)]


@pytest.mark.parametrize(
    ("words", "flown", "crossed"),
    [
        (wide("0750-1623時計7架次;0903-1934時計2架次"), 9, None),
        ("1104-1112時主戰機計1架", 1, None),
        (wide("主戰機計9架次(逾越中線3架次)"), 9, 3),
        (wide("計9架次(4架次逾越中線)"), 9, 4),
        (wide("計5架次(其中2架次過中線)"), 5, 2),
        (wide("計26架次(其中22架次進入應變區)"), 26, None),
        ("no words", None, None),
    ],
)
def test_numbers_in_the_words_of_a_map(words: str, flown: int | None, crossed: int | None) -> None:
    assert (sorties(words), crossings(words)) == (flown, crossed)


def test_a_balloon_in_pieces_is_one_report_with_its_times() -> None:
    piece = feature(id="$8", date="2024-02-10", category="balloon", balloon_start="2/9 7:09", balloon_end="2/9 7:42")
    body = collection(piece, piece, piece, feature(id="$9", date="2024-02-10", category="distance"))
    (event,) = events("pla-taiwan", body)
    assert event["valid"] == "2024-02-09T07:09:00+08:00/2024-02-09T07:42:00+08:00"
    assert [item.line for item in items(read, body) if isinstance(item, Passed)] == [5, 6, 7]


def test_a_balloon_of_new_years_eve_flew_in_the_year_before_its_map() -> None:
    span, doubt = balloon_span({"balloon_start": "12/31 7:09", "balloon_end": "1/1 0:42"}, "2024-01-01")
    assert (span[:10], doubt) == ("2023-12-31", None)


@pytest.mark.parametrize(("start", "end"), [("", ""), ("2/30 7:09", "2/9 7:42"), ("2/9 8:00", "2/9 7:42"), ("2/9 25:00", "2/9 25:01")])
def test_times_that_cannot_be_read_leave_the_days_of_the_map(start: str, end: str) -> None:
    span, doubt = balloon_span({"balloon_start": start, "balloon_end": end}, "2024-02-10")
    assert span == "2024-02-09/2024-02-10"
    assert doubt is not None


def test_a_long_track_keeps_its_ends() -> None:
    line = [[120 + i / 100, 24.0] for i in range(100)]
    found = places({"type": "LineString", "coordinates": line})
    assert len(found) == POINTS_MAX
    assert (found[0]["lon"], found[-1]["lon"]) == (120.0, 120.99)


@pytest.mark.parametrize("coordinates", [None, [], [[200, 24]], [[24, "x"]], "x"])
def test_what_is_no_geometry_leaves_the_place_out_with_a_doubt(coordinates: object) -> None:
    body = collection(feature(coordinates, id="a", date="2023-09-18", aircraft_type="x", num="1"))
    assert "places" not in events("pla-taiwan", body)[0]
    assert doubts("pla-taiwan", body) == [(4, "geometry", False)]
