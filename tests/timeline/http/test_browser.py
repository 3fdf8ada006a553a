"""A browser follows the log through connections that are cut in the middle of a frame: skipped where there is no Chromium.

The page has to come from the origin of the service, so a proxy on loopback serves it and hands all else on.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread

import httpx2
import orjson
import pytest

from tests.timeline.http.sent import concluded, event

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking")
EVENTS, CUTS, SECONDS = 60, 4, 60
PAGE = """<!doctype html><meta charset="utf-8"><title>follow</title><script>
const seen = [], others = [], live = new EventSource("/v1/events/live?after=0");
for (const type of ["exercise.started", "exercise.concluded"])
  live.addEventListener(type, event => { seen.push([event.lastEventId, JSON.parse(event.data).position]); look(); });
live.onmessage = event => others.push(event.data);
const none = new EventSource("/v1/events/live?type=exercise.held");
none.onmessage = event => others.push(event.data);
let told = false;
function look() {
  if (seen.length < EVENTS || told) return;
  told = true;
  fetch("/told", {method: "POST", body: JSON.stringify({seen, others})});
}
</script>"""


class Proxy(ThreadingHTTPServer):
    """Serves the page, hands `/v1` on to the service, and cuts the first streams off; keeps the ids with which they were resumed."""

    daemon_threads = True

    def __init__(self, service: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.service = service
        self.resumed: dict[str, list[str | None]] = {}
        self.told: Queue[bytes] = Queue()


class Handler(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        if self.path == "/":
            self._answer("text/html", PAGE.replace("EVENTS", str(EVENTS)).encode())
        elif self.path.startswith("/v1/"):
            self._stream()
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        self.server.told.put(self.rfile.read(int(self.headers["content-length"])))
        self._answer("text/plain", b"")

    def _answer(self, media_type: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        resumed = self.server.resumed.setdefault(self.path, [])
        resumed.append(self.headers["last-event-id"])
        kept = {name: value for name, value in self.headers.items() if name.lower() in {"accept", "last-event-id", "sec-fetch-mode"}}
        bytes_max = 3_000 + 1_000 * len(resumed) if len(resumed) <= CUTS else None
        with httpx2.stream("GET", f"{self.server.service}{self.path}", headers=kept, timeout=SECONDS) as answer:
            self.send_response(answer.status_code)
            self.send_header("content-type", answer.headers["content-type"])
            self.end_headers()
            sent = 0
            for piece in answer.iter_bytes():
                self.wfile.write(piece if bytes_max is None else piece[: bytes_max - sent])
                self.wfile.flush()
                sent += len(piece)
                if bytes_max is not None and (sent >= bytes_max or "exercise.held" in self.path):
                    return

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the parent
        """Silence."""


@contextmanager
def browsing(url: str, profile: Path) -> Iterator[None]:
    assert CHROMIUM is not None
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", url]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.kill()


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_a_browser_misses_nothing_and_sees_nothing_twice_however_often_it_is_cut_off(served: str, tmp_path: Path) -> None:
    httpx2.post(f"{served}/v1/events", json=[event(id=f"a{number}") for number in range(EVENTS // 2)])
    with Proxy(served) as proxy:
        Thread(target=proxy.serve_forever, daemon=True).start()
        try:
            with browsing(f"http://127.0.0.1:{proxy.server_port}/", tmp_path):
                for number in range(EVENTS // 2):
                    httpx2.post(f"{served}/v1/events", json=concluded(id=f"b{number}"))
                told = orjson.loads(proxy.told.get(timeout=SECONDS))
        finally:
            proxy.shutdown()
    assert told["seen"] == [[str(position), position] for position in range(1, EVENTS + 1)]
    assert told["others"] == []
    first, *resumed = proxy.resumed["/v1/events/live?after=0"]
    assert (first, len(resumed)) == (None, CUTS)
    assert resumed == sorted(resumed, key=lambda one: int(one or 0))
    first, *resumed = proxy.resumed["/v1/events/live?type=exercise.held"]
    assert first is None
    assert resumed
    assert all(one is not None for one in resumed)
