"""Everything at once: a real sender, a receiver that does its worst, hours of simulated time."""

import asyncio

import orjson
import pytest

from tests.timeline.delivery.webhooks.conftest import House
from tests.timeline.delivery.webhooks.servers import Names, Talk, answering, server
from tests.timeline.delivery.webhooks.simulated import until
from timeline.delivery.webhooks import schedule
from timeline.delivery.webhooks.addresses import Policy
from timeline.delivery.webhooks.sending import HttpSender, Seconds
from timeline.delivery.webhooks.wanted import read_wanted

pytestmark = pytest.mark.anyio
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def hanging(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def test_nothing_is_lost_or_disordered_or_sent_astray_by_a_receiver_that_does_its_worst_for_hours() -> None:
    worst: list[Talk] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await (worst.pop(0) if worst else answering(OK))(reader, writer)
        writer.close()

    names = Names(["127.0.0.1"])
    policy = Policy(["127.0.0.1/32"])
    house = House("memory:", policy, HttpSender(policy, names, Seconds(0.5, 0.3, 0.6, 0.2)))
    async with server(answering(OK)) as (private, untouched), server(talk) as (port, heard):
        worst += [
            answering(b"HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n"),
            hanging,
            answering(b"HTTP/1.1 307 Moved\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n" % private),
            answering(b"HTTP/1.1 503 Busy\r\nContent-Length: 999999999999\r\n\r\n", b"x" * 65_536, forever=True),
        ]
        await house.up()
        began = house.time.now
        made = await house.webhooks.create(read_wanted({"url": f"http://hooks.example:{port}/", "types": ["*"]}))
        appended = await house.append(3)
        for attempt, delay in enumerate(schedule.DELAYS_SECONDS[:5], 1):
            await until(lambda: house.time.anybody_asleep)
            assert len(heard.requests) == min(attempt, 4), "the fifth is not sent: the name has become that of a private address"
            names.answers = [["127.0.0.2"]] if attempt == 4 else [["127.0.0.1"]]
            await house.time.pass_(delay)
        await until(lambda: len(heard.requests) == 7)
        await until(lambda: not worst)
        assert house.time.now - began > 7 * 3_600 * 1_000_000
        received = [orjson.loads(request.partition(b"\r\n\r\n")[2])["data"]["id"] for request in heard.requests]
        assert received == [appended[0]] * 5 + appended[1:]
        await asyncio.sleep(0.05)
        deliveries = await house.webhooks.deliveries(made.id, before=None, limit=10)
        assert [(each.status, each.attempts) for each in deliveries] == [("delivered", 1), ("delivered", 1), ("delivered", 6)]
        assert untouched.connections == 0
        await house.down()
