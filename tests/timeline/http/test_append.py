import httpx2
import orjson
import pytest

from tests.timeline.http.sent import BRUNET, append, concluded, event, head

pytestmark = pytest.mark.anyio


async def test_a_single_event_is_answered_with_its_place_in_the_log(client: httpx2.AsyncClient) -> None:
    answer = await append(client, event(id="a"))
    assert answer.status_code == 201
    assert answer.headers["location"] == "/v1/events/a"
    body = answer.json()
    assert body["position"] == 1
    assert [(one["id"], one["subject"], one["version"], one["position"], one["duplicate"]) for one in body["events"]] == [
        ("a", BRUNET, 1, 1, False)
    ]
    assert body["events"][0]["recorded_at"].endswith("Z")


async def test_an_array_is_appended_as_a_whole_under_one_recorded_at(client: httpx2.AsyncClient) -> None:
    answer = await append(client, [event(), concluded()])
    assert answer.status_code == 201
    assert "location" not in answer.headers
    assert [one["version"] for one in answer.json()["events"]] == [1, 2]
    assert len({one["recorded_at"] for one in answer.json()["events"]}) == 1


async def test_an_event_sent_again_is_a_duplicate_and_the_status_200(client: httpx2.AsyncClient) -> None:
    await append(client, event(id="a"))
    again = await append(client, event(id="a", expected_version=0))
    assert (again.status_code, again.json()["events"][0]["duplicate"], await head(client)) == (200, True, 1)
    both = await append(client, [event(id="a"), concluded(id="b")])
    assert (both.status_code, [one["duplicate"] for one in both.json()["events"]]) == (201, [True, False])


async def test_ndjson_takes_one_event_a_line(client: httpx2.AsyncClient) -> None:
    body = orjson.dumps(event()) + b"\n\n" + orjson.dumps(concluded()) + b"\n"
    answer = await append(client, body, "application/x-ndjson")
    assert (answer.status_code, len(answer.json()["events"])) == (201, 2)


async def test_an_id_with_other_content_is_a_conflict_that_points_at_the_id(client: httpx2.AsyncClient) -> None:
    await append(client, event(id="a"))
    answer = await append(client, concluded(id="a"))
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/id-reused")
    assert answer.json()["errors"][0]["pointer"] == "/id"
    many = await append(client, [event(id="b"), concluded(id="a")])
    assert many.json()["errors"][0]["pointer"] == "/1/id"


async def test_a_version_conflict_names_the_actual_version(client: httpx2.AsyncClient) -> None:
    await append(client, event())
    answer = await append(client, concluded(expected_version=0))
    assert (answer.status_code, answer.json()["type"], answer.json()["actual"]) == (409, "/problems/version-conflict", 1)
    assert await head(client) == 1


async def test_an_unknown_target_is_named_in_the_body_as_sent(client: httpx2.AsyncClient) -> None:
    claim = event(type="claim.retracted", data={"target": "nobody"})
    answer = await append(client, claim)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unknown-target")
    assert answer.json()["errors"][0]["pointer"] == "/data/target"


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", 'application/json;charset="UTF-8"', "APPLICATION/JSON"])
async def test_utf_8_may_be_said(client: httpx2.AsyncClient, media_type: str) -> None:
    assert (await append(client, event(), media_type)).status_code == 201


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", "application/json; x=1", ""]
)
async def test_other_media_types_are_refused_before_the_body_is_read(client: httpx2.AsyncClient, media_type: str) -> None:
    answer = await append(client, event(), media_type)
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")


async def test_a_compressed_body_is_refused(client: httpx2.AsyncClient) -> None:
    assert (await append(client, event(), **{"content-encoding": "gzip"})).status_code == 415


async def test_a_body_is_refused_by_its_declared_length_and_by_its_real_one(client: httpx2.AsyncClient) -> None:
    async def endless() -> object:
        while True:
            yield b" " * 10_000

    declared = await append(client, b" " * 100_001)
    streamed = await client.post("/v1/events", content=endless(), headers={"content-type": "application/json"})  # type: ignore[arg-type]
    assert (declared.status_code, streamed.status_code) == (413, 413)
    assert declared.json()["bytes_max"] == 100_000


async def test_a_large_event_in_a_small_body_is_too_large(client: httpx2.AsyncClient) -> None:
    answer = await append(client, [event(), event(note="x" * 70_000)])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (413, "/1")
