import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import orjson
import pytest

from tests.history import said
from timeline.delivery import frames as chunks
from timeline.delivery.frames import Frames, Pages
from timeline.delivery.sse import COMMENT, stream
from timeline.delivery.tail import Tail
from timeline.delivery.turns import Turns
from timeline.intake import read_json
from timeline.question import EventsPage, EventsQuestion
from timeline.service import Service, open_service

pytestmark = pytest.mark.anyio
Append = Callable[[int], Awaitable[None]]


@pytest.fixture(params=["memory:", "sqlite:///{}/log.db"])
async def service(anyio_backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Service]:
    opened = await open_service(request.param.format(tmp_path))
    yield opened
    await opened.close()


def tail_of(service: Service) -> Tail:
    async def head() -> int:
        return (await service.head()).position

    return Tail(head, poll_seconds=0.005)


def frames_of(service: Service, tail: Tail, pages: Pages | None = None) -> Frames:
    return Frames(pages or service.events, tail, Turns(service.is_appending), step_seconds=0.01)


async def append(service: Service, count: int, type_: str = "exercise.started") -> None:
    await service.append(read_json(orjson.dumps([said(type_, f"exercise/e{number}", "2024-09-08") for number in range(count)])))


def ids(block: bytes) -> list[int]:
    return [int(line.removeprefix(b"id: ")) for line in block.split(b"\n") if line.startswith(b"id: ")]


async def test_a_reader_gets_every_event_once_however_appends_fall(service: Service) -> None:
    tail, found = tail_of(service), []
    await append(service, 3)
    writer = asyncio.create_task(_append_slowly(service))
    async for block in stream(frames_of(service, tail), EventsQuestion(after=1)):
        found += ids(block)
        if found[-1] == 43:
            tail.close()
    await writer
    assert found == list(range(2, 44))


async def _append_slowly(service: Service) -> None:
    for number in range(20):
        await append(service, 2)
        await asyncio.sleep(0.002 * (number % 3))


async def test_readers_who_begin_anywhere_and_stop_anywhere_get_the_same(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Little is kept and pages are short, so that they share, lag behind what is kept, and read for themselves."""
    monkeypatch.setattr(chunks, "PAGE_EVENTS", 7)
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 1_500)
    monkeypatch.setattr(chunks, "KEPT_BYTES_MAX", 6_000)
    tail = tail_of(service)
    shared = frames_of(service, tail)
    await append(service, 20)
    writer = asyncio.create_task(_append_slowly(service))

    async def read(after: int) -> list[int]:
        found: list[int] = []
        async for block in stream(shared, EventsQuestion(after=after)):
            found += ids(block)
            await asyncio.sleep(0.001 * (after % 4))
            if found[-1] == 60:
                break
        return found

    starts = [0, 0, 0, 5, 13, 20, 20, 20]
    assert await asyncio.gather(*map(read, starts)) == [list(range(start + 1, 61)) for start in starts]
    await writer
    tail.close()


async def test_what_is_new_is_read_and_encoded_once_for_all_who_ask_the_same(service: Service) -> None:
    tail, asked = tail_of(service), list[EventsQuestion]()

    async def pages(question: EventsQuestion) -> EventsPage:
        asked.append(question)
        return await service.events(question)

    shared = frames_of(service, tail, pages)
    readers = [stream(shared, EventsQuestion(after=0, types=("exercise.*",))) for _ in range(300)]
    waiting = [asyncio.ensure_future(anext(reader)) for reader in readers]
    await asyncio.sleep(0.02)
    await append(service, 3)
    blocks = await asyncio.gather(*waiting)
    assert len(asked) == 1
    assert set(map(bytes, blocks)) == {blocks[0]}
    assert ids(blocks[0]) == [1, 2, 3]
    tail.close()


async def test_how_an_event_stands_is_looked_up_anew_for_whoever_asks_later(service: Service) -> None:
    tail = tail_of(service)
    shared, question = frames_of(service, tail), EventsQuestion(after=0, standing="effective")
    await append(service, 1)
    first = await anext(stream(shared, question))
    event = (await service.events(EventsQuestion())).events[0]
    claim = said("claim.retracted", "exercise/e0", "2024-09-08", target=event.id)
    await service.append(read_json(orjson.dumps([claim])))
    later = await anext(stream(shared, question))
    assert (ids(first), ids(later)) == ([1], [2])
    tail.close()


async def test_silence_is_broken_by_a_comment_and_ended_by_the_tail(service: Service) -> None:
    tail = tail_of(service)
    blocks = stream(frames_of(service, tail), EventsQuestion(after=0, types=("exercise.held",)), silence_seconds=1.02)
    await append(service, 1)
    assert [await anext(blocks), await anext(blocks)] == [COMMENT, COMMENT]
    tail.close()
    assert [block async for block in blocks] == []


async def test_appends_that_do_not_match_do_not_keep_a_reader_in_silence(service: Service) -> None:
    tail = tail_of(service)
    writer = asyncio.create_task(_append_slowly(service))
    blocks = stream(frames_of(service, tail), EventsQuestion(after=0, types=("exercise.held",)), silence_seconds=1.001)
    assert await anext(blocks) == COMMENT
    assert not writer.done()
    await writer
    tail.close()


async def test_who_asks_for_progress_is_told_how_far_the_log_was_looked_at(service: Service) -> None:
    tail = tail_of(service)
    await append(service, 4)
    blocks = stream(frames_of(service, tail), EventsQuestion(after=1, types=("exercise.held",)), progress=True, silence_seconds=1.02)
    assert [await anext(blocks), await anext(blocks)] == [b"retry: 1000\nid: 1\n\n", b"id: 4\n\n"]
    tail.close()


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


async def test_a_comment_ends_no_block_since_parsers_differ_about_blocks_without_data() -> None:
    assert COMMENT.startswith(b":")
    assert COMMENT.endswith(b"\n")
    assert not COMMENT.endswith(b"\n\n")
