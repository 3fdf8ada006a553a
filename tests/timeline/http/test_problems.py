import logging

import httpx2
import pytest

from timeline.errors import Busy, StoreOwned, StoreUnavailable, TimelineError, UnknownTarget
from timeline.http import problems
from timeline.http.explanations import WORDS, kinds, titles
from timeline.http.problems import status_of, status_of_slug
from timeline.service import Service

pytestmark = pytest.mark.anyio


def test_an_error_has_the_status_of_the_nearest_class_above_it() -> None:
    class Special(StoreOwned):
        """A new error."""

    assert [status_of(cls) for cls in (TimelineError, UnknownTarget, Special)] == [500, 422, 503]


def test_every_problem_is_explained() -> None:
    assert set(WORDS) == set(titles())
    assert {cls.slug for cls in kinds(TimelineError)} < set(WORDS)


async def test_the_type_of_a_problem_leads_to_a_page(client: httpx2.AsyncClient) -> None:
    for slug, title in titles().items():
        page = await client.get(f"/problems/{slug}")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert title in page.text
        assert str(status_of_slug(slug)) in page.text
    assert (await client.get("/problems/none")).status_code == 404


async def test_a_fault_of_the_service_is_logged_and_not_shown(
    client: httpx2.AsyncClient, service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(question: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr(service, "events", broken)
    monkeypatch.setattr(problems.log, "disabled", False)  # another test may have set up logging anew, which disables loggers
    with caplog.at_level(logging.ERROR):
        answer = await client.get("/v1/events")
    problem = answer.json()
    assert (answer.status_code, problem["type"], answer.headers["timeline-position"]) == (500, "/problems/internal", "0")
    assert "secret" not in answer.text
    assert problem["instance"] in caplog.text
    assert "secret" in caplog.text


@pytest.mark.parametrize(("error", "seconds"), [(Busy("much to do", retry_after=7), "7"), (StoreUnavailable("the disk is full"), "1")])
async def test_who_should_come_again_is_told_when(
    client: httpx2.AsyncClient, service: Service, monkeypatch: pytest.MonkeyPatch, error: TimelineError, seconds: str
) -> None:
    async def busy() -> None:
        raise error

    monkeypatch.setattr(service, "head", busy)
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.headers["retry-after"], answer.headers["timeline-position"]) == (503, seconds, "0")
