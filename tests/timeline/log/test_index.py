"""The index that follows the log in SQLite: behind by any number of events it gives the same answers."""

import asyncio
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timeline.log.reports import report
from tests.timeline.log.test_lock import child
from timeline.log.memory import MemoryLog
from timeline.log.open import open_log
from timeline.log.protocol import Log, Selection
from timeline.log.sqlite import index, indexer
from timeline.log.sqlite.connection import transaction
from timeline.log.sqlite.log import SqliteLog
from timeline.record import Appended, Proposed

NEVER_SECONDS = 3_600.0
KINDS = ("exercise.started", "exercise.concluded")
ACTORS = ("FR", "JP")
NAMES = ("Brunet Takamori", "Élan", "日仏")

selections = st.builds(
    Selection,
    after=st.none() | st.integers(0, 12),
    until=st.none() | st.integers(0, 12),
    limit=st.none() | st.integers(1, 4),
    descending=st.booleans(),
    types=st.sampled_from([(), KINDS[:1], KINDS[1:], ("exercise.*",)]),
    subject=st.sampled_from([None, "exercise/e0", "exercise/"]),
    actor=st.sampled_from([None, *ACTORS, "US"]),
    q=st.sampled_from([None, "takamori", '"brunet takamori"', "elan", "仏", "nothing"]),
)
PROBES = [Selection(q="takamori"), Selection(actor="JP", descending=True), Selection(types=KINDS[:1]), Selection(subject="exercise/e1")]
actions = st.lists(st.integers(1, 4) | selections | st.just("index a part"), max_size=12)


def some(number: int) -> Proposed:
    data = {"name": NAMES[number % 3], "participants": list(ACTORS[: number % 3])}
    kind = KINDS[number % 5 == 0]
    return report(f"n{number}", kind, f"exercise/e{number % 2}", data=data if kind == "exercise.started" else {"name": NAMES[number % 3]})


@contextmanager
def paced(*, pause: float = NEVER_SECONDS, behind: int = 1_000, walked: int = 1_000, part: int = 2) -> Iterator[None]:
    """Set when the index is brought up. As it stands here nothing does it but closing."""
    with (
        patch.object(indexer, "PAUSE_SECONDS", pause),
        patch.object(indexer, "BEHIND_MAX", behind),
        patch.object(indexer, "WALKED_MAX", walked),
        patch.object(index, "PART_EVENTS", part),
    ):
        yield


async def opened(path: Path, *, read_only: bool = False) -> SqliteLog:
    log = await open_log(f"sqlite:///{path}", read_only=read_only)
    assert isinstance(log, SqliteLog)
    return log


async def index_part(log: SqliteLog) -> int:
    return await log.writing(index.index_part)


async def indexed(log: SqliteLog) -> int:
    return await log.reading(index.indexed_until)


async def reaches(log: SqliteLog, position: int) -> bool:
    """Whether the index gets there within ten seconds."""
    for _ in range(1_000):
        if await indexed(log) >= position:
            return True
        await asyncio.sleep(0.01)
    return False


async def ids(log: Log, selection: Selection) -> list[str]:
    return [event.id for event in await log.read(selection)]


@settings(max_examples=60, deadline=None)
@given(actions, st.sampled_from([0, 1, 1_000]))
def test_answers_are_right_however_far_the_index_is_behind(steps: list[Any], walked: int) -> None:
    async def compare(path: Path) -> None:
        log, plain = await opened(path), MemoryLog()
        beside = await opened(path, read_only=True)
        count = 0
        for step in steps:
            if isinstance(step, int):
                batch = [some(count + more) for more in range(step)]
                count += step
                await log.append([batch])
                await plain.append([batch])
            elif isinstance(step, Selection):
                expected = await ids(plain, step)
                assert await ids(beside, step) == expected
                assert await ids(log, step) == expected
            else:
                await index_part(log)
            for probe in PROBES:
                assert await ids(beside, probe) == await ids(plain, probe)
            for until, limit in ((count, 9), (count // 2, 9), (count, 1)):
                expected_subjects = await plain.subjects(prefix="exercise/", after="", limit=limit, until=until)
                assert await beside.subjects(prefix="exercise/", after="", limit=limit, until=until) == expected_subjects
        await beside.close()
        await log.close()

    with paced(walked=walked), tempfile.TemporaryDirectory() as directory:
        asyncio.run(compare(Path(directory) / "log.db"))


APPEND = """
import asyncio, sys
from tests.timeline.log.test_index import index_part, opened, paced, some
from pathlib import Path
async def main():
    log = await opened(Path(sys.argv[1]))
    await log.append([[some(number) for number in range(5)]])
    for _ in range(int(sys.argv[2])):
        await index_part(log)
    print("appended", flush=True)
    await asyncio.sleep(60)
with paced():
    asyncio.run(main())
"""


@pytest.mark.anyio
@pytest.mark.parametrize("parts", [0, 1])
async def test_a_killed_owner_leaves_right_answers_and_the_next_one_goes_on(tmp_path: Path, parts: int) -> None:
    path = tmp_path / "log.db"
    with child(APPEND, str(path), str(parts)) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == "appended\n"
        owner.send_signal(signal.SIGKILL)
        owner.wait(10)
    reader = await opened(path, read_only=True)
    assert await indexed(reader) == 2 * parts
    assert await ids(reader, Selection(q="takamori")) == ["n0", "n3"]
    assert await ids(reader, Selection(actor="JP", descending=True)) == ["n2"]
    assert await ids(reader, Selection(types=KINDS[:1], limit=3)) == ["n1", "n2", "n3"]
    assert await ids(reader, Selection(subject="exercise/e0")) == ["n0", "n2", "n4"]
    await reader.close()
    with paced():
        owner_after = await opened(path)
        [appended] = await owner_after.append([[report("n5", "exercise.started", "exercise/e1", expected_version=2)]])
        assert isinstance(appended, Appended)
        await owner_after.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT position FROM indexed").fetchall() == [(6,)]
    assert connection.execute("SELECT position FROM kinds ORDER BY position").fetchall() == [(n,) for n in range(1, 7)]
    connection.close()


@pytest.mark.anyio
async def test_a_part_that_breaks_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    with paced():
        log = await opened(tmp_path / "log.db")
        await log.append([[some(number) for number in range(5)]])

        def broken(connection: sqlite3.Connection) -> None:
            index.index_part(connection)
            raise RuntimeError("stopped")

        assert log._writer is not None
        with pytest.raises(RuntimeError):
            await log._writer.run(lambda connection: transaction(connection, broken))
        assert await indexed(log) == 0
        assert await ids(log, Selection(q="takamori")) == ["n0", "n3"]
        await log.close()


@pytest.mark.anyio
@pytest.mark.parametrize(("pause", "behind", "least"), [(0.0, 1_000, 9), (NEVER_SECONDS, 3, 6)])
async def test_the_index_follows_when_appends_pause_or_it_is_far_behind(tmp_path: Path, pause: float, behind: int, least: int) -> None:
    with paced(pause=pause, behind=behind):
        log = await opened(tmp_path / "log.db")
        await log.append([[some(number) for number in range(9)]])
        assert await reaches(log, least)
        await log.close()


@pytest.mark.anyio
async def test_a_reader_has_the_index_brought_up_as_far_as_it_reads(tmp_path: Path) -> None:
    with paced(walked=0):
        log = await opened(tmp_path / "log.db")
        await log.append([[some(number) for number in range(9)]])
        await log.read(Selection(subject="exercise/", types=("exercise.*",)))
        assert await indexed(log) == 0
        await log.read(Selection(q="takamori", until=3))
        assert await indexed(log) == 4
        await log.read(Selection(q="takamori"))
        assert await indexed(log) == 9
        await log.close()


@pytest.mark.anyio
async def test_a_full_disk_makes_answers_slow_but_not_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(indexer._log, "warning", lambda message, *_: told.append(message))
    with paced(walked=0, part=100):
        log = await opened(tmp_path / "log.db")
        assert log._writer is not None
        await log.append([[report(f"b{number}", note=f"w{number} " * 2_000) for number in range(40)]])
        await log._writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 1").fetchone())
        assert await ids(log, Selection(q="w7")) == ["b7"]
        assert any("the index stays behind the log" in message for message in told)
        await log.close()
