"""Streams of views as bytes: what comes while somebody listens, silence, ids without events, days, work that is shared, the end."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import orjson
import pytest

from tests.timeline.delivery.stage import STORES, Stage
from tests.timeline.engine.following.streamed import DAY
from timeline.delivery import horizon
from timeline.delivery.sse import COMMENT
from timeline.delivery.view_stream import ViewStreams
from timeline.delivery.webhooks.model import Topic
from timeline.delivery.webhooks.view_changes import ViewChanges
from timeline.engine.following.followed import Followed, Page, Reach
from timeline.engine.following.place import Place
from timeline.engine.keeping.keeper import Keeper
from timeline.engine.keeping.stride import Walk
from timeline.errors import StoreUnavailable
from timeline.projections.catalog import views
from timeline.question import Question
from timeline.service import Service

pytestmark = pytest.mark.anyio
ACTIVE = Question("active-exercises")
Frame = tuple[str, str, Any]
"""An id, a name, and the data."""


class Streaming(Stage):
    """With streams."""

    def begin(self) -> None:
        self.streams = ViewStreams(self.service, self.tail)

    async def close(self) -> None:
        await self.streams.close()

    async def open(
        self, question: Question = ACTIVE, *, resumes: str | None = None, silence: float = 15.0, **more: Any
    ) -> AsyncIterator[bytes]:
        followed, place = await self.service.following(question, resumes=resumes, **more)
        return self.streams.stream(followed, place, progress=True, silence_seconds=silence)


@pytest.fixture(params=STORES)
async def stage(
    anyio_backend: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Streaming]:
    monkeypatch.setattr(horizon, "LOOK_SECONDS", 0.01)
    async with Streaming.on(request.param, tmp_path) as made:
        yield made


def frames(block: bytes) -> Iterator[Frame]:
    for text in block.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in text.split("\n") if line and not line.startswith(":"))
        if "data" in fields:
            yield fields["id"], fields["event"], orjson.loads(fields["data"])


async def next_frames(stream: AsyncIterator[bytes], count: int) -> list[Frame]:
    found: list[Frame] = []
    while len(found) < count:
        found += frames(await anext(stream))
    return found


async def test_what_comes_is_told_once_and_a_day_that_passes_too(stage: Streaming) -> None:
    stream = await stage.open()
    await stage.report("a", "2024-09-05/2024-09-06", id="a")
    await stage.report("b", "2024-09-01", id="b")
    await stage.report("c", "2024-09-04/2024-09-05", id="c")
    added = await next_frames(stream, 2)
    assert [(name, said["key"], said["because"]) for _, name, said in added] == [
        ("row.added", "exercise/a", ["a"]), ("row.added", "exercise/c", ["c"]),
    ]  # fmt: skip
    stage.lived.now += 2 * DAY
    passed = await next_frames(stream, 2)
    assert [(name, said["key"], said["because"]) for _, name, said in passed] == [
        ("row.removed", "exercise/c", "clock"), ("row.removed", "exercise/a", "clock"),
    ]  # fmt: skip
    again = await stage.open(resumes=added[0][0])
    assert await next_frames(again, 3) == [added[1], *passed]


async def test_the_first_block_says_when_to_come_back(stage: Streaming) -> None:
    stream = await stage.open()
    await stage.report("a", "2024-09-05")
    await stage.report("b", "2024-09-05")
    blocks = [await anext(stream), await anext(stream)] if stage.service.kept_until("exercises") is None else [await anext(stream)]
    assert b"".join(blocks).startswith(b"retry: 1000\nid: ")
    assert b"".join(blocks).count(b"retry") == 1


async def test_silence_is_broken_by_an_id_where_there_is_a_newer_one_else_by_a_comment(stage: Streaming) -> None:
    stream = await stage.open(silence=0.05)
    first = await anext(stream)
    assert first.startswith(b": nothing up to position 0\nid: ")
    assert first.count(b"\n") == 3
    assert [await anext(stream), await anext(stream)] == [COMMENT, COMMENT]
    await stage.report("a", "2024-01-01")
    while (block := await anext(stream)) == COMMENT:
        pass
    assert block.startswith(b": nothing up to position 1\nid: ")
    cursor = block.split(b"id: ")[1].strip().decode()
    again = await stage.open(resumes=cursor, silence=0.05)
    await stage.report("b", "2024-09-05", id="b")
    assert [said["because"] for _, _, said in await next_frames(again, 1)] == [["b"]]


async def test_appends_that_concern_nobody_do_not_put_off_the_comment(stage: Streaming) -> None:
    stream = await stage.open(silence=0.1)

    async def keep_appending() -> None:
        for number in range(1_000):
            await stage.report(f"x{number}", "2024-01-01")
            await asyncio.sleep(0.005)

    writer = asyncio.create_task(keep_appending())
    with anyio.fail_after(2):
        for _ in range(3):
            assert (await anext(stream)).startswith(b":")
    writer.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await writer


async def test_many_at_one_place_share_the_work_and_the_bytes(stage: Streaming, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Place] = []
    followed = Service.followed

    async def counted(self: Service, question: Followed, place: Place, reach: Reach) -> Page:
        asked.append(place)
        return await followed(self, question, place, reach)

    monkeypatch.setattr(Service, "followed", counted)
    streams = [await stage.open() for _ in range(200)]
    listening = [asyncio.create_task(next_frames(stream, 3)) for stream in streams]
    await asyncio.sleep(0.05)
    for name in "abc":
        await stage.report(name, "2024-09-05", id=name)
        await asyncio.sleep(0.05)
    found = await asyncio.gather(*listening)
    assert all(one == found[0] for one in found)
    assert len(asked) < 60


async def test_a_reader_that_lags_misses_nothing(stage: Streaming, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.delivery.view_pages.PAGES_KEPT", 2)
    slow, quick = await stage.open(), await stage.open()
    found = []
    for number in range(30):
        await stage.report(f"e{number:02}", "2024-09-05")
        found += await next_frames(quick, 1)
    assert await next_frames(slow, 30) == found


async def test_a_store_that_fails_for_a_while_is_waited_for(stage: Streaming, monkeypatch: pytest.MonkeyPatch) -> None:
    followed, failures = Service.followed, iter([True] * 3)

    async def failing(self: Service, question: Followed, place: Place, reach: Reach) -> Page:
        if next(failures, False):
            raise StoreUnavailable("planted")
        return await followed(self, question, place, reach)

    monkeypatch.setattr(Service, "followed", failing)
    monkeypatch.setattr("timeline.delivery.view_stream.LOOK_SECONDS", 0.01)
    stream = await stage.open()
    await stage.report("a", "2024-09-05")
    assert len(await next_frames(stream, 1)) == 1


async def test_streams_end_when_the_tail_is_closed(stage: Streaming) -> None:
    stream = await stage.open()
    waiting = asyncio.create_task(_all(stream))
    await asyncio.sleep(0.05)
    stage.tail.close()
    with anyio.fail_after(1):
        assert await waiting == []
    assert [block async for block in await stage.open()] == []


async def _all(stream: AsyncIterator[bytes]) -> list[bytes]:
    return [block async for block in stream]


async def test_nobody_looks_when_nobody_listens(stage: Streaming) -> None:
    stream = await stage.open()
    await stage.report("a", "2024-09-05")
    await anext(stream)
    assert stage.streams._horizon._watcher is not None
    await stream.aclose()  # type: ignore[attr-defined]
    with anyio.fail_after(2):
        while stage.streams._horizon._watcher is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_rows_of_newer_code_are_told_while_the_log_is_quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(horizon, "LOOK_SECONDS", 0.01)
    async with Streaming.on(STORES[1], tmp_path) as older:
        await older.report("a", "2024-09-05", id="a")
        await older.service.kept_rows_came(1, patience_seconds=0, seconds=5)
    swap, may_swap = Keeper._swap, asyncio.Event()

    async def late(self: Keeper, built: Walk) -> None:
        await may_swap.wait()
        await swap(self, built)

    monkeypatch.setattr(Keeper, "_swap", late)
    newer = {name: replace(view, version=2) if name == ACTIVE.view else view for name, view in views().items()}
    monkeypatch.setattr("timeline.service.views", lambda: newer)
    async with Streaming.on(STORES[1], tmp_path) as stage:
        stream = await stage.open(snapshot=True, silence=60)
        webhook = ViewChanges(stage.service, stage.tail)
        news = asyncio.create_task(webhook.news(Topic(view=ACTIVE.view), await webhook.begin(Topic(view=ACTIVE.view))))
        assert [name for _, name, _ in await next_frames(stream, 2)] == ["row.added", "view.snapshot"]
        await asyncio.sleep(0.05)
        assert not news.done()
        may_swap.set()
        with anyio.fail_after(5):
            reset, *snapshot = await next_frames(stream, 3)
            await news
        assert (reset[1], reset[2]["version"]) == ("view.reset", "2")
        assert [name for _, name, _ in snapshot] == ["row.added", "view.snapshot"]
