"""One owner a store, however the owner ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.timeline.log.reports import report
from timeline.errors import StoreOwned, StoreUnavailable
from timeline.log.lock import StoreLock
from timeline.log.open import open_log
from timeline.log.protocol import Selection

pytestmark = pytest.mark.anyio

OWN = """
import asyncio, sys
from timeline.log.open import open_log
async def own():
    await open_log(sys.argv[1])
    print("open", flush=True)
    await asyncio.sleep(60)
asyncio.run(own())
"""

APPEND = """
import asyncio, sys
from tests.timeline.log.reports import report
from timeline.engine.writer import Writer
from timeline.log.open import open_log
async def caller(writer, caller):
    for number in range(1_000_000):
        batch = [report(f"{sys.argv[2]}.{caller}.{number}.{i}", "exercise.started", f"exercise/e{number % 5}") for i in range(3)]
        done = await writer.append(batch)
        print(*(receipt.id for receipt in done.receipts), flush=True)
async def main():
    writer = Writer(await open_log(sys.argv[1]))
    await asyncio.gather(*(caller(writer, n) for n in range(4)))
asyncio.run(main())
"""


@contextmanager
def child(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    root = Path(__file__).parents[3]
    with subprocess.Popen([sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, text=True, cwd=root, bufsize=1) as process:
        try:
            yield process
        finally:
            process.kill()


async def test_a_second_owner_is_refused_and_told_whom_to_ask(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'log.db'}"
    log = await open_log(store)
    with pytest.raises(StoreOwned, match=rf"process {os.getpid()} owns .*--url"):
        await open_log(store)
    await log.close()
    await (await open_log(store)).close()


async def test_two_names_of_one_file_meet_in_one_lock(tmp_path: Path) -> None:
    (tmp_path / "other.db").symlink_to(tmp_path / "log.db")
    log = await open_log(f"sqlite:///{tmp_path / 'log.db'}")
    with pytest.raises(StoreOwned):
        await open_log(f"sqlite:///{tmp_path / 'other.db'}")
    await log.close()


async def test_a_store_that_cannot_be_opened_is_not_kept_locked(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(b"no database" * 1_000)
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="not a database"):
            await open_log(f"sqlite:///{path}")


async def test_a_lock_dies_with_a_killed_owner(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'log.db'}"
    with child(OWN, store) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "open\n"
        with pytest.raises(StoreOwned, match=f"process {owner.pid} "):
            await open_log(store)
        owner.send_signal(signal.SIGKILL)
        owner.wait(10)
    log = await open_log(store)
    await log.close()


def test_a_lock_is_let_go_once(tmp_path: Path) -> None:
    lock = StoreLock.take(tmp_path / "log.db")
    lock.release()
    lock.release()
    StoreLock.take(tmp_path / "log.db").release()


def test_a_lock_needs_a_place(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="cannot make the lock file"):
        StoreLock.take(tmp_path / "nowhere" / "log.db")


async def test_what_was_answered_survives_a_kill(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'log.db'}"
    answered: list[str] = []
    for number, answers in enumerate((1, 40, 120)):
        with child(APPEND, store, f"round{number}") as writing:
            assert writing.stdout is not None
            lines = [writing.stdout.readline() for _ in range(answers)]
            writing.send_signal(signal.SIGKILL)
            lines += writing.stdout.readlines()
        answered += " ".join(line for line in lines if line.endswith("\n")).split()
        reader = await open_log(store, read_only=True)
        assert (await reader.head()).position >= len(answered), "read beside nobody, with the write-ahead log still there"
        await reader.close()
        log = await open_log(store)
        events = await log.read(Selection())
        assert set(answered) <= {event.id for event in events}
        assert [event.position for event in events] == list(range(1, len(events) + 1))
        assert len(events) % 3 == number % 3, "whole appends, and one event after each round"
        for subject in {event.subject for event in events}:
            versions = [event.version for event in events if event.subject == subject]
            assert versions == list(range(1, len(versions) + 1))
        await log.append([[report(f"after-{number}")]])
        await log.close()
