import os
import signal
import socket
import subprocess
import sys
import threading
import time

import httpx2
import pytest

from tests.timeline.http.sent import concluded, event
from timeline.errors import Refused
from timeline.http.server import is_loopback, listen
from timeline.settings import load

PROGRAM = """
import asyncio
from timeline.http.server import run, serve
from timeline.service import open_service
from timeline.settings import load

async def main():
    service = await open_service("memory:")
    await serve(service, load(port=0), lambda url: print(url, flush=True))
    await service.close()
    print("closed", flush=True)

run(main())
"""


def read(url: str, count: int, headers: dict[str, str] | None = None) -> list[dict[str, str]]:
    """The first frames of a stream, by field."""
    found: list[dict[str, str]] = [{}]
    with httpx2.stream("GET", url, headers=headers, timeout=10) as stream:
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        for line in stream.iter_lines():
            if line:
                field, _, value = line.partition(": ")
                found[-1][field] = value
            elif len(found) == count:
                break
            else:
                found.append({})
    return found


def test_a_stream_gives_history_and_then_what_comes(served: str) -> None:
    httpx2.post(f"{served}/v1/events", json=[event(id="a"), concluded(id="b")])
    found: list[dict[str, str]] = []
    reader = threading.Thread(target=lambda: found.extend(read(f"{served}/v1/events/live?after=0", 3)))
    reader.start()
    time.sleep(0.3)
    httpx2.post(f"{served}/v1/events", json=event(id="c"))
    reader.join(timeout=10)
    assert [(one["id"], one["event"]) for one in found] == [
        ("1", "exercise.started"),
        ("2", "exercise.concluded"),
        ("3", "exercise.started"),
    ]
    assert '"id":"c"' in found[2]["data"]
    assert ["retry" in one for one in found] == [True, False, False]


def test_last_event_id_comes_before_after_and_filters_hold(served: str) -> None:
    httpx2.post(f"{served}/v1/events", json=[event(id="a"), concluded(id="b"), event(id="c")])
    resumed = read(f"{served}/v1/events/live?after=0", 1, {"last-event-id": "1"})
    filtered = read(f"{served}/v1/events/live?after=0&type=exercise.started", 2)
    assert [one["id"] for one in resumed + filtered] == ["2", "1", "3"]
    assert httpx2.get(f"{served}/v1/events/live", headers={"last-event-id": "x"}).status_code == 400
    assert httpx2.head(f"{served}/v1/events/live").status_code == 200


def test_a_body_that_is_too_large_is_refused_and_the_connection_still_good(served: str) -> None:
    with httpx2.Client(base_url=served) as client:
        assert client.post("/v1/events", content=b" " * 5_000_000, headers={"content-type": "application/json"}).status_code == 413
        assert client.post("/v1/events", json=event()).status_code == 201


def test_the_service_ends_cleanly_on_sigterm_though_somebody_listens() -> None:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "."})
    assert process.stdout is not None
    try:
        url = process.stdout.readline().strip()
        with httpx2.stream("GET", f"{url}/v1/events/live", timeout=10) as stream:
            process.send_signal(signal.SIGTERM)
            asked = time.monotonic()
            assert list(stream.iter_lines()) == []
        assert process.wait(timeout=5) == 0
        assert process.stdout.read() == "closed\n"
        assert time.monotonic() - asked < 3
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_beyond_loopback_nothing_is_served_unless_said() -> None:
    with pytest.raises(Refused, match="--open"):
        listen(load(host="0.0.0.0", port=0))
    with listen(load(host="0.0.0.0", port=0, open=True)) as listening:
        assert listening.getsockname()[1] > 0


def test_a_port_that_is_taken_is_a_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match=f"port {port}.*--port"):
            listen(load(port=port))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.3.2.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("example.org", False),
    ],
)
def test_loopback_is_what_only_this_machine_reaches(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_process_may_open_a_file_for_every_stream_as_far_as_the_machine_lets_it() -> None:
    program = (
        "import resource as r; from timeline.http.server import allow_files; r.setrlimit(r.RLIMIT_NOFILE, (100, 3000));"
        "allow_files(2000); print(r.getrlimit(r.RLIMIT_NOFILE)); allow_files(9000); print(r.getrlimit(r.RLIMIT_NOFILE));"
        "allow_files(50); print(r.getrlimit(r.RLIMIT_NOFILE))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "."}
    )
    assert shown.stdout.splitlines() == ["(2000, 3000)", "(3000, 3000)", "(3000, 3000)"]
