"""`/v1/webhooks`: made, looked at, changed and deleted, as described; and delivered by a service behind a socket."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx2
import jsonschema_rs
import orjson
import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from tests.timeline.http.sent import append, event
from timeline.http.openapi import document

WANTED = {"url": "https://hooks.example/timeline", "types": ["exercise.*"]}
HOOKS = "/v1/webhooks"


async def made(client: httpx2.AsyncClient, **more: Any) -> dict[str, Any]:
    answer = await client.post(HOOKS, json=WANTED | more)
    assert answer.status_code == 201, answer.text
    read: dict[str, Any] = answer.json()
    return read


def keeps(method: str, path: str, answer: httpx2.Response) -> None:
    """The answer is as the OpenAPI document says."""
    described = document([])
    schema = described["paths"][path][method]["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
    jsonschema_rs.validate({**schema, "components": described["components"]}, answer.json())


@pytest.mark.anyio
async def test_a_webhook_is_made_and_its_secret_shown_once(client: httpx2.AsyncClient) -> None:
    answer = await client.post(HOOKS, json=WANTED)
    keeps("post", HOOKS, answer)
    shown = answer.json()
    assert answer.headers["location"] == f"{HOOKS}/{shown['id']}"
    assert shown["secret"].startswith("whsec_")
    one, every = await client.get(answer.headers["location"]), await client.get(HOOKS)
    keeps("get", f"{HOOKS}/{{id}}", one)
    keeps("get", HOOKS, every)
    assert every.json() == {"webhooks": [one.json()]}
    assert "secret" not in one.text
    assert (one.json()["types"], one.json()["status"], one.json()["cursor"]) == (["exercise.*"], "active", "0")


@pytest.mark.anyio
async def test_a_webhook_is_paused_changed_and_resumed(client: httpx2.AsyncClient) -> None:
    address = f"{HOOKS}/{(await made(client, description='old'))['id']}"
    merge = {"content-type": "application/merge-patch+json"}
    paused = await client.patch(address, content=b'{"status": "paused", "description": null}', headers=merge)
    keeps("patch", f"{HOOKS}/{{id}}", paused)
    assert (paused.json()["status"], paused.json()["description"], paused.json()["types"]) == ("paused", None, ["exercise.*"])
    moved = await client.patch(address, json={"url": "https://other.example/", "types": ["*"], "format": "cloudevents"})
    assert (moved.json()["url"], moved.json()["types"], moved.json()["format"]) == ("https://other.example/", ["*"], "cloudevents")
    assert moved.json()["status"] == "paused"
    assert (await client.post(f"{address}/enable")).json()["status"] == "active"


@pytest.mark.anyio
async def test_a_new_secret_is_shown_once_and_the_old_one_is_good_for_a_day(client: httpx2.AsyncClient) -> None:
    first = await made(client)
    rotated = await client.post(f"{HOOKS}/{first['id']}/secret")
    keeps("post", f"{HOOKS}/{{id}}/secret", rotated)
    assert rotated.json()["secret"] != first["secret"]
    assert rotated.json()["previous_secret_until"] > first["created_at"]


@pytest.mark.anyio
async def test_a_deleted_webhook_is_not_found(client: httpx2.AsyncClient) -> None:
    address = f"{HOOKS}/{(await made(client))['id']}"
    gone = await client.delete(address)
    assert (gone.status_code, gone.content) == (204, b"")
    asked = [
        ("GET", ""), ("DELETE", ""), ("POST", "/secret"), ("POST", "/enable"), ("GET", "/deliveries"), ("POST", "/deliveries/x/redeliver"),
    ]  # fmt: skip
    assert {(await client.request(method, address + path)).status_code for method, path in asked} == {404}
    assert (await client.patch(address, json={})).status_code == 404


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "pointer", "said"),
    [
        ({"types": ["*"]}, "/url", "required"),
        ({"url": "https://hooks.example/"}, "/types", "either types or view"),
        (WANTED | {"view": "exercises"}, "/types", "either types or view"),
        (WANTED | {"types": []}, "/types", "at least 1"),
        (WANTED | {"types": ["exercise.hold"]}, "/types/0", "did you mean exercise.held"),
        (WANTED | {"types": ["*", 3]}, "/types/1", "string"),
        (WANTED | {"types": "exercise.*"}, "/types", "list"),
        (WANTED | {"typs": ["*"]}, "/typs", "did you mean 'types'"),
        (WANTED | {"url": "http://hooks.example/"}, "/url", "only https"),
        (WANTED | {"url": "https://127.0.0.1/"}, "/url", "loopback"),
        (WANTED | {"url": "https://[fd00:ec2::254]/"}, "/url", "not public"),
        (WANTED | {"url": "https://me:secret@hooks.example/"}, "/url", "user and password"),
        (WANTED | {"url": 3}, "/url", "string"),
        (WANTED | {"format": "xml"}, "/format", "'event' or 'cloudevents'"),
        (WANTED | {"filters": {"participant": ["JP"]}}, "/filters", "narrows a view"),
        (WANTED | {"on": "2024-09-12"}, "/on", "narrows a view"),
        ({"url": "https://hooks.example/", "view": "exercises", "on": "2024-02-30"}, "/on", "2024-02-30"),
        ({"url": "https://hooks.example/", "view": "nothing"}, "/view", "no view"),
        ({"url": "https://hooks.example/", "view": "exercises", "filters": {"nothing": ["x"]}}, "/filters", "no filter"),
        ([WANTED], "", "object"),
    ],
)
async def test_what_cannot_be_made_is_refused_by_the_name_of_the_field(
    client: httpx2.AsyncClient, body: object, pointer: str, said: str
) -> None:
    answer = await client.post(HOOKS, json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), answer.text
    (found,) = [error["detail"] for error in answer.json()["errors"] if error["pointer"] == pointer]
    assert said in found
    assert (await client.get(HOOKS)).json() == {"webhooks": []}


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"url": None}, "/url"),
        ({"url": "https://10.0.0.1/"}, "/url"),
        ({"types": None}, "/types"),
        ({"status": "disabled"}, "/status"),
        ({"view": "exercises"}, "/view"),
        ({"filters": {}}, "/filters"),
        ({"secret": "whsec_mine"}, "/secret"),
    ],
)
async def test_what_cannot_be_changed_is_refused_and_changes_nothing(client: httpx2.AsyncClient, body: object, pointer: str) -> None:
    before = await made(client)
    answer = await client.patch(f"{HOOKS}/{before['id']}", json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    shown = (await client.get(f"{HOOKS}/{before['id']}")).json()
    assert shown == {name: value for name, value in before.items() if name in shown}


@pytest.mark.anyio
async def test_bodies_are_json_of_a_bounded_size(client: httpx2.AsyncClient) -> None:
    plain = await client.post(HOOKS, content=b"{}", headers={"content-type": "text/plain"})
    broken = await client.post(HOOKS, content=b'{"a":1,"a":2}', headers={"content-type": "application/json"})
    large = await client.post(HOOKS, json=WANTED | {"description": "x" * 70_000})
    assert [answer.status_code for answer in (plain, broken, large)] == [415, 400, 413]


class Inbox:
    """A receiver on the loopback that keeps what it gets; `status` says how it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status: Callable[[], int] = lambda: 200
        inbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                inbox.got.append((dict(self.headers.items()), body))
                self.send_response(inbox.status())
                self.send_header("content-length", "5")
                self.end_headers()
                self.wfile.write(b"taken")

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name of the base class
                """Nothing is printed."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def ids(self) -> list[str]:
        """The ids of the events, each once."""
        return list(dict.fromkeys(orjson.loads(body)["data"]["id"] for _, body in self.got))


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    opened = Inbox()
    thread = threading.Thread(target=opened.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield opened
    opened.server.shutdown()
    opened.server.server_close()
    thread.join(timeout=5)


@contextmanager
def running(store: Path) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """A service in a process of its own, allowed to call the loopback."""
    program = "from timeline.cli import main; main()"
    more = {
        "TIMELINE_WEBHOOK_NETWORKS": "127.0.0.0/8",
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "TIMELINE_STORE": f"sqlite:///{store}",
    }
    started = subprocess.Popen(
        [sys.executable, "-c", program, "serve", "--port", "0"], stdout=subprocess.PIPE, text=True, env=os.environ | more, cwd=store.parent
    )
    try:
        assert started.stdout is not None
        first = next(line for line in started.stdout if "http://" in line)
        yield next(word for word in first.split() if word.startswith("http://")), started
    finally:
        started.kill()
        started.communicate(timeout=10)


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.01)


def test_a_service_that_is_killed_delivers_all_in_order_once_it_is_back(tmp_path: Path, inbox: Inbox) -> None:
    names = [f"e{number}" for number in range(40)]
    with running(tmp_path / "log.db") as (url, process):
        answer = httpx2.post(f"{url}{HOOKS}", json={"url": inbox.url, "types": ["exercise.*"]})
        assert answer.status_code == 201, answer.text
        made = answer.json()
        for name in names[:20]:
            httpx2.post(f"{url}/v1/events", json=event(id=name)).raise_for_status()
        until(lambda: len(inbox.got) >= 5)
        httpx2.post(f"{url}/v1/events", json=[event(id=name) for name in names[20:]]).raise_for_status()
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
    with running(tmp_path / "log.db") as (url, process):
        until(lambda: len(inbox.ids()) == 40)
        time.sleep(0.3)
        seen = httpx2.get(f"{url}{HOOKS}/{made['id']}/deliveries", params={"limit": 2}).json()
        assert [(one["status"], one["response"]) for one in seen["deliveries"]] == [("delivered", {"status": 200, "body": "taken"})] * 2
        assert seen["next"] is not None
        older = httpx2.get(f"{url}{HOOKS}/{made['id']}/deliveries", params={"after": seen["next"]}).json()
        assert len({one["id"] for one in [*seen["deliveries"], *older["deliveries"]]}) == 2 + len(older["deliveries"]) >= 20
        before = len(inbox.got)
        again = httpx2.post(f"{url}{HOOKS}/{made['id']}/deliveries/{seen['deliveries'][0]['id']}/redeliver")
        assert again.status_code == 202
        until(lambda: len(inbox.got) == before + 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert inbox.ids() == names
    by_id: dict[str, set[bytes]] = {}
    for headers, body in inbox.got:
        Verifier(made["secret"]).verify(body, headers)
        by_id.setdefault({name.lower(): value for name, value in headers.items()}["webhook-id"], set()).add(body)
    assert [len(bodies) for bodies in by_id.values()] == [1] * 40


@pytest.mark.anyio
async def test_a_service_that_may_not_call_the_loopback_refuses_and_says_what_to_set(client: httpx2.AsyncClient, inbox: Inbox) -> None:
    answer = await client.post(HOOKS, json={"url": inbox.url, "types": ["*"]})
    assert answer.status_code == 422
    assert "TIMELINE_WEBHOOK_NETWORKS" in answer.text
    await append(client, event())
    assert inbox.got == []
