"""`/metrics` as Prometheus asks for it."""

import logging
from pathlib import Path
from typing import Any

import httpx2
import pytest
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families

from tests.timeline.http.conftest import BASE
from tests.timeline.http.sent import BRUNET, append, concluded, event
from timeline.engine.keeping import keeper as keeping
from timeline.http.app import make_app
from timeline.rows.sqlite.store import SqliteRows
from timeline.service import open_service
from timeline.settings import Settings

pytestmark = pytest.mark.anyio
PROMETHEUS = "application/openmetrics-text;version=1.0.0;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;q=0.4,*/*;q=0.1"


def read(answer: httpx2.Response) -> dict[tuple[str, str], float]:
    """Every sample by its name and the view that it is about."""
    families = text_string_to_metric_families(answer.text)
    return {(sample.name, sample.labels.get("view", "")): sample.value for family in families for sample in family.samples}


async def test_it_counts_what_was_appended_and_read(client: httpx2.AsyncClient) -> None:
    await append(client, [event(id="a"), concluded(id="b")])
    await append(client, event(id="a"))
    await append(client, {"type": "none"})
    await client.get("/v1/views/exercises?on=2024-09-12")
    await client.get(f"/v1/views/exercises/rows/{BRUNET}?on=2024-09-12")
    await client.get("/v1/views/exercises?nonsense=1")
    answer = await client.get("/metrics")
    found = read(answer)
    assert (answer.status_code, answer.headers["timeline-position"]) == (200, "2")
    assert (found["timeline_appends_total", ""], found["timeline_events_appended_total", ""]) == (2, 2)
    assert found["timeline_append_seconds_count", ""] == 2
    assert found["timeline_view_read_seconds_count", "exercises"] == 2
    assert found["timeline_view_read_seconds_sum", "exercises"] > 0
    assert (found["timeline_position", ""], found["timeline_view_position", "actors"], found["timeline_view_lag_events", "actors"]) == (
        2,
        2,
        0,
    )


async def test_it_is_had_in_both_forms_of_prometheus(client: httpx2.AsyncClient) -> None:
    plain = await client.get("/metrics")
    assert plain.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    asked = await client.get("/metrics", headers={"accept": PROMETHEUS})
    assert asked.headers["content-type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    assert asked.headers["vary"] == "Accept"
    names = {family.name for family in openmetrics.text_string_to_metric_families(asked.text)}  # type: ignore[no-untyped-call]
    assert {"timeline_position", "timeline_appends", "timeline_view_lag_events"} < names
    assert (await client.get("/metrics", headers={"accept": "text/*"})).headers["content-type"].startswith("text/plain")


async def test_other_forms_and_parameters_are_refused(client: httpx2.AsyncClient) -> None:
    refused = await client.get("/metrics", headers={"accept": "application/json"})
    assert (refused.status_code, refused.headers["content-type"]) == (406, "application/problem+json")
    assert (await client.get("/metrics?name=timeline_position")).status_code == 400
    assert (await client.post("/metrics")).status_code == 405


async def test_a_keeper_that_fails_is_seen_in_failures_and_lag(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger=keeping.__name__)

    async def keep(self: SqliteRows, stride: Any) -> None:
        raise OSError("planted")

    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    await service.rebuilt(lambda building: None)
    monkeypatch.setattr(SqliteRows, "keep", keep)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(make_app(service, settings)), base_url=BASE) as client:
        await append(client, [event(id="a"), concluded(id="b")])
        await client.get("/v1/views/exercises")  # waits for the rows, in vain, and is folded
        found = read(await client.get("/metrics"))
    await service.close()
    assert found["timeline_keeping_failures_total", ""] >= 1
    assert (found["timeline_view_position", "exercises"], found["timeline_view_lag_events", "exercises"]) == (0, 2)
