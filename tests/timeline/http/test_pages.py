import re

import httpx2
import pytest

from tests.timeline.http.sent import append, event

pytestmark = pytest.mark.anyio


async def test_the_start_page_lists_the_views_and_the_exercises_of_today(client: httpx2.AsyncClient) -> None:
    await append(client, event(type="exercise.held", valid="2000-01-01/2999-01-01", data={"name": "<b>Long</b>"}))
    page = await client.get("/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "&lt;b&gt;Long&lt;/b&gt;" in page.text
    assert "<script" not in page.text
    for view in (await client.get("/v1/views")).json()["views"]:
        assert f'href="/v1/views/{view["name"]}' in page.text


async def test_the_start_page_shows_any_day(client: httpx2.AsyncClient) -> None:
    await append(client, event(type="exercise.held", valid="2024-09-08/2024-09-21", data={"name": "Keen Edge"}))
    assert "Keen Edge" in (await client.get("/?on=2024-09-12")).text
    assert "Keen Edge" not in (await client.get("/?on=2024-09-22")).text
    assert (await client.get("/?on=yesterday")).status_code == 400


@pytest.mark.parametrize("url", ["/", "/docs", "/problems/busy"])
async def test_everything_that_a_page_names_is_there(client: httpx2.AsyncClient, url: str) -> None:
    page = await client.get(url)
    assert "default-src 'none'" in page.headers["content-security-policy"]
    for found in set(re.findall(r'(?:href|src)="(/[^"]*)"', page.text)):
        assert (await client.get(found)).status_code == 200, found


async def test_only_the_files_meant_for_it_are_served(client: httpx2.AsyncClient) -> None:
    for name in ("start.html", "../app.py", "..%2Fapp.py", "vendor/VERSIONS.json", ""):
        assert (await client.get(f"/page/{name}")).status_code == 404
