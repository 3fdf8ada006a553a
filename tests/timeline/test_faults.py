"""What a user is told about the mistakes that users make: where it is and what to do."""

import copy
import time
from typing import Any

import orjson
import pytest

from timeline.errors import Unreadable
from timeline.faults import FAULTS_MAX
from timeline.intake import read_json

GOOD: dict[str, Any] = {
    "type": "exercise.figure_reported",
    "subject": "exercise/one",
    "valid": "2024-09-08",
    "data": {"measure": "ships", "figure": {"value": 3, "unit": "ship"}, "actor": "FR"},
    "source": {"publisher": "Kyodo", "published": "2024-09-08"},
    "places": [{"name": "Hijudai", "country": "JP", "lat": 33.2, "lon": 131}],
}
GONE = object()


def changed(pointer: str, value: Any) -> dict[str, Any]:
    """The good event with one place changed, or taken away."""
    event = copy.deepcopy(GOOD)
    *path, last = pointer[1:].split("/")
    holder: Any = event
    for step in path:
        holder = holder[int(step) if isinstance(holder, list) else step]
    if value is GONE:
        del holder[last]
    else:
        holder[last] = value
    return event


def told(body: Any) -> dict[str | None, str]:
    with pytest.raises(Unreadable) as caught:
        read_json(orjson.dumps(body))
    return {fault.pointer: fault.detail for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("/type", GONE, "required; GET /v1/types"),
        ("/type", None, "required; GET /v1/types"),
        ("/type", 5, "must be a text, such as 'exercise.started'"),
        ("/type", "exercise.start", "unknown type 'exercise.start'; did you mean exercise.started"),
        ("/type", "Exercise.Held", "did you mean exercise.held"),
        ("/type", "x", "unknown type 'x'; GET /v1/types lists them all"),
        ("/data", GONE, "this field is required: an object {…} with measure, figure"),
        ("/data", None, "required: an object {…} with measure, figure, and cannot be null"),
        ("/data", [], "must be an object {…} with measure, figure"),
        ("/data", "ships", "must be an object {…} with measure, figure"),
        ("/data/mesure", "ships", "unknown field 'mesure'; did you mean 'measure'?"),
        ("/data/a~b", "ships", "unknown field 'a~b'; known are actor, figure, measure"),
        ("/data/figure", 3, "must be an object {…}"),
        ("/data/figure/value", "50", "must be a number; write 50 without quotes"),
        ("/data/figure/value", "about 50", "must be a number"),
        ("/data/figure/value", True, "must be a number"),
        ("/data/figure/value", {"int": 1}, "must be a number"),
        ("/data/figure/value", GONE, "a figure needs a value"),
        ("/data/figure/cmp", "about", "must be 'eq', 'approx'"),
        ("/data/figure/cmp", "Nearly", "did you mean 'nearly'?"),
        ("/data/figure/low", 1, "low and high belong to cmp 'between' only"),
        ("/data/actor", "France", "'France' does not have the form: a country by its two capitals, such as FR"),
        ("/data/actor", "fr", "did you mean 'FR'?"),
        ("/data/actor", ["FR"], "must be a text"),
        ("/subject", "exercise one", "does not have the form: kind/slug, such as exercise/"),
        ("/subject", "exercise/One", "did you mean 'exercise/one'?"),
        ("/subject", "agreement/one", "stands on exercise/…, not on agreement/…"),
        ("/valid", 2024, 'must be a text; write "2024"'),
        ("/valid", None, "this field is required, and cannot be null"),
        ("/valid", "8 Sep 2024", "such as 2024, 2024-09, 2024-09-21"),
        ("/valid", "2024-02-30", "not a day of the calendar"),
        ("/valid", "2024-09-08T06:30", "needs seconds and a zone, such as 2024-09-08T06:30:00Z"),
        ("/valid", "2024-10/2024-09", "write the earlier date first"),
        ("/valid_mode", "during", "must be 'at', 'within' or 'throughout'"),
        ("/modality", "Actual", "did you mean 'actual'?"),
        ("/source", "Kyodo", "must be an object {…} with publisher, published"),
        ("/source/publised", "2024", "unknown field 'publised'; did you mean 'published'?"),
        ("/source/published", GONE, "this field is required"),
        ("/source/published", "2024-09-08/..", "write a date that has a latest day"),
        ("/source/publisher", "", "must not be empty"),
        ("/source/url", "www.example.org", "a whole address, such as https://"),
        ("/source/url", "https://example.org/" + "x" * 3_000, "at most 2048 characters"),
        ("/source/lang", "English (US)", "a language tag (BCP 47)"),
        ("/source/chain", "RFI", 'must be a list; write ["RFI"]'),
        ("/source/unnamed", "yes", "must be true or false, without quotes"),
        ("/source/reliability", "b", "did you mean 'B'?"),
        ("/source/credibility", 7, "must be at most 6"),
        ("/source/credibility", "2", "must be a whole number; write 2 without quotes"),
        ("/source/credibility", 2.5, "must be a whole number"),
        ("/places", {"name": "Hijudai"}, "must be a list"),
        ("/places/0/country", "jp", "two capitals (ISO 3166-1 alpha-2), such as JP; did you mean 'JP'?"),
        ("/places/0/country", "JP\n", "did you mean 'JP'?"),
        ("/places/0/lon", GONE, "lat and lon go together; add lon"),
        ("/places/0/lat", 91, "must be at most 90"),
        ("/places/0/lat", "33.2", "must be a number; write 33.2 without quotes"),
        ("/id", "a b", "1 to 128 letters, digits"),
        ("/id", "live", "reserved"),
        ("/id", 7, 'must be a text; write "7"'),
        ("/position", 7, "set by the service; leave it out"),
        ("/leaf_hash", "x", "set by the service; leave it out"),
        ("/schema_version", 2, "only version 1"),
        ("/expected_version", -1, "must be at least 0"),
        ("/exercise.figure_reported", {"valid": 1}, "unknown field 'exercise.figure_reported'"),
    ],
)
def test_a_mistake_is_told_at_its_place(place: str, value: Any, said: str) -> None:
    found = told(changed(place, value))
    assert list(found) == [place.replace("~", "~0")]
    assert said in next(iter(found.values()))


@pytest.mark.parametrize(
    ("type_", "data", "place", "said"),
    [
        ("claim.corrected", {"target": "a", "changes": {"subject": "topic/x"}}, "/data/changes/subject", "retract and append instead"),
        ("claim.corrected", {"target": "a", "changes": {"a/b~": 1}}, "/data/changes/a~1b~0", "cannot be corrected"),
        ("claim.corrected", {"target": "a", "changes": {}}, "/data/changes", "changes something"),
        ("claim.corrected", {"target": "a", "changes": []}, "/data/changes", "must be an object"),
        ("claim.disputed", {"target": "a", "by": "CN", "field": "data.name"}, "/data/field", "a JSON Pointer, such as /data/name"),
        ("superlative.claimed", {"claim": "nth", "scope": "ever"}, "/data/nth", "such as 3 for the third"),
        ("exercise.rescheduled", {"reason": 5}, "/data/reason", 'write "5"'),
        ("exercise.started", {"participants": [None]}, "/data/participants/0", "a list cannot hold null"),
        ("exercise.started", {"participants": ["FR", "japan"]}, "/data/participants/1", "a country by its two capitals"),
    ],
)
def test_a_mistake_in_other_types_is_told_at_its_place(type_: str, data: dict[str, Any], place: str, said: str) -> None:
    found = told(GOOD | {"type": type_, "data": data})
    assert list(found) == [place]
    assert said in found[place]


@pytest.mark.parametrize(("name", "right"), [("from_", "from"), ("form", "from")])
def test_a_field_goes_by_the_name_that_is_sent(name: str, right: str) -> None:
    found = told(GOOD | {"type": "subject.split", "data": {name: "exercise/two"}})
    assert f"did you mean {right!r}?" in found[f"/data/{name}"]
    assert found[f"/data/{right}"] == "this field is required"


def test_nested_models_of_a_list_are_pointed_into() -> None:
    data = {"actor": "CN", "zone": "EEZ", "of": "JP", "platforms": [{"class": "Type 052D"}, {"class": 1, "clas": "x", "count": -1}]}
    found = told(GOOD | {"type": "incursion.reported", "subject": "incursion/one", "data": data})
    assert set(found) == {"/data/zone", "/data/platforms/1/class", "/data/platforms/1/clas", "/data/platforms/1/count"}
    assert "did you mean 'eez'?" in found["/data/zone"]
    assert "did you mean 'class'?" in found["/data/platforms/1/clas"]


@pytest.mark.parametrize("event", ["x", 5, True, [], [[]]])
def test_what_is_no_event_is_told_so(event: Any) -> None:
    assert told([GOOD, event]) == {"/1": "must be an object {…}"}


def test_null_is_no_event() -> None:
    assert told([None]) == {"/0": "a list cannot hold null; leave it out"}
    assert told(None) == {"": "must be an object {…}"}


def test_all_mistakes_of_a_batch_are_told_at_once() -> None:
    found = told([changed("/valid", "x"), GOOD, changed("/data/figure/value", "3")])
    assert set(found) == {"/0/valid", "/2/data/figure/value"}


def test_no_more_faults_than_anybody_reads_and_no_long_wait_for_them() -> None:
    many = {f"unknown{number}": number for number in range(20_000)}
    begun = time.process_time()
    found = told(GOOD | {"data": many})
    assert 0 < len(found) <= FAULTS_MAX
    assert time.process_time() - begun < 2


def test_a_long_text_is_not_repeated_in_full() -> None:
    for place in ("/type", "/subject", "/data/actor", "/data/figure/cmp", "/source/lang"):
        ((_, said),) = told(changed(place, "x" * 5_000)).items()
        assert len(said) < 500
    ((_, said),) = told(changed("/" + "x" * 5_000, 1)).items()
    assert len(said) < 500
