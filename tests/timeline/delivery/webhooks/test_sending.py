"""What receivers can do to a sender, over sockets of the loopback."""

import asyncio
import gzip
import socket
import ssl
import tracemalloc

import pytest

from tests.timeline.delivery.webhooks.servers import Heard, Names, Talk, answering, server
from timeline.delivery.webhooks.addresses import Address, Policy
from timeline.delivery.webhooks.sending import HttpSender, Outcome, Resolve, Seconds, resolve

pytestmark = pytest.mark.anyio
QUICK = Seconds(connect=0.5, silence=0.3, whole=0.6, body=0.2)
BOUND_SECONDS = 1.5
"""What nobody may exceed, with those limits and a busy machine."""


async def closing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
    await writer.drain()
    writer.close()


async def silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def sender(look_up: Resolve = resolve, allowed: tuple[str, ...] = ("127.0.0.0/8",)) -> HttpSender:
    return HttpSender(Policy(allowed), look_up, QUICK)


async def sent(talk: Talk, path: str = "/hook") -> tuple[Outcome, Heard]:
    """One message to a server that answers so, within the time that a sender may take."""
    async with server(talk) as (port, heard):
        sending = sender()
        async with asyncio.timeout(BOUND_SECONDS):
            outcome = await sending.send(
                f"http://127.0.0.1:{port}{path}", {"content-type": "application/json", "webhook-id": "m"}, b'{"a":1}'
            )
            await sending.close()
        return outcome, heard


async def test_a_message_arrives_as_it_was_given() -> None:
    outcome, heard = await sent(answering(OK), "/hook?key=a%20b")
    (request,) = heard.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert (outcome.status, outcome.body, outcome.error, outcome.delivered, body) == (200, "ok", None, True, b'{"a":1}')
    assert head.startswith(b"POST /hook?key=a%20b HTTP/1.1\r\n")
    assert b"webhook-id: m" in head
    assert head.lower().count(b"host: 127.0.0.1:") == 1


@pytest.mark.parametrize(
    "talk",
    [
        silent,
        answering(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n", pause=0.05, forever=True),
        answering(b"HTTP/1.1 102 Processing\r\n\r\n", pause=0.05, forever=True),
        answering(b"HTTP/1.1 200 OK\r\nx: ", b"a" * 65_536, forever=True),
        answering(b"not http at all\r\n\r\n"),
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\n\r\n"),
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
    ],
    ids=["silence", "a dripping head", "endless interim answers", "an endless header", "no HTTP", "no length", "two lengths"],
)
async def test_an_answer_without_a_status_that_can_be_read_in_time_is_a_failure(talk: Talk) -> None:
    outcome, _ = await sent(talk)
    assert outcome.status is None
    assert not outcome.delivered
    assert outcome.error


@pytest.mark.parametrize(
    "talk",
    [
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"a", pause=0.05, forever=True),
        answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n", pause=0.05, forever=True),
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
        closing,
        answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"),
        answering(b"HTTP/1.1 204 No Content\r\n\r\n"),
    ],
    ids=["a dripping body", "dripping chunks", "a body that never comes", "a body cut short", "broken chunks", "no body"],
)
async def test_a_status_in_time_decides_whatever_body_follows(talk: Talk) -> None:
    outcome, _ = await sent(talk)
    assert outcome.delivered
    assert outcome.error is None


async def test_a_body_has_its_own_time_after_a_late_status() -> None:
    async def late(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.25)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
        await writer.drain()

    async with server(late) as (port, _):
        sending = HttpSender(Policy(["127.0.0.0/8"]), resolve, Seconds(connect=1, silence=1, whole=0.5, body=0.5))
        outcome = await sending.send(f"http://127.0.0.1:{port}/", {}, b"{}")
        await sending.close()
    assert (outcome.status, outcome.body, outcome.error) == (200, "half", None)


async def test_an_endless_body_costs_little_memory_and_its_beginning_is_kept() -> None:
    endless = answering(b"HTTP/1.1 500 Broken\r\nContent-Length: 999999999999\r\n\r\n", b"x" * 65_536, forever=True)
    tracemalloc.start()
    outcome, _ = await sent(endless)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (outcome.status, outcome.body) == (500, "x" * 1_024)
    assert most < 8_000_000


async def test_compressed_bodies_are_not_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 1_000_000)
    outcome, _ = await sent(answering(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb), bomb))
    assert (outcome.status, outcome.body) == (200, "(encoded)")


async def test_a_redirect_is_a_failure_and_is_not_followed() -> None:
    async with server(answering(OK)) as (private, untouched):
        redirect = b"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n" % private
        outcome, heard = await sent(answering(redirect))
    assert (outcome.status, outcome.delivered, heard.connections, untouched.connections) == (307, False, 1, 0)


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with server(answering(OK)) as (port, proxy):
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        outcome, heard = await sent(answering(OK))
    assert (outcome.status, len(heard.requests), proxy.connections) == (200, 1, 0)


async def test_a_connection_is_used_again() -> None:
    async with server(answering(OK)) as (port, heard):
        sending = sender()
        for _ in range(3):
            assert (await sending.send(f"http://127.0.0.1:{port}/", {}, b"{}")).delivered
        await sending.close()
    assert (len(heard.requests), heard.connections) == (3, 1)


async def test_an_address_that_does_not_answer_leaves_time_for_the_next() -> None:
    async with server(answering(OK)) as (port, heard):
        with socket.create_server(("127.0.0.2", port), backlog=0) as full:
            waiting = [socket.socket() for _ in range(4)]
            for each in waiting:
                each.setblocking(False)
                each.connect_ex(full.getsockname())
            sending = sender(Names(["127.0.0.2", "127.0.0.1"]))
            outcome = await sending.send(f"http://hooks.example:{port}/", {}, b"{}")
            await sending.close()
            for each in waiting:
                each.close()
    assert (outcome.status, heard.connections) == (200, 1)


@pytest.mark.parametrize("answer", [["127.0.0.1"], ["::1"], ["8.8.8.8", "127.0.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"]])
async def test_a_name_that_stands_for_a_private_address_is_not_called(answer: list[str]) -> None:
    async with server(answering(OK)) as (port, heard):
        sending = sender(Names(answer), allowed=())
        outcome = await sending.send(f"https://hooks.example:{port}/", {}, b"{}")
        await sending.close()
    assert (outcome.status, heard.connections) == (None, 0)
    assert "not sent" in str(outcome.error)


async def test_a_name_that_is_rebound_after_the_check_is_called_at_the_address_that_was_checked() -> None:
    names = Names(["127.0.0.1"], ["127.0.0.2"])
    async with server(answering(OK)) as (port, heard):
        sending = sender(names, allowed=("127.0.0.1/32",))
        first = await sending.send(f"http://hooks.example:{port}/", {}, b"{}")
        await sending.close()
        assert (first.delivered, names.asked, heard.connections) == (True, 1, 1)
        assert f"host: hooks.example:{port}".encode() in heard.requests[0].lower()
        again = sender(names, allowed=("127.0.0.1/32",))
        second = await again.send(f"http://hooks.example:{port}/", {}, b"{}")
        await again.close()
    assert (second.delivered, names.asked, heard.connections) == (False, 2, 1)
    assert "127.0.0.2 is loopback" in str(second.error)


async def test_tls_asks_for_the_name_and_trusts_nobody_unknown() -> None:
    hello = asyncio.get_running_loop().create_future()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hello.set_result(await reader.read(4_096))
        writer.close()

    listening = await asyncio.start_server(take, "127.0.0.1", 0)
    sending = sender(Names(["127.0.0.1"]))
    outcome = await sending.send(f"https://hooks.example:{listening.sockets[0].getsockname()[1]}/", {}, b"{}")
    listening.close()
    context = sending._pool("https")._ssl_context
    await sending.close()
    assert outcome.status is None
    assert b"hooks.example" in await hello
    assert context is not None
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


async def test_names_that_write_a_private_address_in_another_way_are_seen_through() -> None:
    sending = sender(allowed=())
    for host in ("localhost", "127.1", "2130706433", "0x7f000001"):
        outcome = await sending.send(f"https://{host}:8443/", {}, b"{}")
        assert outcome.status is None
        assert "not sent" in str(outcome.error) or "resolved" in str(outcome.error)
    await sending.close()


async def test_a_name_that_cannot_be_resolved_or_in_time_is_a_failure() -> None:
    async def unknown(host: str, port: int) -> list[Address]:
        raise OSError("no such host")

    async def slow(host: str, port: int) -> list[Address]:
        await asyncio.sleep(30)
        return []

    async with asyncio.timeout(BOUND_SECONDS):
        for look_up, said in ((unknown, "hooks.example cannot be resolved: no such host"), (slow, "in time")):
            sending = sender(look_up)
            outcome = await sending.send("https://hooks.example/", {}, b"{}")
            await sending.close()
            assert said in str(outcome.error)
