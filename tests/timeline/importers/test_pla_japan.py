import io

import pytest

from tests.timeline.importers.samples import JAPAN, LINE, OTHER_LINE, events, items, japan, table, wide
from timeline.importers.item import Passed
from timeline.importers.pla_japan import read
from timeline.importers.releases import aircraft, described_days, first_day, hulls, hulls_of, labels, release_day


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("12/31_Type 1(501)", "2022-12-31"),
        ("1/4_x", "2023-01-04"),
        (wide("12/28~12/31(遊弋)_x"), "2022-12-28/2022-12-31"),
        ("12/28~31_x", "2022-12-28/2022-12-31"),
        (wide("② 12月18日(日)晚間8時左右;沖"), "2022-12-18"),
        (wide("⑨12月15日(六)晚間8時左右;沖"), "2022-12-15"),
        ("①2月4日(六)", "2022-02-04"),
        (wide("12/22(南下)、12/27(北上)_x"), "2022-12-22/2022-12-27"),
        ("UAVx1機", None),
        ("1/322時台_x", None),
        ("1/322_x", None),
        (wide("12/3122時台(北上)_x"), "2022-12-31"),
        ("12/17~12/31。庫", "2022-12-17/2022-12-31"),
        ("12/3、4_x", "2022-12-03/2022-12-04"),
    ],
)
def test_the_days_of_a_track_stand_before_its_name_without_the_year(words: str, days: str | None) -> None:
    assert described_days(words, "2023-01-05") == days


def test_a_track_without_a_day_takes_the_first_of_the_text() -> None:
    assert first_day(wide("令和５年１月５日 お知らせ 令和５年１月４日(水)午前"), "2023-01-05") == "2023-01-04"
    assert first_day("no day", "2023-01-05") is None


def test_names_numbers_and_days_in_the_words_of_a_release() -> None:
    assert release_day("p20230105_01.pdf") == "2023-01-05"
    assert release_day("p20231305_01.pdf") is None
    assert hulls(wide("054A(舷號「119」及「121」)")) == ["119", "121"]
    assert hulls(wide("Tu-95(2機)(599)")) == ["599"]
    assert hulls_of("054A", wide("052D(163)、054A2隻(536)(573)、055(101)")) == ["536", "573"]
    assert hulls_of("901(快)", wide("901(快)(901)、054A")) == ["901"]
    assert hulls_of("054A", wide("054A、055(101)")) == []
    assert [aircraft(text) for text in (wide("轟-6(2機)"), "無人機1機", "殲-16機", "2機及1機")] == [2, 1, None, None]
    assert labels("['a', 'b', 'a']") == ["a", "b"]
    assert labels("import os") == []


def test_a_track_is_an_assessed_incursion_since_the_release_names_no_zone() -> None:
    (event,) = events("pla-japan", table(JAPAN, japan()))
    assert (event["subject"], event["valid"]) == ("incursion/jp-cn-2022-12-31-501", "2022-12-31")
    assert (event["modality"], event["data"]["zone"]) == ("assessed", "eez")
    assert event["data"]["platforms"] == [{"kind": "ship", "class": "Type 1 ship", "hull": "501"}]
    assert event["source"]["published"] == "2023-01-05"
    assert [(place["lon"], place["lat"]) for place in event["places"]] == [(125.0, 24.0), (126.5, 25.25)]


def test_each_ship_has_the_hull_behind_its_class_and_aircraft_have_their_number() -> None:
    ships = japan(unique_labels="['052D', '054A']", id_content=wide("12/31_052D(163)、054A(536)(573)"))
    planes = japan(id_num="$2$", data="flight", unique_labels="['Y-9']", id_content=wide("運-9(Y-9)(3機)"))
    first, second = events("pla-japan", table(JAPAN, ships, planes))
    assert [(one["class"], one["hull"]) for one in first["data"]["platforms"]] == [("052D", "163"), ("054A", "536"), ("054A", "573")]
    assert second["data"]["platforms"] == [{"kind": "aircraft", "class": "Y-9", "count": 3}]


def test_an_old_track_that_a_later_release_draws_anew_is_corrected_to_it() -> None:
    old, new, correction = events("pla-japan", table(JAPAN, japan(version="old", file_name="p20230102_01.pdf"), japan(geojson=OTHER_LINE)))
    assert old["subject"] == new["subject"] == correction["subject"]
    assert (correction["type"], correction["data"]["target"]) == ("claim.corrected", old["id"])
    assert correction["data"]["changes"] == {"places": new["places"]}
    assert correction["source"]["published"] == "2023-01-05"


def test_an_old_track_that_repeats_an_earlier_release_is_one_more_report() -> None:
    found = events("pla-japan", table(JAPAN, japan(), japan(version="old", file_name="p20230107_01.pdf", geojson=OTHER_LINE)))
    assert [event["type"] for event in found] == ["incursion.reported"] * 2
    assert len({event["subject"] for event in found}) == 1


def test_what_the_new_release_says_alike_needs_no_correction() -> None:
    found = events("pla-japan", table(JAPAN, japan(version="old", file_name="p20230102_01.pdf"), japan(geojson=LINE)))
    assert len(found) == 2


def test_a_track_of_both_navies_is_a_report_of_each() -> None:
    found = events("pla-japan", table(JAPAN, japan(country="both")))
    assert [event["data"]["actor"] for event in found] == ["CN", "RU"]


def test_the_shapes_of_one_track_are_one_report() -> None:
    body = table(JAPAN, japan(), japan(geojson=OTHER_LINE))
    assert len(events("pla-japan", body)) == 1
    assert [item.line for item in read(io.BytesIO(body)) if isinstance(item, Passed)] == [3]
    assert items(read, body) == items(read, body)
