"""Rows that another process folds are those that this one would fold, whatever happens to that process."""

import asyncio
import logging
import os
import pickle
import random
import signal
import sys
from pathlib import Path

import orjson
import pytest

from events.edtf import day
from tests.history import said
from tests.timeline.engine.keeping.held import built
from tests.timeline.engine.keeping.random_history import history
from tests.timeline.engine.keeping.test_kept_rows import append_all, assert_same
from timeline.engine.keeping import keeper as keeping
from timeline.engine.keeping.messages import Made
from timeline.engine.keeping.processes import Others, Processes
from timeline.engine.keeping.remote import RemoteStrider
from timeline.engine.keeping.traffic import Traffic
from timeline.intake import read_json
from timeline.question import Question
from timeline.service import Service, open_service

pytestmark = pytest.mark.anyio


async def opened(path: Path) -> Service:
    return await open_service(f"sqlite:///{path}/a.db", folding_processes=3)


def other_process(service: Service) -> asyncio.subprocess.Process:
    assert service._keeper is not None
    walk = service._keeper._live
    assert isinstance(walk, RemoteStrider)
    return walk._others._others[1].process


async def caught_up(service: Service) -> bool:
    assert service._keeper is not None
    return await service._keeper.caught_up((await service.head()).position, 20)


async def test_another_process_folds_the_same(tmp_path: Path) -> None:
    chance = random.Random(5)
    service = await opened(tmp_path)
    try:
        for _ in range(3):
            await append_all(service, history(chance, 30))
            assert await caught_up(service)
            await assert_same(service, chance, 30)
        process = other_process(service)
    finally:
        await service.close()
    assert process.returncode is not None


async def test_a_process_that_is_killed_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeping, "RETRY_SECONDS", 0.01)
    caplog.set_level(logging.CRITICAL, logger=keeping.__name__)
    chance = random.Random(6)
    service = await opened(tmp_path)
    try:
        await append_all(service, history(chance, 20))
        assert await caught_up(service)
        killed = other_process(service)
        os.kill(killed.pid, signal.SIGKILL)
        await append_all(service, history(chance, 20))
        assert await caught_up(service)
        assert other_process(service).pid != killed.pid
        await assert_same(service, chance, 30)
    finally:
        await service.close()


async def test_the_other_process_ends_when_nobody_asks_any_more(tmp_path: Path) -> None:
    service = await opened(tmp_path)
    try:
        await service.append(read_json(orjson.dumps(said("exercise.held", "exercise/a", "2024-09-08"))))
        assert await caught_up(service)
        process = other_process(service)
        assert process.stdin is not None
        process.stdin.close()  # as when this process is killed
        async with asyncio.timeout(10):
            assert await process.wait() == 0
    finally:
        await service.close()


BABBLE = """
import sys
sys.stdout.buffer.write((8).to_bytes(8, "big") + b"no frame" + bytes(5_000_000))
"""


async def test_a_process_that_talks_nonsense_is_not_listened_to_and_ended() -> None:
    async def start() -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(sys.executable, "-c", BABBLE, stdin=pipe, stdout=pipe)

    processes = Processes(Others(start, 2, Traffic(lambda: 0, 0)))
    async with asyncio.timeout(20):
        await processes.begin({}, 0)
        with pytest.raises(pickle.UnpicklingError):
            await processes.hear(Made)
        await processes.close()


async def test_what_lies_in_the_working_directory_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("events.py", "timeline.py", "orjson.py"):
        (tmp_path / name).write_text("raise SystemExit('imported')")
    monkeypatch.chdir(tmp_path)
    service = await opened(tmp_path)
    try:
        await service.append(read_json(orjson.dumps(said("exercise.held", "exercise/a", "2024-09-08"))))
        assert await caught_up(service)
    finally:
        await service.close()


async def test_more_strides_may_be_asked_for_than_large_appends_leave(tmp_path: Path) -> None:
    """Three strides of 200 are asked for at once; two appends fill two of them, and the third has nothing."""
    held = [said("exercise.held", f"exercise/e{number:04}", "2024-09-08", id=f"h{number}") for number in range(1_000)]
    names = [event["subject"] for event in held]
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    for append in (held[:350], held[350:700], *([event] for event in held[700:720]), held[720:]):
        await append_all(service, iter([append]))
    await built(service)
    await service.close()
    service = await opened(tmp_path)
    try:
        service.rebuild(["exercises"], afresh=True)
        await built(service)
        for further in range(3):
            await append_all(service, iter([[said("exercise.held", f"exercise/f{further}", "2024-09-08")]]))
            assert await caught_up(service)
        rows = (await service.view(Question("exercises", on=day("2024-09-08"), limit=1_000))).rows
        assert [row.key for row in rows] == names
        assert service.keeping_failures == 0
    finally:
        await service.close()
