"""An append in SQLite as one transaction: whole or not at all, and what is remembered from one to the next."""

from pathlib import Path

import orjson
import pytest

from tests.timeline.log.reports import report
from timeline.errors import StoreUnavailable, VersionConflict
from timeline.intake import read_json
from timeline.log.open import open_log
from timeline.log.protocol import Selection
from timeline.log.sqlite import append
from timeline.log.sqlite.append import Appender
from timeline.log.sqlite.log import SqliteLog
from timeline.record import Appended

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


async def opened(path: Path) -> SqliteLog:
    log = await open_log(f"sqlite:///{path}")
    assert isinstance(log, SqliteLog)
    return log


async def test_a_failing_commit_leaves_nothing_and_the_log_goes_on(path: Path) -> None:
    log = await opened(path)
    assert log._writer is not None
    await log.append([[report("a")]])
    await log._writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 1").fetchone())
    with pytest.raises(StoreUnavailable, match="disk is full"):
        await log.append([[report(f"b{n}", note="x" * 60_000) for n in range(5)]])
    await log._writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 1000000").fetchone())
    assert (await log.head()).position == 1
    await log.append([[report("c")]])
    assert [event.id for event in await log.read(Selection())] == ["a", "c"]
    await log.close()


async def test_an_append_that_breaks_in_the_middle_is_rolled_back(path: Path) -> None:
    log = await opened(path)
    assert log._writer is not None

    def broken_clock() -> int:
        raise RuntimeError("no time")

    with pytest.raises(RuntimeError):
        await log._writer.run(lambda connection: Appender(broken_clock).append(connection, [[report("a")]]))
    assert await log._writer.run(lambda connection: connection.in_transaction) is False
    await log.close()


async def test_the_version_of_a_subject_is_known_after_an_append_that_failed(path: Path) -> None:
    log = await opened(path)
    [first] = await log.append([[report("a")]])
    [refused] = await log.append([[report("b"), report("c", expected_version=7)]])
    [second] = await log.append([[report("b", expected_version=1)]])
    assert isinstance(first, Appended)
    assert isinstance(refused, VersionConflict)
    assert isinstance(second, Appended)
    assert [first.receipts[0].version, second.receipts[0].version] == [1, 2]
    await log.close()


@pytest.mark.parametrize("remembered", [0, 200_000])
async def test_versions_go_on_whether_or_not_they_are_remembered(path: Path, monkeypatch: pytest.MonkeyPatch, remembered: int) -> None:
    monkeypatch.setattr(append, "VERSIONS_REMEMBERED", remembered)
    log = await opened(path)
    for count in range(3):
        assert isinstance((await log.append([[report(f"a{count}", expected_version=count)]]))[0], Appended)
    await log.close()
    log = await opened(path)
    assert isinstance((await log.append([[report("a3", expected_version=3)]]))[0], Appended)
    await log.close()


async def test_an_append_by_another_is_noticed_where_positions_meet(path: Path) -> None:
    log = await opened(path)
    assert log._writer is not None
    await log.append([[report("a")]])
    await log._writer.run(lambda connection: Appender(lambda: 1).append(connection, [[report("b")]]))
    await log.append([[report("c")]])
    assert [(event.id, event.position, event.version) for event in await log.read(Selection())] == [("a", 1, 1), ("b", 2, 2), ("c", 3, 3)]
    await log.close()


@pytest.mark.parametrize("count", [1, 9, 10, 11, 25])
async def test_any_number_of_rows_is_inserted(path: Path, count: int) -> None:
    sent = [report(f"a{number}", valid="2024-09-08/.." if number % 2 else "2024") for number in range(count)]
    log = await opened(path)
    await log.append([sent])
    found = await log.read(Selection())
    assert [(e.id, e.version, e.earliest, e.latest, e.defaults, e.digest, e.payload) for e in found] == [
        (e.id, version, e.earliest, e.latest, e.defaults, e.digest, e.payload) for version, e in enumerate(sent, start=1)
    ]
    await log.close()


async def test_an_event_whose_id_was_made_here_is_a_duplicate_when_it_comes_again(path: Path) -> None:
    log = await opened(path)
    [event] = read_json(orjson.dumps({name: value for name, value in orjson.loads(report("x").payload).items() if name != "id"}))
    [first] = await log.append([[event]])
    [again, other] = await log.append([[event], [report("b")]])
    assert isinstance(first, Appended)
    assert isinstance(again, Appended)
    assert isinstance(other, Appended)
    assert [first.receipts[0].duplicate, again.receipts[0].duplicate, other.receipts[0].duplicate] == [False, True, False]
    await log.close()
