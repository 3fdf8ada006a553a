import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from tests.history import said
from timeline.delivery.sse import COMMENT, stream
from timeline.delivery.tail import Tail
from timeline.intake import read_json
from timeline.question import EventsQuestion
from timeline.service import Service, open_service

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["memory:", "sqlite:///{}/log.db"])
async def service(anyio_backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Service]:
    opened = await open_service(request.param.format(tmp_path))
    yield opened
    await opened.close()


def tail_of(service: Service) -> Tail:
    async def head() -> int:
        return (await service.head()).position

    return Tail(head, poll_seconds=0.005)


async def append(service: Service, count: int) -> None:
    await service.append(
        read_json(orjson.dumps([said("exercise.started", f"exercise/e{number}", "2024-09-08") for number in range(count)]))
    )


async def test_a_reader_gets_every_event_once_however_appends_fall(service: Service) -> None:
    tail, found = tail_of(service), []
    await append(service, 3)
    writer = asyncio.create_task(_append_slowly(service))
    async for block in stream(service.events, tail, EventsQuestion(after=1)):
        found += [int(line.removeprefix(b"id: ")) for line in block.split(b"\n") if line.startswith(b"id: ")]
        if found[-1] == 43:
            tail.close()
    await writer
    assert found == list(range(2, 44))


async def _append_slowly(service: Service) -> None:
    for number in range(20):
        await append(service, 2)
        await asyncio.sleep(0.002 * (number % 3))


async def test_silence_is_broken_by_a_comment_and_ended_by_the_tail(service: Service) -> None:
    tail = tail_of(service)
    blocks = stream(service.events, tail, EventsQuestion(after=0, types=("exercise.held",)), silence_seconds=0.02)
    await append(service, 1)
    assert [await anext(blocks), await anext(blocks)] == [COMMENT, COMMENT]
    tail.close()
    assert [block async for block in blocks] == []


async def test_an_append_that_is_announced_wakes_at_once(service: Service) -> None:
    async def head() -> int:
        return (await service.head()).position

    tail = Tail(head, poll_seconds=60)
    waiting = asyncio.create_task(tail.beyond(0, seconds=30))
    await asyncio.sleep(0.01)
    await append(service, 1)
    tail.wake()
    assert await asyncio.wait_for(waiting, 1) is True
    tail.close()
    assert await tail.beyond(1, seconds=30) is False
