"""Requests as bytes on a socket: those that cannot be read, and those that are open when the service ends."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.timeline.http.sent import event
from timeline.http.connection import ADDRESS_BYTES_MAX, HEADERS_BYTES_MAX
from timeline.http.server import listen, make_server, run
from timeline.record import Appended
from timeline.service import Service, open_service
from timeline.settings import Settings

HEAD = b"POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
FINE = b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n"

UNREADABLE: list[tuple[str, bytes, int, str]] = [
    ("a length with a letter", HEAD + b"content-length: 5x\r\n\r\nhello", 400, "bad-request"),
    ("a negative length", HEAD + b"content-length: -5\r\n\r\nhello", 400, "bad-request"),
    ("two lengths", HEAD + b"content-length: 5\r\ncontent-length: 6\r\n\r\nhello", 400, "bad-request"),
    ("a length and chunks", HEAD + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad-request"),
    ("a chunk without a size", HEAD + b"transfer-encoding: chunked\r\n\r\nzz\r\n", 400, "bad-request"),
    ("a second chunk without a size", HEAD + b"transfer-encoding: chunked\r\n\r\n1\r\n{\r\nzz\r\n", 400, "bad-request"),
    ("a header with a space in its name", b"GET / HTTP/1.1\r\nbad header: x\r\n\r\n", 400, "bad-request"),
    ("a header with a control character", b"GET / HTTP/1.1\r\nx: a\x01b\r\n\r\n", 400, "bad-request"),
    ("a header without a colon", b"GET / HTTP/1.1\r\nhost\r\n\r\n", 400, "bad-request"),
    ("an unknown version", b"GET / HTTP/3.0\r\nhost: localhost\r\n\r\n", 400, "bad-request"),
    ("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "bad-request"),
    ("bytes beyond ASCII in the address", b"GET /\xff HTTP/1.1\r\nhost: localhost\r\n\r\n", 400, "bad-request"),
    ("an authority for an address", b"CONNECT localhost:80 HTTP/1.1\r\nhost: localhost\r\n\r\n", 400, "bad-request"),
    ("no HTTP at all", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "bad-request"),
    ("an unknown method", b"FETCH / HTTP/1.1\r\nhost: localhost\r\n\r\n", 501, "unknown-method"),
    ("a method in small letters", b"get / HTTP/1.1\r\nhost: localhost\r\n\r\n", 501, "unknown-method"),
    ("a long address", b"GET /" + b"a" * ADDRESS_BYTES_MAX + b" HTTP/1.1\r\nhost: localhost\r\n\r\n", 414, "address-too-long"),
    ("an address without an end", b"GET /" + b"a" * 2_000_000, 414, "address-too-long"),
    ("a long header", b"GET / HTTP/1.1\r\nx: " + b"a" * HEADERS_BYTES_MAX + b"\r\n\r\n", 431, "headers-too-large"),
    ("a header without an end", b"GET / HTTP/1.1\r\nx: " + b"a" * 2_000_000, 431, "headers-too-large"),
    ("many headers", b"GET / HTTP/1.1\r\n" + b"x-header: value\r\n" * 10_000, 431, "headers-too-large"),
]


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    at = urlsplit(url)
    with socket.create_connection((at.hostname, at.port), timeout=10) as opened:
        yield opened


def everything(opened: socket.socket) -> bytes:
    """What comes until the service closes the connection."""
    return b"".join(iter(lambda: opened.recv(65_536), b""))


def answers(received: bytes) -> list[tuple[int, dict[str, str], Any]]:
    """Status, headers and JSON body of each answer, all with a length."""
    found = []
    while received:
        head, _, received = received.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        size = int(headers["content-length"])
        found.append((int(status.split()[1]), headers, json.loads(received[:size])))
        received = received[size:]
    return found


@pytest.mark.parametrize(("sent", "status", "slug"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE])
def test_what_is_no_request_is_answered_with_a_problem_and_the_connection_ends(served: str, sent: bytes, status: int, slug: str) -> None:
    with connected(served) as opened:
        opened.sendall(sent)
        (answered,) = answers(everything(opened))
    assert answered[0] == answered[2]["status"] == status
    assert answered[2]["type"] == f"/problems/{slug}"
    headers = answered[1]
    assert (headers["content-type"], headers["connection"]) == ("application/problem+json", "close")
    assert (headers["timeline-position"], headers["x-content-type-options"]) == ("0", "nosniff")


def test_an_unreadable_request_does_not_take_the_answer_of_the_one_before_it(served: str) -> None:
    body = json.dumps(event()).encode()
    with connected(served) as opened:
        opened.sendall(FINE + HEAD + b"content-length: %d\r\n\r\n" % len(body) + body + b"\x00\x00")
        assert [status for status, _, _ in answers(everything(opened))] == [200]
    with connected(served) as opened:
        opened.sendall(HEAD + b"content-length: %d\r\n\r\n" % len(body) + body + b"nonsense\r\n\r\n")
        ((status, _, answer),) = answers(everything(opened))
    assert (status, answer["position"]) == (201, 1)


def test_a_second_request_that_cannot_be_read_is_answered_too(served: str) -> None:
    with connected(served) as opened:
        opened.sendall(FINE)
        first = opened.recv(65_536)
        opened.sendall(b"FETCH / HTTP/1.1\r\n\r\n")
        assert [status for status, _, _ in answers(first + everything(opened))] == [200, 501]


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "QUERY", "PROPFIND"])
def test_a_method_that_an_address_does_not_have_is_answered_with_those_that_it_has(served: str, method: str) -> None:
    with connected(served) as opened:
        opened.sendall(f"{method} /v1/events HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode())
        ((status, headers, answer),) = answers(everything(opened))
    assert (status, headers["allow"], answer["type"]) == (405, "GET, HEAD, POST", "/problems/method-not-allowed")


def test_what_is_large_and_not_too_large_is_read(served: str) -> None:
    with connected(served) as opened:
        header = b"x: " + b"a" * (HEADERS_BYTES_MAX - 100)
        address = b"/v1/events?q=" + b"a" * (ADDRESS_BYTES_MAX - 100)
        opened.sendall(b"GET " + address + b" HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n" + header + b"\r\n\r\n")
        assert [status for status, _, _ in answers(everything(opened))] == [200]


def test_another_protocol_that_is_asked_for_is_not_taken_up(served: str) -> None:
    with connected(served) as opened:
        opened.sendall(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n")
        first = opened.recv(65_536)
        opened.sendall(FINE.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"))
        assert [status for status, _, _ in answers(first + everything(opened))] == [200, 200]


@pytest.mark.parametrize("path", ["/v1/events.ndjson", "/v1/events/live?after=0", "/v1/events"])
def test_a_client_of_an_older_http_gets_no_chunks(served: str, path: str) -> None:
    """RFC 9112, section 6.1."""
    body = json.dumps(event()).encode()
    with connected(served) as opened:
        opened.sendall(HEAD.replace(b"HTTP/1.1", b"HTTP/1.0") + b"content-length: %d\r\n\r\n" % len(body) + body)
        assert [status for status, _, _ in answers(everything(opened))] == [201]
    with connected(served) as opened:
        opened.sendall(f"GET {path} HTTP/1.0\r\nhost: localhost\r\n\r\n".encode())
        received = b""
        while b"exercise.started" not in received:
            received += opened.recv(65_536)
    head, _, rest = received.partition(b"\r\n\r\n")
    assert (b"transfer-encoding" in head.lower(), b"connection: close" in head) == (False, True)
    assert rest.startswith((b"{", b"retry: "))


def test_a_stream_with_a_request_behind_it_ends_when_its_reader_is_gone(served: str, caplog: pytest.LogCaptureFixture) -> None:
    with connected(served) as opened:
        opened.sendall(FINE + FINE.replace(b"/livez", b"/v1/events/live?after=0") + FINE)
        while b"text/event-stream" not in opened.recv(65_536):
            pass
        assert "timeline_subscribers 1.0" in httpx2.get(f"{served}/metrics").text
    until = time.monotonic() + 5
    while "timeline_subscribers 0.0" not in httpx2.get(f"{served}/metrics").text:
        assert time.monotonic() < until
        time.sleep(0.05)
    httpx2.post(f"{served}/v1/events", json=event())
    assert "Traceback" not in caplog.text


class Slow:
    """A service in a thread whose appends take a while, and which is told to stop while clients are about."""

    def __init__(self, settings: Settings, append_seconds: float = 0) -> None:
        self._settings = settings
        self._append_seconds = append_seconds
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: run(self._main()))
        self.url = ""

    def __enter__(self) -> "Slow":
        self._thread.start()
        assert self._started.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._thread.join(15)
        assert not self._thread.is_alive()

    def stop(self) -> None:
        self._server.should_exit = True

    def seconds_to_end(self) -> float:
        """From the word to stop until the thread is done."""
        asked = time.monotonic()
        self.stop()
        self._thread.join(15)
        return time.monotonic() - asked

    async def _main(self) -> None:
        service = await open_service("memory:")
        self._delay(service)
        with listen(self._settings) as listening:
            self._server = make_server(service, self._settings, listening, self._announce)
            await self._server.serve(sockets=[listening])
        await service.close()

    def _announce(self, url: str) -> None:
        self.url = url
        self._started.set()

    def _delay(self, service: Service) -> None:
        append = service.append

        async def slowly(*args: Any, **kwargs: Any) -> Appended:
            await asyncio.sleep(self._append_seconds)
            return await append(*args, **kwargs)

        service.append = slowly  # type: ignore[method-assign]


def test_a_request_that_is_still_being_sent_is_cut_when_the_service_ends(settings: Settings) -> None:
    with Slow(settings) as service, connected(service.url) as opened, connected(service.url) as silent, connected(service.url) as begun:
        silent.sendall(b"")
        begun.sendall(HEAD)
        opened.sendall(HEAD + b"content-length: 1000\r\n\r\n{")
        time.sleep(0.2)
        assert service.seconds_to_end() < 3
        ((status, headers, answer),) = answers(everything(opened))
        assert (status, answer["type"], headers["retry-after"]) == (503, "/problems/busy", "1")
        assert everything(silent) == everything(begun) == b""


def test_a_request_that_came_whole_is_answered_though_the_service_ends(settings: Settings) -> None:
    body = json.dumps(event()).encode()
    with Slow(settings, append_seconds=2) as service, connected(service.url) as opened:
        opened.sendall(HEAD + b"content-length: %d\r\n\r\n" % len(body) + body)
        time.sleep(0.2)
        assert 1 < service.seconds_to_end() < 4
        ((status, _, answer),) = answers(everything(opened))
        assert (status, answer["position"]) == (201, 1)


def test_a_request_that_is_whole_in_time_is_answered_though_the_service_ends(settings: Settings) -> None:
    body = json.dumps(event()).encode()
    with Slow(settings) as service, connected(service.url) as opened:
        opened.sendall(HEAD + b"content-length: %d\r\n\r\n" % len(body) + body[:5])
        time.sleep(0.2)
        service.stop()
        time.sleep(0.3)
        opened.sendall(body[5:])
        assert [status for status, _, _ in answers(everything(opened))] == [201]


def test_a_reader_of_a_stream_who_stopped_reading_does_not_hold_the_end_up(settings: Settings) -> None:
    with Slow(settings) as service, connected(service.url) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        large = event(data={"name": "x" * 50_000})
        opened.sendall(b"GET /v1/events/live HTTP/1.1\r\nhost: localhost\r\n\r\n")
        opened.recv(100)
        with httpx2.Client(base_url=service.url) as client:
            assert {client.post("/v1/events", json=large).status_code for _ in range(160)} == {201}
        assert service.seconds_to_end() < 3
