"""How fast kept rows follow the log, and what a question to them costs.

    python -m scripts.bench_rows [--events 6000] [--questions 200] [--store FILE]

A synthetic log is appended one by one, then in arrays of 1,000, and the rows followed by two processes of their own, as `serve` does it
on two cores; `visible` counts until every view reflects the last event. Questions are pages of 100 rows, asked and made ready to be
sent, each of a random day; the bare figure beside them is one SQLite statement that reads as many stored rows by their number. With
`--store` only questions are asked, of a store that is there.
"""

import argparse
import asyncio
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import orjson

from events import edtf
from scripts.generate_log import events
from timeline.errors import Busy
from timeline.http.server import run, tuned
from timeline.intake import read_ndjson
from timeline.question import Knowledge, Question
from timeline.service import Service, open_service

FIRST_DAY, DAYS = edtf.day("1950-01-01"), 27_000
ARRAY = 1_000
CALLERS = 32
BARE = "SELECT CAST(group_concat(body, char(10)) AS BLOB) FROM (SELECT body FROM bodies WHERE id >= ? LIMIT 100)"


class Sort(NamedTuple):
    """A sort of question: the view, what of it is drawn by chance, and how many pages are turned first."""

    view: str
    day: bool = True
    month: bool = False
    known_earlier: bool = False
    published_by: bool = False
    filters: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    pages: int = 0

    def question(self, chance: random.Random, head: int) -> Question:
        day = FIRST_DAY + chance.randrange(DAYS)
        by, position = (day if self.published_by else None), (chance.randrange(head) if self.known_earlier else None)
        during = edtf.parse(str(edtf.iso(day))[:7]) if self.month else None
        return Question(self.view, day if self.day else None, during, Knowledge(by, None, position), None, self.filters)


SORTS = {
    "exercises of a day": Sort("exercises"),
    "the same, as known earlier": Sort("exercises", known_earlier=True),
    "the same, as published by it": Sort("exercises", published_by=True),
    "the same, the fifth page": Sort("exercises", pages=4),
    "of one participant": Sort("exercises", filters={"participant": ("JP",)}),
    "of one, as published by it": Sort("exercises", published_by=True, filters={"participant": ("JP",)}),
    "active exercises (sparse)": Sort("active-exercises"),
    "active, as published by it": Sort("active-exercises", published_by=True),
    "pending agreements": Sort("pending-agreements"),
    "presence": Sort("presence"),
    "incursions of a month": Sort("incursions", day=False, month=True),
    "incursions of one actor": Sort("incursions", day=False, month=True, filters={"actor": ("JP",)}),
    "conflicts": Sort("conflicts", day=False),
    "what rests on one chain": Sort("uncorroborated", day=False),
    "what an actor takes part in": Sort("actors", filters={"actor": ("JP",)}),
    "the same, as published": Sort("actors", published_by=True, filters={"actor": ("JP",)}),
    "the same, of a month": Sort("actors", day=False, month=True, filters={"actor": ("JP",)}),
}


async def patiently(service: Service, lines: list[bytes]) -> None:
    batch = read_ndjson(b"\n".join(lines))
    while True:
        try:
            await service.append(batch)
            return
        except Busy:
            await asyncio.sleep(0.05)


async def grow(service: Service, lines: list[bytes], array: int, callers: int) -> str:
    """Append all and wait until the rows show it."""
    start, parts = time.perf_counter(), iter([lines[at : at + array] for at in range(0, len(lines), array)])

    async def one() -> None:
        for part in parts:
            await patiently(service, part)

    await asyncio.gather(*(one() for _ in range(callers)))
    appended = time.perf_counter() - start
    await visible(service)
    shown = time.perf_counter() - start
    return f"{len(lines) / appended:8,.0f} appended/s {len(lines) / shown:8,.0f} visible/s"


async def visible(service: Service) -> None:
    """Wait until the rows show all."""
    head = (await service.head()).position
    while (service.kept_until("exercises") or 0) < head:  # noqa: ASYNC110  the service tells nobody
        await asyncio.sleep(0.01)


async def told(service: Service) -> None:
    """Wait until rows as published by a day are kept of all subjects."""
    while await service.untold():  # noqa: ASYNC110  the service tells nobody
        await asyncio.sleep(0.05)


async def ask(service: Service, sort: Sort, count: int) -> tuple[list[float], float]:
    """Milliseconds of each question, and the mean number of rows."""
    chance, head, taken, rows = random.Random(3), (await service.head()).position, list[float](), 0
    for _ in range(count):
        question = await turned(service, sort.question(chance, head), sort.pages)
        start = time.perf_counter()
        answer = await service.view(question)
        orjson.dumps(answer.rows_as_json())
        taken.append((time.perf_counter() - start) * 1_000)
        rows += len(answer.rows)
    return sorted(taken), rows / count


async def turned(service: Service, question: Question, pages: int) -> Question:
    """The question for a later page."""
    for _ in range(pages):
        answer = await service.view(question)
        question = replace(question, after=answer.next) if answer.next else question
    return question


def bare(path: Path, count: int) -> float:
    """Milliseconds that SQLite takes to give 100 stored rows by number, the median."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        low, high = connection.execute("SELECT min(id), max(id) FROM bodies WHERE id > 0").fetchone()
        chance, taken = random.Random(3), list[float]()
        for _ in range(count):
            start = time.perf_counter()
            connection.execute(BARE, (chance.randint(low, max(low, high - 100)),)).fetchone()
            taken.append((time.perf_counter() - start) * 1_000)
    return statistics.median(taken)


async def questions(service: Service, path: Path, count: int) -> None:
    floor = bare(path, count)
    print(f"{'100 rows by number, bare':30}{floor:8.2f} ms")
    for name, sort in SORTS.items():
        taken, rows = await ask(service, sort, count)
        p50, p99 = statistics.median(taken), taken[int(len(taken) * 0.99)]
        print(f"{name:30}{p50:8.2f} ms p50 {p99:8.2f} ms p99 {rows:6.0f} rows {p50 / floor:6.1f} times bare", flush=True)


async def bench(arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as directory, tuned():
        path = arguments.store or Path(directory) / "bench.db"
        start = time.perf_counter()
        service = await open_service(f"sqlite:///{path}", folding_processes=2)
        print(f"opened in {time.perf_counter() - start:.2f} s, {(await service.head()).position:,} events")
        if arguments.store is None:
            lines = [orjson.dumps(event) for event in events(2 * arguments.events, 1)]
            print(f"{'one by one, 32 callers':30}{await grow(service, lines[: arguments.events], 1, CALLERS)}")
            print(f"{'arrays of 1,000':30}{await grow(service, lines[arguments.events :], ARRAY, 1)}")
        await visible(service)
        start = time.perf_counter()
        await told(service)
        print(f"rows as published kept {time.perf_counter() - start:.1f} s after those of everything known")
        position = (await service.head()).position
        await questions(service, path, arguments.questions)
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024
        await service.close()
        print(f"{path.stat().st_size / max(1, position):,.0f} bytes an event on disk, {megabytes} MB of memory here")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=6_000, help="so many one by one, and as many in arrays")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--store", type=Path)
    run(bench(parser.parse_args()))


if __name__ == "__main__":
    main()
