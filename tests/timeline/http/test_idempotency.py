import asyncio
from collections.abc import Sequence

import httpx2
import pytest
from starlette.datastructures import Headers

from tests.timeline.http.conftest import BASE
from tests.timeline.http.sent import append, concluded, event, head
from timeline.errors import BadRequest, Conflict, Unreadable
from timeline.http.app import make_app
from timeline.http.idempotency import KEPT_MICROSECONDS, Replies, Reply, key_of
from timeline.record import Appended, Proposed
from timeline.service import Service
from timeline.settings import Settings

REPLY = Reply(201, {}, b"{}")


@pytest.mark.anyio
async def test_the_same_request_gets_the_same_answer_and_appends_once(client: httpx2.AsyncClient) -> None:
    key = {"idempotency-key": '"k1"'}
    first = await append(client, event(), **key)
    again = await append(client, event(), **key)
    assert (again.status_code, again.content, again.headers["location"]) == (201, first.content, first.headers["location"])
    assert again.headers["idempotency-replayed"] == "true"
    assert await head(client) == 1


@pytest.mark.anyio
async def test_another_body_under_the_same_key_is_refused(client: httpx2.AsyncClient) -> None:
    await append(client, event(), **{"idempotency-key": "k1"})
    assert (await append(client, concluded(), **{"idempotency-key": "k1"})).status_code == 422
    assert (await append(client, concluded(), **{"idempotency-key": "k2"})).status_code == 201
    assert await head(client) == 2


@pytest.mark.anyio
async def test_a_request_that_was_refused_may_be_mended_under_its_key(client: httpx2.AsyncClient) -> None:
    assert (await append(client, event(valid="x"), **{"idempotency-key": "k1"})).status_code == 422
    assert (await append(client, event(), **{"idempotency-key": "k1"})).status_code == 201


@pytest.mark.anyio
async def test_a_second_request_while_the_first_runs_is_a_conflict(
    client: httpx2.AsyncClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, release = service.append, asyncio.Event()

    async def slow(batch: Sequence[Proposed]) -> Appended:
        await release.wait()
        return await real(batch)

    monkeypatch.setattr(service, "append", slow)
    first = asyncio.create_task(append(client, event(), **{"idempotency-key": "k1"}))
    await asyncio.sleep(0.05)
    second = await append(client, event(), **{"idempotency-key": "k1"})
    release.set()
    assert (second.status_code, (await first).status_code) == (409, 201)


@pytest.mark.anyio
async def test_even_a_restarted_service_does_not_append_twice(client: httpx2.AsyncClient, service: Service, settings: Settings) -> None:
    await append(client, [event(), concluded(id="own")], **{"idempotency-key": "k1"})
    restarted = httpx2.ASGITransport(make_app(service, settings))
    async with httpx2.AsyncClient(transport=restarted, base_url=BASE) as later:
        again = await append(later, [event(), concluded(id="own")], **{"idempotency-key": "k1"})
        assert (again.status_code, [one["duplicate"] for one in again.json()["events"]]) == (200, [True, True])
        assert await head(later) == 2
        found = await later.get(f"/v1/events/{again.json()['events'][0]['id']}")
        assert found.json()["id"] == again.json()["events"][0]["id"]


def test_answers_are_kept_for_seven_days() -> None:
    now = 0
    replies = Replies(lambda: now)
    assert replies.begin("k", b"a") is None
    replies.finish("k", REPLY)
    now = KEPT_MICROSECONDS - 1
    assert replies.begin("k", b"a") == REPLY
    now = KEPT_MICROSECONDS
    assert replies.begin("k", b"b") is None


def test_the_oldest_answers_make_room_and_running_requests_do_not() -> None:
    replies = Replies(lambda: 0, replies_max=2)
    replies.begin("running", b"")
    for key in ("a", "b", "c"):
        replies.begin(key, b"")
        replies.finish(key, REPLY)
    assert (replies.begin("c", b""), replies.begin("a", b"")) == (REPLY, None)
    with pytest.raises(Conflict):
        replies.begin("running", b"")


def test_another_fingerprint_is_refused() -> None:
    replies = Replies(lambda: 0)
    replies.begin("k", b"a")
    with pytest.raises(Unreadable):
        replies.begin("k", b"b")


@pytest.mark.parametrize("text", ["", '""', "a b", '"a', "é", "a" * 256, 'a"b'])
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        key_of(Headers(raw=[(b"idempotency-key", text.encode("latin-1"))]))
