"""What only the log in a SQLite file does: durability, its schema, strangers' files."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.timeline.log.reports import claim, report
from timeline.errors import StoreOwned, StoreUnavailable
from timeline.log.open import open_log
from timeline.log.protocol import Head, Selection
from timeline.log.queries import queries
from timeline.log.sqlite import schema
from timeline.log.sqlite.log import SqliteLog
from timeline.log.sqlite.select import source, statement, values

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log.db"


async def opened(path: Path, *, read_only: bool = False) -> SqliteLog:
    log = await open_log(f"sqlite:///{path}", read_only=read_only)
    assert isinstance(log, SqliteLog)
    return log


def files(path: Path) -> list[Path]:
    """What lies beside the database, and itself."""
    return sorted(path.parent.iterdir())


async def filled(path: Path) -> None:
    log = await opened(path)
    await log.append([[report("a", data={"participants": ["FR"]}), claim("c", "a")]])
    await log.close()


def pragma(name: str) -> Callable[[sqlite3.Connection], object]:
    return lambda connection: connection.execute(f"PRAGMA {name}").fetchone()[0]


async def test_an_answer_means_durable(path: Path) -> None:
    log = await opened(path)
    assert log._writer is not None
    assert await log._writer.run(pragma("journal_mode")) == "wal"
    assert await log._writer.run(pragma("synchronous")) == 2
    await log.close()


async def test_only_the_writer_writes_and_checkpoints(path: Path) -> None:
    log = await opened(path)
    for reader in log._readers:
        assert await reader.run(pragma("wal_autocheckpoint")) == 0
        assert await reader.run(pragma("query_only")) == 1
        with pytest.raises(StoreUnavailable):
            await reader.run(lambda connection: connection.execute("DROP TABLE mentions"))
    await log.close()
    assert [file.name for file in files(path)] == ["log.db", "log.db-lock"], "the writer closes last and leaves everything in the database"


async def test_a_log_is_there_again_after_closing(path: Path) -> None:
    await filled(path)
    log = await opened(path)
    assert [event.id for event in await log.read(Selection())] == ["a", "c"]
    await log.append([[report("b")]])
    assert (await log.get(["b"]))[0].version == 3
    await log.close()


@pytest.mark.parametrize("table", ["log", "payloads"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET position = position + 10", "DELETE FROM {}"])
async def test_the_database_itself_refuses_change(path: Path, table: str, statement: str) -> None:
    await filled(path)
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement.format(table))
    connection.close()


async def test_the_schema_is_what_the_migrations_make(path: Path) -> None:
    await filled(path)
    made = sqlite3.connect(":memory:")
    for migration in queries("sqlite/migrations").values():
        made.executescript(migration)
    found = sqlite3.connect(path)
    listing = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    assert found.execute(listing).fetchall() == made.execute(listing).fetchall()
    assert found.execute("PRAGMA user_version").fetchone()[0] == schema.newest()
    assert found.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
    assert found.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    found.close()
    made.close()


def test_migrations_are_numbered_from_one_without_gaps() -> None:
    numbers = [int(name.partition("_")[0]) for name in queries("sqlite/migrations")]
    assert numbers == list(range(1, schema.newest() + 1))


@pytest.mark.parametrize("folder", ["sqlite", "sqlite/narrow", "sqlite/migrations"])
def test_every_query_says_what_it_is_for(folder: str) -> None:
    assert queries(folder)
    for name, sql in queries(folder).items():
        assert sql.startswith("-- "), name


async def test_texts_are_not_stored_twice(path: Path) -> None:
    await filled(path)
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT words FROM texts WHERE texts MATCH 'french'").fetchall() == [(None,), (None,)]
    connection.close()


@pytest.mark.parametrize(
    ("selection", "plan"),
    [
        (Selection(after=5, limit=10), "SEARCH log USING INTEGER PRIMARY KEY"),
        (Selection(actor="FR", limit=10), "SEARCH mentions USING PRIMARY KEY (actor=? AND position>? AND position<?)"),
        (Selection(actor="FR", limit=10, descending=True), "SEARCH mentions USING PRIMARY KEY (actor=? AND position>? AND position<?)"),
        (Selection(types=("claim.retracted",), limit=10), "SEARCH kinds USING PRIMARY KEY (type=? AND position>? AND position<?)"),
        (Selection(types=("exercise.*",), limit=10), "SEARCH log USING INTEGER PRIMARY KEY"),
        (Selection(subject="exercise/a", limit=10), "SEARCH versions USING PRIMARY KEY (subject=? AND position>? AND position<?)"),
        (Selection(q="french", limit=10, descending=True), "SCAN texts VIRTUAL TABLE"),
    ],
    ids=str,
)
async def test_a_page_is_walked_in_order_and_never_sorted(path: Path, selection: Selection, plan: str) -> None:
    await filled(path)
    connection = sqlite3.connect(path)
    sql = statement(selection, source(selection))
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values(selection))]
    assert steps[0].startswith(plan)
    assert not [step for step in steps if "TEMP B-TREE" in step]
    connection.close()


async def test_a_closed_log_says_so(path: Path) -> None:
    log = await opened(path)
    await log.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        await log.append([[report("a")]])


async def test_reading_needs_no_owner(path: Path) -> None:
    await filled(path)
    log = await opened(path, read_only=True)
    assert (await log.head()).position == 2
    with pytest.raises(StoreOwned, match="--url"):
        await log.append([[report("b")]])
    await log.close()


async def test_reading_beside_an_owner_follows_it(path: Path) -> None:
    owner = await opened(path)
    await owner.append([[report("a")]])
    reader = await opened(path, read_only=True)
    assert (await reader.head()).position == 1
    await owner.append([[report("b")]])
    assert [event.id for event in await reader.read(Selection())] == ["a", "b"]
    await reader.close()
    await owner.append([[report("c")]])
    assert (await owner.head()).position == 3
    await owner.close()


async def test_reading_an_empty_log_of_its_owner_works(path: Path) -> None:
    owner = await opened(path)
    reader = await opened(path, read_only=True)
    assert await reader.head() == Head(0, 0)
    await reader.close()
    await owner.close()


async def test_a_missing_file_is_not_made_by_reading(path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist"):
        await opened(path, read_only=True)
    assert files(path) == []


def put(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def content(path: Path) -> bytes:
    return path.read_bytes()


def written(path: Path, script: str) -> bytes:
    connection = sqlite3.connect(path)
    connection.executescript(script)
    connection.close()
    return content(path)


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("CREATE TABLE t (a)", "another application"),
        ("PRAGMA application_id = 7", "another application"),
        (f"PRAGMA application_id = {schema.APPLICATION_ID}; PRAGMA user_version = {schema.newest() + 1}", "newer Timeline"),
    ],
)
async def test_a_file_of_others_is_refused_and_left_as_it_is(path: Path, script: str, message: str, read_only: bool) -> None:
    before = written(path, script)
    with pytest.raises(StoreUnavailable, match=message):
        await opened(path, read_only=read_only)
    assert content(path) == before


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path, read_only: bool) -> None:
    put(path, b"a diary\n" * 1_000)
    with pytest.raises(StoreUnavailable, match="not a database"):
        await opened(path, read_only=read_only)
    assert content(path) == b"a diary\n" * 1_000


async def test_a_torn_file_is_refused_by_name(path: Path) -> None:
    await filled(path)
    put(path, content(path)[:5_000])
    with pytest.raises(StoreUnavailable, match="damaged; restore a backup"):
        await opened(path)


async def test_an_empty_file_is_a_new_log_for_writing_and_none_for_reading(path: Path) -> None:
    put(path, b"")
    with pytest.raises(StoreUnavailable, match="holds no log yet"):
        await opened(path, read_only=True)
    log = await opened(path)
    assert await log.head() == Head(0, 0)
    await log.close()
