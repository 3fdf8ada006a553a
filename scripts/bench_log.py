"""How the log compares with bare SQLite of the same durability, as ratios of medians taken in turn in one run.

    python scripts/bench_log.py [--rounds 5] [--events 5000]

Ratios are ours to bare: 1.0 is as fast as `sqlite3` with WAL and synchronous=FULL inserting id and payload alone. Both collect
garbage as seldom as the service does, and run on its event loop.
"""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import orjson

from timeline.engine.writer import Writer
from timeline.http.server import run, tuned
from timeline.intake import read_json
from timeline.log.open import open_log
from timeline.log.protocol import Log, Selection
from timeline.record import Proposed

CALLERS = 32
BATCH = 100
SUBJECTS = 500

Measure = Callable[[Path, list[Proposed]], Awaitable[float]]
"""Seconds taken for all the events, in a directory of its own."""


def proposed(count: int) -> list[Proposed]:
    """Events of about 400 bytes over 500 subjects."""
    events = []
    for number in range(count):
        events += read_json(
            orjson.dumps(
                {
                    "type": "exercise.figure_reported" if number % 3 else "exercise.reported_ongoing",
                    "subject": f"exercise/e-{number % SUBJECTS}",
                    "valid": f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
                    "data": {"measure": "ships", "figure": {"value": number % 90, "unit": "ship", "cmp": "nearly"}, "actor": "FR"}
                    if number % 3
                    else {"name": f"Exercise {number % SUBJECTS}", "participants": ["FR", "JP"], "focus": ["amphibious"]},
                    "source": {"publisher": "French Army", "published": "2024-12-31", "title": f"Report {number}", "reliability": "B"},
                }
            )
        )
    return events


def bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path / "bare.db", isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE t (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, payload BLOB NOT NULL)"
    )
    return connection


def bare_insert(connection: sqlite3.Connection, events: list[Proposed], size: int) -> float:
    start = time.perf_counter()
    for at in range(0, len(events), size):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO t (id, payload) VALUES (?, ?)", [(e.id, e.payload) for e in events[at : at + size]])
        connection.execute("COMMIT")
    return time.perf_counter() - start


async def bare_batches(path: Path, events: list[Proposed]) -> float:
    connection = bare(path)
    taken = bare_insert(connection, events, BATCH)
    connection.close()
    return taken


async def bare_groups(path: Path, events: list[Proposed]) -> float:
    """The best that 32 callers can have: all of them in one transaction each time."""
    connection = bare(path)
    taken = bare_insert(connection, events, CALLERS)
    connection.close()
    return taken


async def bare_replay(path: Path, events: list[Proposed]) -> float:
    connection = bare(path)
    bare_insert(connection, events, len(events))
    start = time.perf_counter()
    decoded = [orjson.loads(payload) for (payload,) in connection.execute("SELECT payload FROM t ORDER BY n")]
    taken = time.perf_counter() - start
    connection.close()
    assert len(decoded) == len(events)
    return taken


async def log_batches(path: Path, events: list[Proposed]) -> float:
    return await in_log(path, lambda log: append_batches(log, events))


async def log_indexed(path: Path, events: list[Proposed]) -> float:
    """With the index of types, actors and words, which appends leave behind and closing brings up; opening counts too."""
    start = time.perf_counter()
    await log_batches(path, events)
    return time.perf_counter() - start


async def log_single(path: Path, events: list[Proposed]) -> float:
    return await in_log(path, lambda log: append_single(log, events))


async def log_replay(path: Path, events: list[Proposed]) -> float:
    async def replay(log: Log) -> float:
        await log.append([events])
        start = time.perf_counter()
        decoded = [orjson.loads(event.served()) for event in await log.read(Selection())]
        assert len(decoded) == len(events)
        return time.perf_counter() - start

    return await in_log(path, replay)


async def in_log(path: Path, measure: Callable[[Log], Awaitable[float]]) -> float:
    log = await open_log(f"sqlite:///{path / 'log.db'}")
    try:
        return await measure(log)
    finally:
        await log.close()


async def append_batches(log: Log, events: list[Proposed]) -> float:
    writer = Writer(log)
    start = time.perf_counter()
    for at in range(0, len(events), BATCH):
        await writer.append(events[at : at + BATCH])
    return time.perf_counter() - start


async def append_single(log: Log, events: list[Proposed]) -> float:
    writer, rest = Writer(log), iter(events)

    async def caller() -> None:
        for event in rest:
            await writer.append([event])

    start = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return time.perf_counter() - start


PAIRS: dict[str, tuple[Measure, Measure]] = {
    f"append, batches of {BATCH}": (log_batches, bare_batches),
    f"append, batches of {BATCH}, and index": (log_indexed, bare_batches),
    f"append one by one, {CALLERS} callers": (log_single, bare_groups),
    "replay, decoded": (log_replay, bare_replay),
}


async def timed(measure: Measure, events: list[Proposed]) -> float:
    with tempfile.TemporaryDirectory() as directory:
        return await measure(Path(directory), events)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=5_000)
    arguments = parser.parse_args()
    events = proposed(arguments.events)
    print(f"{'':40}{'ours/s':>10}{'bare/s':>10}{'ratio':>8}")
    with tuned():
        for name, pair in PAIRS.items():
            taken = [[run(timed(measure, events)) for measure in pair] for _ in range(arguments.rounds)]
            ours, reference = (len(events) / statistics.median(times) for times in zip(*taken, strict=True))
            print(f"{name:40}{ours:>10,.0f}{reference:>10,.0f}{ours / reference:>8.2f}")


if __name__ == "__main__":
    main()
