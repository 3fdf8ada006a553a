"""How quickly many are told, beside the least that could tell them, and what they cost whoever appends.

    python -m scripts.bench_follow [--subscribers 500 2000] [--rounds 25] [--seconds 2]

Told: from the answer to an append until the last subscriber has the event, in medians of rounds, the two servers taking turns; the
bare one is Starlette's StreamingResponse that hands a message of the same size to all. Appends: with and without that many
subscribers, all of whom want everything. Servers are processes of their own, on loopback; every one is on uvicorn, uvloop, httptools.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
import uvloop

from scripts.bench_http import body, press, settled
from scripts.following.bare import bare_app
from scripts.following.subscribers import Crowd
from timeline.http.server import allow_files, listen, make_server, run, tuned
from timeline.service import open_service
from timeline.settings import load

TOLD_SECONDS_MAX = 20.0
CONNECTIONS = 32
PAUSE_SECONDS = 0.05
"""Between rounds, so that the views have folded what came before."""
NEVER = 10**9
FRAME = b"id: %d\nevent: exercise.reported_ongoing\ndata: %s\n\n"
SPAWN = multiprocessing.get_context("spawn")


async def serve_ours(store: str, ready: Connection) -> None:
    service = await open_service(store, folding_processes=2, behind_events_max=NEVER)
    settings = load(store=store, port=0)
    with listen(settings) as listening, tuned():
        await make_server(service, settings, listening, ready.send).serve(sockets=[listening])
    await service.close()


async def serve_bare(_store: str, ready: Connection) -> None:
    with listen(load(port=0)) as listening, tuned():
        ready.send(f"http://127.0.0.1:{listening.getsockname()[1]}")
        config = uvicorn.Config(
            bare_app(), loop="none", http="httptools", ws="none", log_config=None, access_log=False, server_header=False
        )
        await uvicorn.Server(config).serve(sockets=[listening])


def run_ours(store: str, ready: Connection) -> None:
    run(serve_ours(store, ready))


def run_bare(store: str, ready: Connection) -> None:
    run(serve_bare(store, ready))


@contextmanager
def serving(target: Callable[[str, Connection], None]) -> Any:
    """The port of a server in a process of its own, with a store of its own."""
    with tempfile.TemporaryDirectory() as directory:
        here, there = multiprocessing.Pipe()
        server = SPAWN.Process(target=target, args=(f"sqlite:///{Path(directory) / 'bench.db'}", there))
        server.start()
        try:
            yield int(here.recv().rpartition(":")[2])
        finally:
            server.terminate()
            server.join(20)


async def round_of(crowd: Crowd, client: httpx2.AsyncClient, path: str, content: bytes) -> float:
    """Seconds from the answer until the last was told."""
    crowd.expect()
    answer = await client.post(path, content=content, headers={"content-type": "application/json"})
    answered = time.perf_counter()
    answer.raise_for_status()
    return max(0.0, await crowd.all_told(TOLD_SECONDS_MAX) - answered)


async def told(ours: int, bare: int, count: int, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of each round, of our server and of the bare one, which take turns."""
    crowds = Crowd(), Crowd()
    await crowds[0].gather(ours, "/v1/events/live", count)
    await crowds[1].gather(bare, "/follow", count)
    found: tuple[list[float], list[float]] = [], []
    async with (
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{ours}", trust_env=False) as our_client,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{bare}", trust_env=False) as bare_client,
    ):
        for number in range(rounds + 3):
            content = body(number)
            seconds = [await round_of(crowds[0], our_client, "/v1/events", content)]
            await asyncio.sleep(PAUSE_SECONDS)
            event = (await our_client.get("/v1/events", params={"order": "desc", "limit": 1})).content[12:]
            seconds.append(await round_of(crowds[1], bare_client, "/publish", FRAME % (number, event[: event.rfind(b"],")])))
            await asyncio.sleep(PAUSE_SECONDS)
            if number >= 3:
                for each, one in zip(found, seconds, strict=True):
                    each.append(one)
    for crowd in crowds:
        crowd.part()
    return found


def follow(port: int, count: int, ready: Connection) -> None:
    """So many subscribers, until the process is ended."""

    async def main() -> None:
        await Crowd().gather(port, "/v1/events/live", count)
        ready.send(True)
        await asyncio.Event().wait()

    uvloop.run(main())


@contextmanager
def followed(port: int, count: int) -> Any:
    here, there = multiprocessing.Pipe()
    process = SPAWN.Process(target=follow, args=(port, count, there))
    process.start()
    try:
        here.recv()
        yield
    finally:
        process.kill()
        process.join(10)


def appended(port: int, count: int, rounds: int, seconds: float) -> tuple[float, float]:
    """Appends a second without and with subscribers, medians of rounds."""
    bodies = [body(number) for number in range(20_000)]
    without, beside = list[float](), list[float]()
    for _ in range(rounds):
        settled(port)
        without.append(asyncio.run(press(port, "/v1/events", CONNECTIONS, seconds, bodies)))
        settled(port)
        with followed(port, count):
            beside.append(asyncio.run(press(port, "/v1/events", CONNECTIONS, seconds, bodies)))
    return statistics.median(without), statistics.median(beside)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subscribers", type=int, nargs="+", default=[500, 2_000])
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--seconds", type=float, default=2.0)
    arguments = parser.parse_args()
    allow_files(2 * max(arguments.subscribers) + 1_000)
    for count in arguments.subscribers:
        with serving(run_ours) as ours, serving(run_bare) as bare:
            seconds = uvloop.run(told(ours, bare, count, arguments.rounds))
        mine, least = (statistics.median(found) for found in seconds)
        worst = [sorted(found)[int(len(found) * 0.95)] * 1_000 for found in seconds]
        print(
            f"{count} subscribers told in {mine * 1_000:.1f} ms (p95 {worst[0]:.0f}), bare {least * 1_000:.1f} ms (p95 {worst[1]:.0f}): ",
            end="",
        )
        print(f"ratio {mine / least:.2f}", flush=True)
    count = max(arguments.subscribers)
    with serving(run_ours) as port:
        without, beside = appended(port, count, 3, arguments.seconds)
    print(f"{without:,.0f} appends/s without subscribers, {beside:,.0f} with {count}: ratio {beside / without:.2f}")


if __name__ == "__main__":
    main()
