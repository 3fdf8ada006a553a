"""Exports over HTTP: by suffix and by Accept, with the headers that programs rely on."""

import csv
import io
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import anyio
import feedparser  # type: ignore[import-untyped]
import httpx2
import icalendar
import orjson
import pytest

from tests.timeline.http.sent import BRUNET, append, event
from timeline.demo import batches
from timeline.engine.keeping.rebuild import Mark
from timeline.exports.forms import ACCEPTED, FORMS
from timeline.http.app import make_app
from timeline.service import Service
from timeline.settings import Settings

pytestmark = pytest.mark.anyio
ACTIVE = "/v1/views/active-exercises"
ADDRESSES = ["/v1/events", ACTIVE]


@pytest.fixture
async def filled(client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    for batch in batches():
        assert (await append(client, batch)).status_code == 201
    return client


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_suffix_gives_the_form_with_its_media_type_and_a_file_name(filled: httpx2.AsyncClient, address: str, suffix: str) -> None:
    answer = await filled.get(f"{address}.{suffix}?on=2024-09-19")
    assert (answer.status_code, answer.headers["content-type"]) == (200, FORMS[suffix].media_type)
    name = f"{address.rpartition('/')[2]}-2024-09-19.{suffix}"
    manner = "inline" if suffix == "atom" else "attachment"
    assert answer.headers["content-disposition"] == f'{manner}; filename="{name}"'
    assert answer.headers["timeline-position"] == "43"
    assert "Accept" in answer.headers["vary"]
    assert b"Brunet" in answer.content


@pytest.mark.parametrize("media_type", ACCEPTED)
@pytest.mark.parametrize("address", ADDRESSES)
async def test_accept_gives_the_same_as_the_suffix(filled: httpx2.AsyncClient, address: str, media_type: str) -> None:
    suffix = ACCEPTED[media_type].suffix
    by_suffix = await filled.get(f"{address}.{suffix}?on=2024-09-19")
    by_accept = await filled.get(f"{address}?on=2024-09-19", headers={"accept": f"{media_type}, application/json;q=0.5"})
    assert (by_accept.status_code, by_accept.headers["content-type"]) == (200, FORMS[suffix].media_type)
    assert by_accept.content == by_suffix.content


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("address", ADDRESSES)
async def test_head_has_the_headers_and_claims_no_length(filled: httpx2.AsyncClient, address: str, suffix: str) -> None:
    whole, headers = await filled.get(f"{address}.{suffix}"), await filled.head(f"{address}.{suffix}")
    assert (headers.status_code, headers.content, "content-length" in headers.headers) == (200, b"", False)
    assert dict(headers.headers) == dict(whole.headers)


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("address", ADDRESSES)
async def test_who_has_it_already_is_told_so_until_the_log_grows(filled: httpx2.AsyncClient, address: str, suffix: str) -> None:
    url = f"{address}.{suffix}?on=2024-09-19"
    tag = (await filled.get(url)).headers["etag"]
    same = await filled.get(url, headers={"if-none-match": tag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    await append(filled, event(type="exercise.participant_joined", valid="2024-09-19", data={"actor": "AU"}))
    assert (await filled.get(url, headers={"if-none-match": tag})).status_code == 200


async def test_rows_of_newer_code_are_another_document(filled: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = [Mark(2, kept, kept < 2, None) for kept in (1, 2)]
    tags = set()
    for mark in marks:
        monkeypatch.setattr(Service, "mark", lambda _self, _view, mark=mark: mark)
        tags.add((await filled.get(f"{ACTIVE}.csv")).headers["etag"])
    assert len(tags) == 2


async def test_who_has_it_already_costs_no_reading_of_rows(filled: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = (await filled.get(f"{ACTIVE}.ics")).headers["etag"]
    monkeypatch.delattr(Service, "view")
    assert (await filled.get(f"{ACTIVE}.ics", headers={"if-none-match": tag})).status_code == 304


@pytest.mark.parametrize("address", ["/v1/events", "/v1/views/uncorroborated"])
async def test_a_reader_who_leaves_ends_the_work(
    filled: httpx2.AsyncClient, service: Service, settings: Settings, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("timeline.exports.answers.LIMIT_MAX", 1)
    left, sent, asked = anyio.Event(), list[bytes](), list[object]()
    for name in ("view", "events"):
        monkeypatch.setattr(service, name, _noted(getattr(service, name), asked))

    async def receive() -> dict[str, str]:
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.body":
            sent.append(message["body"])
            left.set()
            await anyio.sleep(0.01)

    scope = {"type": "http", "method": "GET", "path": f"{address}.csv", "query_string": b""}
    more = {"headers": [(b"host", b"localhost")], "http_version": "1.1", "scheme": "http", "root_path": ""}
    with anyio.fail_after(10):
        await make_app(service, settings)(scope | more, receive, send)
    assert sent
    assert len(asked) <= 3


def _noted(ask: Callable[[object], Awaitable[Any]], asked: list[object]) -> Callable[[object], Awaitable[Any]]:
    async def noted(question: object) -> Any:
        asked.append(question)
        return await ask(question)

    return noted


async def test_without_a_limit_all_is_there_and_a_limit_may_exceed_a_page(client: httpx2.AsyncClient) -> None:
    for part in range(3):
        reports = [event(subject=f"exercise/e{part}-{number}") for number in range(500)]
        assert (await append(client, b"\n".join(map(orjson.dumps, reports)), "application/x-ndjson")).status_code == 201
    assert len((await client.get("/v1/events.ndjson")).content.splitlines()) == 1_500
    assert len((await client.get("/v1/events.ndjson?limit=1200&order=desc")).content.splitlines()) == 1_200
    assert len((await client.get(f"{ACTIVE}.ndjson?on=2024-09-08&limit=1100")).content.splitlines()) == 1_100
    assert len((await client.get(f"{ACTIVE}.ndjson?on=2024-09-08")).content.splitlines()) == 1_500


async def test_filters_and_time_arguments_are_those_of_the_json_endpoint(filled: httpx2.AsyncClient) -> None:
    for query in ("on=2024-09-19&participant=JP", "during=2024-09&certainty=sure&at_position=33", "on=2024-09-12&published_by=2024-09-19"):
        rows = (await filled.get(f"{ACTIVE}?{query}")).json()["rows"]
        exported = csv.DictReader(io.StringIO((await filled.get(f"{ACTIVE}.csv?{query}")).text, newline=""))
        assert [row["key"] for row in exported] == [row["key"] for row in rows]
    events = (await filled.get("/v1/events?type=exercise.*&actor=JP&order=desc")).json()["events"]
    lines = (await filled.get("/v1/events.ndjson?type=exercise.*&actor=JP&order=desc")).content.splitlines()
    assert [orjson.loads(line)["id"] for line in lines] == [one["id"] for one in events]


async def test_accept_datetime_is_known_at(filled: httpx2.AsyncClient) -> None:
    then = await filled.get(f"{ACTIVE}.csv?on=2024-09-19", headers={"accept-datetime": "Sat, 01 Jan 2000 00:00:00 GMT"})
    assert (len(then.content.splitlines()), then.headers["memento-datetime"]) == (1, "Sat, 01 Jan 2000 00:00:00 GMT")


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{ACTIVE}.pdf", 404), ("/v1/events.pdf", 404), ("/v1/events.", 404), ("/v1/views/bogus.csv", 404), (f"{ACTIVE}.csv?bogus=1", 400),
        (f"{ACTIVE}.csv?limit=0", 400), (f"{ACTIVE}.ics?on=2024-09-19&during=2024", 400), ("/v1/events.csv?at_position=99", 400),
        (f"{ACTIVE}.atom?after=bogus", 400), ("/v1/events.csv?valid_from=2024-02-01&valid_to=2024-01-01", 400),
    ],
)  # fmt: skip
async def test_what_cannot_be_answered_is_a_problem_and_no_half_document(filled: httpx2.AsyncClient, url: str, status: int) -> None:
    answer = await filled.get(url)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_an_export_is_only_read(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/v1/events.csv", json=event())
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_a_subscription_shows_past_and_coming_exercises(filled: httpx2.AsyncClient) -> None:
    coming = event(type="exercise.announced", subject="exercise/far", valid="2099-01-01/2099-01-09", data={"name": "Far"})
    assert (await append(filled, coming)).status_code == 201
    calendar: Any = icalendar.Calendar.from_ical((await filled.get(f"{ACTIVE}.ics")).content)
    days = {str(found["summary"]): found["dtstart"].dt.isoformat() for found in calendar.walk("VEVENT")}
    assert days["Far (possibly ongoing)"] == "2099-01-01"
    assert days["Brunet-Takamori 2023"] == "2023-09-10"


async def test_a_feed_names_itself_and_the_page_that_follows(filled: httpx2.AsyncClient) -> None:
    for address, count in (("/v1/events.atom", 43), (f"{ACTIVE}.atom", 8)):
        seen, url = 0, f"{address}?limit=2"
        while url:
            page = feedparser.parse((await filled.get(url)).content)
            links = {link.rel: link.href for link in page.feed.links}
            assert links["self"] == url
            assert all(re.match("/v1/(events|views)/", entry.link) for entry in page.entries)
            seen, url = seen + len(page.entries), links.get("next", "")
        assert seen == count


async def test_a_feed_links_to_what_can_be_asked_for(filled: httpx2.AsyncClient) -> None:
    for address in ("/v1/events.atom", f"{ACTIVE}.atom"):
        for entry in feedparser.parse((await filled.get(address)).content).entries[:3]:
            assert (await filled.get(entry.link)).status_code == 200
    assert BRUNET in (await filled.get(f"{ACTIVE}.atom")).text


def test_a_client_that_goes_away_is_no_fault(served: str) -> None:
    reports = b"\n".join(orjson.dumps(event(subject=f"exercise/e{number}")) for number in range(600))
    httpx2.post(f"{served}/v1/events", content=reports, headers={"content-type": "application/x-ndjson"}).raise_for_status()
    with httpx2.stream("GET", f"{served}/v1/events.ics") as answer:
        assert answer.headers["transfer-encoding"] == "chunked"
        next(answer.iter_bytes())
    assert httpx2.get(f"{served}/livez").status_code == 200
