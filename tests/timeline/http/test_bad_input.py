"""Whatever is wrong with an append is answered with a problem document that names the field, and the log stays as it was."""

import json
from typing import Any

import httpx2
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.timeline.http.sent import Json, append, concluded, event, head
from timeline.http.app import make_app
from timeline.service import open_service
from timeline.settings import load

pytestmark = pytest.mark.anyio
SOURCE = event()["source"]
TEXT = orjson.dumps(event()).decode()

CONTENT: list[tuple[str, object, str]] = [
    ("no such day", event(valid="2024-02-30"), "/valid"),
    ("no such month", event(valid="2024-13"), "/valid"),
    ("an interval that ends before it starts", event(valid="2024-09-21/2024-09-08"), "/valid"),
    ("an interval without any date", event(valid="../.."), "/valid"),
    ("a number for a date", event(valid=20240908), "/valid"),
    ("no date", event(valid=None), "/valid"),
    ("an unknown field", event(vaild="2024"), "/vaild"),
    ("an unknown field of the type", event(data={"nmae": "x"}), "/data/nmae"),
    ("a field of the service", event(position=3), "/position"),
    ("an unknown type", event(type="exercise.startled"), "/type"),
    ("no type", event(type=None), "/type"),
    ("a number for a type", event(type=3), "/type"),
    ("a subject of the wrong kind", event(subject="agreement/x"), "/subject"),
    ("a subject without a slug", event(subject="exercise/"), "/subject"),
    ("a subject of an unknown kind", event(subject="party/x"), "/subject"),
    ("a list for data", event(data=[]), "/data"),
    ("no data", event(data=None), "/data"),
    ("a text for a list", event(data={"participants": "FR"}), "/data/participants"),
    ("a country in small letters", event(data={"participants": ["fr"]}), "/data/participants/0"),
    ("an empty name", event(data={"name": ""}), "/data/name"),
    ("a text for a number", event(data={"edition": "2"}), "/data/edition"),
    ("no source", event(source=None), "/source"),
    ("no publisher", event(source={"published": "2024"}), "/source/publisher"),
    ("published with no latest day", event(source=SOURCE | {"published": "2024/.."}), "/source/published"),
    ("a grade that does not exist", event(source=SOURCE | {"reliability": "G"}), "/source/reliability"),
    ("a credibility out of range", event(source=SOURCE | {"credibility": 7}), "/source/credibility"),
    ("a URL that is none", event(source=SOURCE | {"url": "javascript:alert(1)"}), "/source/url"),
    ("a truth value for a number", event(source=SOURCE | {"credibility": True}), "/source/credibility"),
    ("a latitude beyond the pole", event(places=[{"name": "x", "lat": 91, "lon": 0}]), "/places/0/lat"),
    ("an unknown modality", event(modality="maybe"), "/modality"),
    ("a mode that the date does not allow", event(valid="2024-09", valid_mode="at"), "/valid_mode"),
    ("a plan said to be actual", event(type="exercise.announced", modality="actual"), "/modality"),
    ("an id with a slash", event(id="a/b"), "/id"),
    ("the reserved id", event(id="live"), "/id"),
    ("an id that is too long", event(id="a" * 129), "/id"),
    ("a negative version", event(expected_version=-1), "/expected_version"),
    ("an unknown version of the type", event(schema_version=2), "/schema_version"),
    (
        "a figure without its value",
        event(type="exercise.figure_reported", data={"measure": "personnel", "figure": {"unit": "person"}}),
        "/data/figure/value",
    ),
    (
        "an unknown comparator",
        event(type="exercise.figure_reported", data={"measure": "personnel", "figure": {"value": 1, "cmp": "about"}}),
        "/data/figure/cmp",
    ),
    ("an unknown target", event(type="claim.retracted", data={"target": "x"}), "/data/target"),
    (
        "a correction of the subject",
        event(type="claim.corrected", data={"target": "x", "changes": {"subject": "x"}}),
        "/data/changes/subject",
    ),
    ("an empty batch", [], ""),
    ("too many events", [{}] * 1_001, ""),
    ("the second of two", [event(), event(valid="x")], "/1/valid"),
    ("an id twice", [event(id="a"), concluded(id="a")], "/1/id"),
    ("a text", "event", ""),
    ("a number", 3, ""),
    ("null", None, ""),
    ("a list of lists", [[event()]], "/0"),
]

BROKEN: list[tuple[str, bytes]] = [
    ("nothing", b""),
    ("half an object", b'{"type": '),
    ("not UTF-8", b'{"type": "\xff"}'),
    ("a byte order mark", b"\xef\xbb\xbf{}"),
    ("a lone surrogate", b'{"type": "\\ud800"}'),
    ("a NUL", b'{"type": "a\\u0000"}'),
    ("not a number", b'{"data": NaN}'),
    ("an infinity", b'{"data": -Infinity}'),
    ("a number beyond doubles", b'{"data": 1e999}'),
    ("an integer beyond 64 bits", b'{"data": 9223372036854775808}'),
    ("an integer of 100 digits", b'{"data": ' + b"9" * 100 + b"}"),
    ("a key twice", b'{"type": "a", "type": "b"}'),
    ("65 levels", b"[" * 65 + b"]" * 65),
    ("50,000 levels", b"[" * 50_000),
    ("50,000 levels of objects", b'{"a":' * 15_000),
    ("something after the end", TEXT.encode() + b" {}"),
    ("single quotes", b"{'type': 'a'}"),
]


@pytest.mark.parametrize(("body", "pointer"), [case[1:] for case in CONTENT], ids=[case[0] for case in CONTENT])
async def test_bad_content_is_refused_by_the_name_of_the_field(client: httpx2.AsyncClient, body: object, pointer: str) -> None:
    answer = await append(client, body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert pointer in pointers, pointers
    assert all(error["detail"] for error in answer.json()["errors"])
    assert await head(client) == 0


@pytest.mark.parametrize("body", [case[1] for case in BROKEN], ids=[case[0] for case in BROKEN])
@pytest.mark.parametrize("media_type", ["application/json", "application/cloudevents+json", "application/cloudevents-batch+json"])
async def test_what_is_not_strict_json_is_refused_with_400(client: httpx2.AsyncClient, body: bytes, media_type: str) -> None:
    answer = await append(client, body, media_type)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/not-json"), answer.text
    assert await head(client) == 0


async def test_ndjson_names_the_event_that_is_wrong(client: httpx2.AsyncClient) -> None:
    broken = await append(client, TEXT.encode() + b"\n{", "application/x-ndjson")
    assert (broken.status_code, broken.json()["errors"][0]["pointer"]) == (400, "/1")
    bad = await append(client, TEXT.encode() + b"\n" + orjson.dumps(event(valid="x")), "application/x-ndjson")
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/1/valid")
    empty = await append(client, b"\n\n", "application/x-ndjson")
    assert empty.status_code == 422
    assert await head(client) == 0


# json.dumps writes as loose encoders do: NaN, long integers and lone surrogates included.
SCALARS: st.SearchStrategy[Any] = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=8
)
PLACES = [
    "type",
    "subject",
    "valid",
    "valid_mode",
    "modality",
    "data",
    "source",
    "places",
    "note",
    "schema_version",
    "id",
    "expected_version",
]


@given(
    name=st.sampled_from(PLACES),
    inside=st.sampled_from([None, "name", "participants", "figure", "publisher", "published", "chain"]),
    value=VALUES,
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_a_value_of_any_type_in_any_place_is_read_or_refused(name: str, inside: str | None, value: Any) -> None:
    body: Json = event()
    there = body.get(name)
    body[name] = value if inside is None else {**(there if isinstance(there, dict) else {}), inside: value}
    await _never_fails(json.dumps(body).encode(), "application/json")


@given(
    body=st.binary(max_size=60) | VALUES.map(lambda value: json.dumps(value).encode()),
    media_type=st.sampled_from(
        ["application/json", "application/x-ndjson", "application/cloudevents+json", "application/cloudevents-batch+json"]
    ),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
async def test_any_body_is_read_or_refused(body: bytes, media_type: str) -> None:
    await _never_fails(body, media_type)


async def _never_fails(body: bytes, media_type: str) -> None:
    service = await open_service("memory:")
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(make_app(service, load())), base_url="http://localhost") as client:
        answer = await append(client, body, media_type)
        assert answer.status_code in {201, 400, 422}, answer.text
        assert await head(client) == (1 if answer.status_code == 201 else 0)
    await service.close()
