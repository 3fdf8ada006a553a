"""Bytes in, proposed events out: what is kept, what is filled in, what makes two events equal, what is refused."""

import copy
import itertools
import json
import uuid
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from events.registry import facts
from tests.events.examples import full, minimal
from timeline.errors import NotJson, TimelineError, TooLarge, Unreadable
from timeline.intake import Limits, read_json, read_ndjson
from timeline.record import Proposed

HELD = minimal("exercise.held")
FIGURE = minimal("exercise.figure_reported")


def one(event: Any) -> Proposed:
    (proposed,) = read_json(json.dumps(event).encode())
    return proposed


def pointers(error: TimelineError) -> list[str | None]:
    return [fault.pointer for fault in error.faults]


def test_one_event_an_array_and_lines_are_read_alike() -> None:
    events = [HELD | {"id": "a"}, FIGURE | {"id": "b"}]
    lines = b"\n".join(orjson.dumps(event) for event in events)
    assert read_json(orjson.dumps(events)) == read_ndjson(lines) == [one(event) for event in events]


@pytest.mark.parametrize("between", [b"\n", b"\r\n", b"\n\n", b"\n \t\r\n", b"\n\r\n\n"])
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\n\n "])
def test_blank_lines_and_line_ends_do_not_count(between: bytes, end: bytes) -> None:
    lines = [orjson.dumps(HELD | {"id": name}) for name in "abc"]
    assert [event.id for event in read_ndjson(end + between.join(lines) + end)] == ["a", "b", "c"]


def test_pointers_begin_with_the_number_of_the_event() -> None:
    wrong = HELD | {"valid": "x"}
    for read, body, expected in (
        (read_json, orjson.dumps(wrong), "/valid"),
        (read_json, orjson.dumps([HELD, wrong]), "/1/valid"),
        (read_ndjson, orjson.dumps(wrong), "/0/valid"),
        (read_ndjson, b"\r\n\n" + orjson.dumps(HELD) + b"\n\n" + orjson.dumps(wrong), "/1/valid"),
    ):
        with pytest.raises(Unreadable) as caught:
            read(body)
        assert pointers(caught.value) == [expected]


def test_a_line_that_is_not_json_is_named() -> None:
    with pytest.raises(NotJson, match="event 2: ") as caught:
        read_ndjson(orjson.dumps(HELD) + b"\n{\n")
    assert pointers(caught.value) == ["/1"]


@pytest.mark.parametrize("body", [b"[]", b" [ ] "])
def test_an_empty_array_is_no_append(body: bytes) -> None:
    with pytest.raises(Unreadable, match="at least one event"):
        read_json(body)


@pytest.mark.parametrize("body", [b"", b"\n", b" \r\n\n"])
def test_no_line_is_no_append(body: bytes) -> None:
    with pytest.raises(Unreadable, match="at least one event"):
        read_ndjson(body)


def test_more_events_than_the_limit_are_refused_and_as_many_are_not() -> None:
    events = [HELD] * 3
    lines = b"\n".join(map(orjson.dumps, events))
    few, enough = Limits(array_events_max=2, ndjson_events_max=2), Limits(array_events_max=3, ndjson_events_max=3)
    assert len(read_json(orjson.dumps(events), enough)) == len(read_ndjson(lines, enough)) == 3
    for read, body in ((read_json, orjson.dumps(events)), (read_ndjson, lines)):
        with pytest.raises(Unreadable, match="at most 2 events") as caught:
            read(body, few)
        assert pointers(caught.value) == [""]


def test_a_larger_event_than_the_limit_is_refused_at_its_place() -> None:
    size = len(one(HELD | {"id": "a"}).payload)
    assert read_json(orjson.dumps([HELD | {"id": "a"}]), Limits(event_bytes_max=size))
    with pytest.raises(TooLarge) as caught:
        read_json(orjson.dumps([HELD | {"id": "a"}, HELD | {"id": "bb"}]), Limits(event_bytes_max=size))
    assert pointers(caught.value) == ["/1"]
    with pytest.raises(TooLarge, match="at most 65536 bytes"):
        one(HELD | {"note": "x" * 65_536})


def test_the_depth_is_limited_at_every_entrance() -> None:
    for read in (read_json, read_ndjson):
        with pytest.raises(NotJson, match="deeper than 2"):
            read(orjson.dumps(full("incursion.reported")), Limits(depth_max=2))


@pytest.mark.parametrize(("read", "join"), [(read_json, b",".join), (read_ndjson, b"\n".join)])
def test_one_id_twice_is_refused_where_it_stands_again(read: Callable[[bytes], Any], join: Callable[[list[bytes]], bytes]) -> None:
    body = join([orjson.dumps(HELD | {"id": name}) for name in ("a", "b", "a")])
    with pytest.raises(Unreadable, match="'a' stands twice") as caught:
        read(body if read is read_ndjson else b"[" + body + b"]")
    assert pointers(caught.value) == ["/2/id"]


def test_ids_that_are_made_are_uuids_of_version_7_and_rise() -> None:
    made = [event.id for event in read_json(orjson.dumps([HELD] * 500))] + [one(HELD).id for _ in range(100)]
    assert all(uuid.UUID(name).version == 7 and str(uuid.UUID(name)) == name for name in made)
    assert all(earlier < later for earlier, later in itertools.pairwise(made))


@pytest.mark.parametrize("wire", sorted(facts()))
def test_the_payload_is_canonical_and_holds_what_was_sent(wire: str) -> None:
    for event in (minimal(wire), full(wire)):
        proposed = one(event)
        sent = {key: value for key, value in event.items() if value is not None and key != "expected_version"}
        assert orjson.loads(proposed.payload) == sent | {"id": proposed.id}
        assert proposed.payload == orjson.dumps(orjson.loads(proposed.payload), option=orjson.OPT_SORT_KEYS)
        shuffled = dict(reversed(event.items())) | {"id": proposed.id}
        assert one(shuffled).payload == proposed.payload


@pytest.mark.parametrize(
    ("sent", "filled"),
    [
        ({}, {"modality": "actual", "valid_mode": "at"}),
        ({"valid_mode": "within"}, {"modality": "actual"}),
        ({"modality": "alleged", "valid_mode": None}, {"valid_mode": "at"}),
        ({"modality": "alleged", "valid_mode": "within"}, {}),
        ({"valid": "2024-09"}, {"modality": "actual", "valid_mode": "within"}),
        ({"valid": "2024-09/2024-10"}, {"modality": "actual", "valid_mode": "throughout"}),
        ({"type": "exercise.rescheduled"}, {"modality": "planned", "valid_mode": "at"}),
    ],
)
def test_the_defaults_that_were_not_sent_are_filled_in_beside_the_payload(sent: dict[str, Any], filled: dict[str, Any]) -> None:
    assert orjson.loads(b"{" + one(HELD | sent).defaults + b"}") == filled


def changed(event: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    found = copy.deepcopy(event)
    *path, last = place.split("/")
    holder = found
    for step in path:
        holder = holder[step]
    holder[last] = value
    return found


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("valid_mode", "at"),
        ("valid_mode", None),
        ("modality", "actual"),
        ("modality", None),
        ("schema_version", 1),
        ("schema_version", None),
        ("places", []),
        ("places", None),
        ("note", None),
        ("id", "other"),
        ("id", None),
        ("expected_version", 7),
        ("expected_version", None),
        ("data/figure/cmp", "eq"),
        ("data/figure/cmp", None),
        ("data/figure/unit", None),
        ("data/actor", None),
        ("source/chain", []),
        ("source/chain", None),
        ("source/unnamed", False),
        ("source/unnamed", None),
        ("source/url", None),
    ],
)
def test_what_is_written_out_says_the_same_as_what_is_left_to_its_default(place: str, value: Any) -> None:
    assert one(changed(FIGURE, place, value)).digest == one(FIGURE).digest


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("type", "superlative.claimed"),
        ("subject", "exercise/two"),
        ("valid", "2024-09-09"),
        ("valid", "2024-09-08?"),
        ("valid", "[2024-09-08]"),
        ("valid_mode", "within"),
        ("modality", "planned"),
        ("places", [{"country": "JP"}]),
        ("note", "x"),
        ("data/measure", "aircraft"),
        ("data/figure/value", 4),
        ("data/figure/cmp", "ge"),
        ("data/figure/unit", "ship"),
        ("data/figure/scope", "x"),
        ("data/actor", "FR"),
        ("source/publisher", "RFI"),
        ("source/published", "2024-09-21"),
        ("source/published", "2024-09-20~"),
        ("source/chain", ["RFI"]),
        ("source/unnamed", True),
        ("source/url", "https://example.org/"),
        ("source/quote", "x"),
    ],
)
def test_any_other_change_says_something_else(place: str, value: Any) -> None:
    other = changed(FIGURE, place, value)
    if place == "type":
        other["data"] = {"claim": "first", "scope": "ever"}
    assert one(other).digest != one(FIGURE).digest


def test_the_order_of_a_list_and_a_null_in_a_patch_say_something() -> None:
    held = minimal("exercise.held")
    assert one(changed(held, "data/focus", ["a", "b"])).digest != one(changed(held, "data/focus", ["b", "a"])).digest
    correction = minimal("claim.corrected")
    assert (
        one(changed(correction, "data/changes", {"places": None})).digest != one(changed(correction, "data/changes", {"places": []})).digest
    )


def test_every_full_example_differs_from_every_other() -> None:
    digests = [one(example(wire)).digest for wire in facts() for example in (minimal, full)]
    assert len(set(digests)) == len(digests)


def test_the_target_of_a_claim_is_known() -> None:
    assert one(minimal("claim.retracted")).target == "e1"
    assert one(HELD).target is None
