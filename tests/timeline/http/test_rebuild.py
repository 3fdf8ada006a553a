"""Rebuilding views over HTTP, and how views say by which code their rows are made."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx2
import jsonschema_rs
import pytest

from tests.timeline.engine.keeping.held import Hold, built, built_to, live, reported
from tests.timeline.http.conftest import BASE
from tests.timeline.http.sent import Json
from timeline.http.app import make_app
from timeline.http.openapi import document
from timeline.projections.catalog import views
from timeline.service import Service, open_service
from timeline.settings import Settings

pytestmark = pytest.mark.anyio
EXERCISES = "/v1/views/exercises"
ON = "on=2024-09-08"


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Hold:
    return Hold(monkeypatch)


@pytest.fixture
async def kept(tmp_path: Path, hold: Hold) -> AsyncIterator[Service]:
    """Of twenty events rows are kept; builds wait at the tenth, until `hold` lets them go."""
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    await reported(service, 20)
    hold.at = 10
    yield service
    await service.close()


@pytest.fixture
async def asked(kept: Service, settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(kept, settings) as opened:
        yield opened


def client_of(service: Service, settings: Settings) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(make_app(service, settings)), base_url=BASE)


async def standing(client: httpx2.AsyncClient) -> dict[str, Json]:
    """What `/v1/views` says of each view, which keeps the schema that is documented."""
    answer = (await client.get("/v1/views")).json()
    jsonschema_rs.validate(described("/v1/views", "get", "200"), answer)
    return {view["name"]: view for view in answer["views"]}


def described(path: str, method: str, status: str) -> Json:
    answer = document(list(views().values()))["paths"][path][method]["responses"][status]
    schema: Json = answer["content"]["application/json"]["schema"]
    return schema


@pytest.mark.parametrize("path", [f"{EXERCISES}/rebuild", "/v1/views/rebuild?view=exercises"])
async def test_a_rebuild_is_accepted_and_shown_among_the_views_until_it_is_done(
    asked: httpx2.AsyncClient, kept: Service, hold: Hold, path: str
) -> None:
    before, rows = (await live(kept))["exercises"].id, (await asked.get(f"{EXERCISES}?{ON}")).json()
    accepted = await asked.post(path)
    assert (accepted.status_code, accepted.headers["location"]) == (202, "/v1/views")
    assert accepted.json() == {"views": ["exercises"], "progress": "/v1/views"}
    jsonschema_rs.validate(described("/v1/views/rebuild", "post", "202"), accepted.json())
    await built_to(kept, 10)
    shown = await standing(asked)
    assert {name: view["building"] for name, view in shown.items() if view["building"]} == {
        "exercises": {"version": 1, "events": 10, "head": 20}
    }
    assert not any(view["outdated"] for view in shown.values())
    hold.at = None
    await built(kept)
    assert (await standing(asked))["exercises"]["building"] is None
    assert (await live(kept))["exercises"].id != before
    assert (await asked.get(f"{EXERCISES}?{ON}")).json() == rows


async def test_without_names_every_view_that_has_rows_is_rebuilt(asked: httpx2.AsyncClient) -> None:
    accepted = await asked.post("/v1/views/rebuild?afresh=true")
    assert accepted.json()["views"] == [name for name in views() if name != "actors"]
    assert all(view["building"] for name, view in (await standing(asked)).items() if name != "actors")


async def test_a_second_rebuild_is_refused_while_one_runs(asked: httpx2.AsyncClient) -> None:
    assert (await asked.post(f"{EXERCISES}/rebuild")).status_code == 202
    refused = await asked.post("/v1/views/agreements/rebuild")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/rebuilding")
    assert "exercises" in refused.json()["detail"]


@pytest.mark.parametrize("path", [f"{EXERCISES}/rebuild", "/v1/views/rebuild"])
async def test_a_rebuild_is_cancelled_and_what_answers_stays(asked: httpx2.AsyncClient, kept: Service, path: str) -> None:
    before = await live(kept)
    assert (await asked.post(f"{EXERCISES}/rebuild")).status_code == 202
    assert (await asked.delete("/v1/views/agreements/rebuild")).status_code == 404
    cancelled = await asked.delete(path)
    assert (cancelled.status_code, cancelled.content) == (204, b"")
    assert (await standing(asked))["exercises"]["building"] is None
    assert await live(kept) == before
    again = await asked.delete(path)
    assert (again.status_code, "no rebuild" in again.json()["detail"]) == (404, True)


async def test_a_view_without_rows_of_its_own_names_those_to_rebuild(asked: httpx2.AsyncClient, client: httpx2.AsyncClient) -> None:
    for method, path in (
        ("POST", "/v1/views/actors/rebuild"),
        ("DELETE", "/v1/views/actors/rebuild"),
        ("POST", "/v1/views/rebuild?view=actors"),
    ):
        refused = await asked.request(method, path)
        assert (refused.status_code, refused.json()["type"]) == (404, "/problems/no-rows")
        assert "active-exercises, agreements, incursions, presence" in refused.json()["detail"]
    in_memory = await client.post("/v1/views/rebuild")
    assert (in_memory.status_code, in_memory.json()["type"]) == (404, "/problems/no-rows")
    assert "did you mean exercises" in (await asked.post("/v1/views/exercise/rebuild")).json()["detail"]


async def test_what_cannot_be_meant_is_refused(asked: httpx2.AsyncClient) -> None:
    assert (await asked.post(f"{EXERCISES}/rebuild?afresh=yes")).status_code == 400
    assert (await asked.post(f"{EXERCISES}/rebuild?view=exercises")).status_code == 400
    assert (await asked.delete("/v1/views/rebuild?view=exercises")).status_code == 400
    got = await asked.get("/v1/views/rebuild")
    assert (got.status_code, got.headers["allow"]) == (405, "DELETE, POST")


async def test_answers_about_a_view_say_by_which_code_its_rows_are_made(
    kept: Service, settings: Settings, hold: Hold, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await kept.close()
    monkeypatch.setattr("timeline.service.views", lambda: views() | {"presence": replace(views()["presence"], version=7)})
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    async with client_of(service, settings) as client:
        for path in ("", "/rows/none", "/counts", "/diff", ".csv", ".timeline.json"):
            answer = await client.get(f"/v1/views/presence{path}")
            assert answer.headers.get("timeline-view-version") == ("1; outdated" if path != "/rows/none" else None), path
        tag = (await client.get("/v1/views/presence")).headers["etag"]
        known = await client.get("/v1/views/presence", headers={"if-none-match": tag})
        assert (known.status_code, known.headers["timeline-view-version"]) == (304, "1; outdated")
        assert (await client.get("/v1/views/actors")).headers["timeline-view-version"] == "1; outdated"
        assert (await client.get(f"{EXERCISES}?{ON}")).headers["timeline-view-version"] == "1"
        row = await client.get(f"{EXERCISES}/rows/exercise/e0?{ON}")
        assert (row.status_code, row.headers["timeline-view-version"]) == (200, "1")
        shown = (await standing(client))["presence"]
        assert (shown["version"], shown["outdated"], shown["building"]["version"]) == (7, True, 7)
        assert (await client.post(f"{EXERCISES}/rebuild")).status_code == 409
        hold.at = None
        await built(service)
        assert (await client.get("/v1/views/presence")).headers["timeline-view-version"] == "7"
        shown = (await standing(client))["presence"]
        assert (shown["version"], shown["outdated"], shown["building"]) == (7, False, None)
    await service.close()
