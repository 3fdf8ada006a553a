import httpx2
import pytest

from tests.timeline.http.sent import BRUNET, append, concluded, event

pytestmark = pytest.mark.anyio


@pytest.fixture
async def filled(client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    for sent in (
        event(id="a"),
        concluded(id="b"),
        event(id="c", subject="exercise/malabar-2024", valid="2024-10-08", data={"name": "Malabar"}),
    ):
        assert (await append(client, sent)).status_code == 201
    return client


async def ids(client: httpx2.AsyncClient, query: str) -> list[str]:
    answer = await client.get(f"/v1/events?{query}")
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["events"]]


async def test_a_recorded_event_is_what_was_sent_and_what_the_service_adds(filled: httpx2.AsyncClient) -> None:
    answer = await filled.get("/v1/events?limit=1")
    (first,) = answer.json()["events"]
    added = {"position": 1, "version": 1, "valid_mode": "at", "modality": "actual", "earliest": "2024-09-08", "latest": "2024-09-08"}
    assert {**event(id="a"), **added, "recorded_at": first["recorded_at"], "leaf_hash": first["leaf_hash"]} == first
    assert (answer.json()["next"], answer.json()["position"]) == (1, 3)


async def test_links_lead_from_page_to_page_until_the_last(filled: httpx2.AsyncClient) -> None:
    found, url = [], "/v1/events?limit=2&type=exercise.*"
    while url:
        answer = await filled.get(url)
        found += [one["id"] for one in answer.json()["events"]]
        url = answer.links.get("next", {}).get("url", "")
    assert found == ["a", "b", "c"]


async def test_the_log_can_be_read_backwards(filled: httpx2.AsyncClient) -> None:
    assert await ids(filled, "order=desc") == ["c", "b", "a"]
    assert await ids(filled, "order=desc&after=3&limit=1") == ["b"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("type=exercise.started", ["a", "c"]),
        ("type=exercise.started&type=exercise.concluded", ["a", "b", "c"]),
        (f"subject={BRUNET}", ["a", "b"]),
        ("subject=exercise/", ["a", "b", "c"]),
        ("actor=FR", ["a"]),
        ("on=2024-09-21", ["b"]),
        ("valid_from=2024-09-21&valid_to=2024-09-30", ["b"]),
        ("published_by=2024-09-07", []),
        ("at_position=1", ["a"]),
        ("known_at=2000-01-01T00:00:00Z", []),
        ("known_at=2999-01-01T00:00:00%2B09:00", ["a", "b", "c"]),
        ("known_at=2999-01-01T00:00:00+09:00", ["a", "b", "c"]),
        ("q=malabar", ["c"]),
        ("standing=effective", ["a", "b", "c"]),
        ("standing=retracted", []),
    ],
)
async def test_the_log_is_narrowed_by_every_filter(filled: httpx2.AsyncClient, query: str, expected: list[str]) -> None:
    assert await ids(filled, query) == expected


async def test_one_event_comes_with_its_standing(filled: httpx2.AsyncClient) -> None:
    await append(filled, event(id="r", type="claim.retracted", data={"target": "a"}))
    now = (await filled.get("/v1/events/a")).json()
    before = (await filled.get("/v1/events/a?at_position=3")).json()
    assert (now["standing"]["status"], now["standing"]["retracted_by"]) == ("retracted", ["r"])
    assert before["standing"]["status"] == "effective"
    assert now["data"] == event()["data"]
    assert (await filled.get("/v1/events/a?at_position=0")).status_code == 404


async def test_subjects_are_listed_and_shown_with_events_and_rows(filled: httpx2.AsyncClient) -> None:
    page = (await filled.get("/v1/subjects?limit=1")).json()
    assert (page["subjects"], page["next"]) == ([{"subject": BRUNET, "version": 2, "position": 2}], BRUNET)
    one = (await filled.get(f"/v1/subjects/{BRUNET}?on=2024-09-12")).json()
    assert [each["id"] for each in one["events"]] == ["a", "b"]
    assert one["rows"]["active-exercises"][0]["certainty"] == "sure"
    assert (await filled.get("/v1/subjects/exercise/nobody")).status_code == 404


async def test_types_come_with_their_schema(client: httpx2.AsyncClient) -> None:
    listed = (await client.get("/v1/types")).json()["types"]
    for one in listed:
        schema = (await client.get(one["schema"])).json()
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["title"] == one["name"]
    missing = await client.get("/v1/types/exercise.hold")
    assert (missing.status_code, "exercise.held" in missing.json()["detail"]) == (404, True)
