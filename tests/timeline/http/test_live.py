"""`/v1/events/live` from outside: how it begins, who is let in, how it ends, and that a restart loses nothing."""

import signal
import socket
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2
import orjson
import pytest

from tests.timeline.http.running import service
from tests.timeline.http.sent import concluded, event
from timeline.settings import Settings, load

LIVE = "/v1/events/live"
STREAMS = 300


def first_blocks(url: str, count: int, headers: dict[str, str] | None = None) -> list[str]:
    """The first blocks of a stream as they came."""
    found, text = list[str](), ""
    with httpx2.stream("GET", url, headers=headers, timeout=20) as stream:
        for piece in stream.iter_text():
            *blocks, text = (text + piece).split("\n\n")
            found += blocks
            if len(found) >= count:
                break
    return found[:count]


def test_a_browser_is_told_at_once_where_it_stands_and_others_when_they_ask(served: str) -> None:
    httpx2.post(f"{served}/v1/events", json=[event(id="a"), concluded(id="b")])
    none_match = f"{served}{LIVE}?type=exercise.held"
    for asking in ({"sec-fetch-mode": "cors"}, {"prefer": "respond-async, progress"}):
        assert first_blocks(none_match, 1, asking) == ["retry: 1000\nid: 2"]
        assert httpx2.head(none_match, headers=asking).headers["preference-applied"] == "progress"
    (others,) = first_blocks(f"{served}{LIVE}?after=1", 1, {"prefer": "return=minimal"})
    assert others.startswith("retry: 1000\nid: 2\nevent: exercise.concluded\ndata: {")


def test_events_come_as_cloudevents_to_whoever_asks_for_them(served: str) -> None:
    httpx2.post(f"{served}/v1/events", json=[event(id="a"), concluded(id="b")])
    blocks = first_blocks(f"{served}{LIVE}?after=0&format=cloudevents", 2)
    found = [orjson.loads(block.partition("data: ")[2]) for block in blocks]
    assert [(one["specversion"], one["id"], one["sequence"], one["data"]["position"]) for one in found] == [
        ("1.0", "a", "00000000000000000001", 1), ("1.0", "b", "00000000000000000002", 2)
    ]  # fmt: skip
    plain = first_blocks(f"{served}{LIVE}?after=0", 1)
    assert "specversion" not in plain[0]
    assert httpx2.get(f"{served}{LIVE}?format=xml").status_code == 400


@pytest.fixture
def settings() -> Settings:
    return load(store="memory:", port=0, subscribers_max=3, subscribers_per_client_max=2)


def test_one_stream_too_many_is_refused_and_a_place_that_was_left_is_free(served: str) -> None:
    with httpx2.Client(base_url=served) as client:
        with client.stream("GET", LIVE), client.stream("GET", LIVE):
            refused = client.get(LIVE)
            assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")
            assert refused.headers["retry-after"] == "10"
            assert refused.json()["type"] == "/problems/client-streams-full"
            assert "TIMELINE_SUBSCRIBERS_PER_CLIENT_MAX" in refused.json()["detail"]
            assert client.head(LIVE).status_code == 200
            assert client.get("/v1/events").status_code == 200
            assert "timeline_subscribers 2.0" in client.get("/metrics").text
        time.sleep(0.2)
        with client.stream("GET", LIVE) as stream:
            assert stream.status_code == 200


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other addresses of the loopback are there on Linux only")
def test_all_clients_together_have_so_many_streams(served: str) -> None:
    port = int(served.rpartition(":")[2])
    with ExitStack() as opened:
        for number in range(1, 4):
            stream = opened.enter_context(socket.create_connection(("127.0.0.1", port), source_address=(f"127.0.0.{number}", 0)))
            stream.sendall(f"GET {LIVE} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
            assert stream.recv(100).startswith(b"HTTP/1.1 200")
        refused = httpx2.get(f"{served}{LIVE}")
    assert (refused.status_code, refused.json()["type"], refused.headers["retry-after"]) == (503, "/problems/streams-full", "10")
    assert "TIMELINE_SUBSCRIBERS_MAX" in refused.json()["detail"]


def test_many_open_streams_end_cleanly_within_two_seconds(tmp_path: Path) -> None:
    with service(f"sqlite:///{tmp_path}/log.db") as (process, url), ExitStack() as opened:
        port, streams = int(url.rpartition(":")[2]), list[socket.socket]()
        for _ in range(STREAMS):
            stream = opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            stream.sendall(f"GET {LIVE} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
            streams.append(stream)
        assert all(stream.recv(4_096).startswith(b"HTTP/1.1 200") for stream in streams)
        process.send_signal(signal.SIGTERM)
        asked = time.monotonic()
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - asked < 2
        assert [stream.recv(4_096).endswith(b"0\r\n\r\n") for stream in streams] == [True] * STREAMS


def test_a_reader_goes_on_where_it_was_after_a_restart(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/log.db"
    with service(store) as (_, url):
        httpx2.post(f"{url}/v1/events", json=[event(id="a"), concluded(id="b")])
        assert [block.split("\n")[-3] for block in first_blocks(f"{url}{LIVE}?after=0", 2)] == ["id: 1", "id: 2"]
        httpx2.post(f"{url}/v1/events", json=event(id="c"))
    with service(store) as (_, url):
        httpx2.post(f"{url}/v1/events", json=event(id="d"))
        resumed = first_blocks(f"{url}{LIVE}?after=0", 2, {"last-event-id": "2"})
    assert [block.split("\n")[-3] for block in resumed] == ["id: 3", "id: 4"]


def test_a_last_event_id_of_another_log_is_refused(served: str) -> None:
    refused = httpx2.get(f"{served}{LIVE}", headers={"last-event-id": "7"})
    assert (refused.status_code, refused.json()["type"]) == (400, "/problems/bad-request")
