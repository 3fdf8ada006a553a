"""The OpenAPI document says what the service does: schemathesis asks it whatever the document allows, and a little more."""

import time
from collections import Counter
from typing import Any

import httpx2
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks, not_a_server_error

from tests.timeline.http.sent import append, event
from timeline.demo import batches
from timeline.http.openapi import document
from timeline.projections.catalog import views

SECONDS_MAX = 15.0
STREAM = "/live"
METRICS = "/metrics"
NAMES = ("status_code_conformance", "content_type_conformance", "response_schema_conformance", "response_headers_conformance")
bounded = settings(max_examples=15, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [(path, item["get"]) for path, item in document(list(views().values()))["paths"].items() if "get" in item]


@pytest.mark.anyio
async def test_every_route_is_described_and_answers_as_json(client: httpx2.AsyncClient) -> None:
    described = (await client.get("/openapi.json")).json()
    assert described["openapi"].startswith("3.1")
    assert {"/v1/events", "/v1/events/{id}", "/v1/subjects/{kind}/{slug}", "/v1/views/active-exercises"} < set(described["paths"])
    for path, _ in operations():
        if "{" not in path and not path.endswith(STREAM) and path != METRICS:
            assert (await client.get(path)).headers["content-type"] == "application/json"


@pytest.mark.anyio
@pytest.mark.parametrize(("path", "operation"), operations(), ids=[path for path, _ in operations()])
async def test_every_parameter_that_is_described_is_known_and_no_other(
    client: httpx2.AsyncClient, path: str, operation: dict[str, Any]
) -> None:
    query = [(one["name"], "\0") for one in operation["parameters"] if one["in"] == "query"]
    url = path.replace("{kind}", "exercise").replace("{type}", "exercise.held").replace("{", "").replace("}", "")
    answer = await client.get(url, params=[*query, ("bogus", "1")])
    assert answer.status_code == 400
    unknown = [error["parameter"] for error in answer.json()["errors"] if "unknown parameter" in error["detail"]]
    assert unknown == ["bogus"]


@pytest.mark.anyio
async def test_the_example_of_an_append_can_be_appended_and_keeps_the_schema(client: httpx2.AsyncClient) -> None:
    described = document(list(views().values()))
    example = described["paths"]["/v1/events"]["post"]["requestBody"]["content"]["application/json"]["example"]
    assert (await append(client, example)).status_code == 201
    body = {"$ref": "#/components/schemas/Event", "components": described["components"]}
    assert jsonschema_rs.is_valid(body, example)
    assert jsonschema_rs.is_valid(body, event(expected_version=0))
    assert not jsonschema_rs.is_valid(body, event(vaild="x"))


def test_schemathesis_finds_no_answer_that_is_not_described(served: str) -> None:
    load_all_checks()
    checks: list[Any] = [not_a_server_error, *CHECKS.get_by_names(NAMES)]
    for batch in batches():
        httpx2.post(f"{served}/v1/events", content=batch, headers={"content-type": "application/json"}).raise_for_status()
    deadline = time.monotonic() + SECONDS_MAX
    seen: Counter[int] = Counter()

    def ask(case: schemathesis.Case[Any]) -> None:
        if time.monotonic() < deadline:
            seen[case.call_and_validate(checks=checks).status_code] += 1

    found: Any
    for found in schemathesis.openapi.from_url(f"{served}/openapi.json").get_all_operations():
        operation = found.ok()
        if not operation.path.endswith(STREAM):
            search: Any = given(operation.as_strategy())
            bounded(search(ask))()
    assert min(seen[200], seen[400]) > 10, seen
    assert seen[201] + seen[422] > 0, seen
