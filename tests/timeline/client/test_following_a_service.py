"""Following a real service that is killed again and again: nothing missing, nothing twice."""

import asyncio
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import orjson
import pytest

from tests.timeline.http.running import service
from tests.timeline.http.sent import event
from timeline import errors
from timeline.client import Client
from timeline.question import EventsQuestion

pytestmark = pytest.mark.anyio
KILLS = 3
EVENTS = 40
EVENT = orjson.dumps(event())


async def append(client: Client, number: int) -> None:
    """As a careful client does: with an id, again until it is answered."""
    body = b'{"id": "e%d", ' % number + EVENT[1:]
    while True:
        try:
            await client.append(body, ndjson=False)
        except errors.StoreUnavailable:
            await asyncio.sleep(0.05)
        else:
            return


async def test_every_event_comes_once_and_in_order_though_the_service_is_killed(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/log.db"
    async with AsyncExitStack() as clients:
        with ExitStack() as running:
            _, url = running.enter_context(service(store))
            port = int(url.rpartition(":")[2])
            client = Client(url)
            clients.push_async_callback(client.close)
            following = client.follow(EventsQuestion(after=0))
            found = asyncio.create_task(_positions(client, EventsQuestion(after=0), EVENTS))
            appended = asyncio.create_task(_append_all(client))
            assert (await anext(following))["position"] == 1
            for _ in range(KILLS):
                await asyncio.sleep(0.3)
                running.close()
                running.enter_context(service(store, port))
            await appended
            assert await asyncio.wait_for(found, 20) == list(range(1, EVENTS + 1))
            await following.aclose()
            again = client.follow(EventsQuestion(after=int(following.cursor or "")))
            assert (await anext(again))["position"] == int(following.cursor or "") + 1
            await again.aclose()


async def _append_all(client: Client) -> None:
    for number in range(EVENTS):
        await append(client, number)
        await asyncio.sleep(0.03)


async def _positions(client: Client, question: EventsQuestion, count: int) -> list[int]:
    following, found = client.follow(question), list[int]()
    async for one in following:
        found.append(one["position"])
        if len(found) == count:
            following.stop()
    return found
