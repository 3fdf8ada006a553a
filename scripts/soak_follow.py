"""Torture for those who follow: ``python -m scripts.soak_follow [--subscribers 2000] [--events 20000] [--kills 3]``.

A tenth of the subscribers never read, a tenth leave at random and come back, and the server is killed (SIGKILL) and started again while
events are appended. At the end those who never read begin to. Every one of them has to have exactly the events that it asked for, in
order. Subscribers are in a process of their own, on loopback. Ends with 1 where something was missing, twice, or not there in time.
"""

import argparse
import asyncio
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import httpx2
import orjson
import uvloop

from scripts.following.reader import ASKING, TYPES, Reader, Wrong, restless
from timeline.http.server import allow_files

BATCH = 10
DATA = {"exercise.concluded": {}, "exercise.held": {"name": "Held"}}
SECONDS_MAX = 600.0
REPORT_SECONDS = 5.0
LOOK_SECONDS = 0.5


def event(position: int) -> dict[str, object]:
    """The event that comes to stand at the position, as everybody knows before."""
    wire = TYPES[position % 4].decode()
    return {
        "id": f"soak-{position}",
        "type": wire,
        "subject": f"exercise/e-{position % 500}",
        "valid": f"2024-{position % 12 + 1:02d}-{position % 28 + 1:02d}",
        "data": DATA.get(wire, {}),
        "source": {"publisher": "French Army", "published": "2024-12-31"},
    }


def subscribe(port: int, count: int, last: int, told: Connection) -> None:
    """Readers, in a process of their own, until all have everything; sends lines of progress, then None or what went wrong."""
    allow_files(count + 1_000)
    uvloop.run(_subscribe(port, count, last, told))


async def _subscribe(port: int, count: int, last: int, told: Connection) -> None:
    tenth = count // 10
    readers = [Reader(port, ASKING[number % len(ASKING)], reads=number >= tenth) for number in range(count)]
    wrong: list[BaseException] = []

    def note(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        wrong.append(error if isinstance(error, BaseException) else Wrong(str(context)))

    asyncio.get_running_loop().set_exception_handler(note)
    tasks = [asyncio.create_task(reader.follow()) for reader in readers]
    tasks.append(asyncio.create_task(restless(readers[tenth : 2 * tenth])))
    reported = 0.0
    while not wrong and not all(reader.done(last) for reader in readers):
        await asyncio.sleep(LOOK_SECONDS)
        if time.monotonic() - reported > REPORT_SECONDS:
            reported = time.monotonic()
            done, slowest = sum(reader.done(last) for reader in readers), min(reader.position for reader in readers if reader.reads)
            told.send(f"{sum(reader.told for reader in readers):>12,} told, {done:,} readers have all, the slowest is at {slowest:,}")
        if all(reader.done(last) for reader in readers if reader.reads):
            begin(readers[:tenth])
    connections, refused = sum(reader.connections for reader in readers), sum(reader.refused for reader in readers)
    told.send(f"{sum(reader.told for reader in readers):>12,} told over {connections:,} connections, {refused:,} refused")
    told.send(wrong[0] if wrong else None)
    os._exit(0)  # thousands of connections need no farewell


def begin(readers: Sequence[Reader]) -> None:
    """Let those read who never did."""
    for reader in readers:
        if not reader.reads:
            reader.reads = True
            reader.leave()


class Server:
    """The service as a process, and the most memory that it took."""

    def __init__(self, store: str, port: int) -> None:
        self._command = [sys.executable, "-m", "timeline.cli", "serve", "--store", store, "--port", str(port)]
        self._process = self._started()
        self.megabytes_max = 0

    def _started(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    def measure(self) -> int:
        """MB of memory that it takes now."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        now = int(status.partition("VmRSS:")[2].split()[0]) // 1_024
        self.megabytes_max = max(self.megabytes_max, now)
        return now

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()

    def start(self) -> None:
        self._process = self._started()

    def end(self) -> float:
        """Seconds that a clean end takes."""
        began = time.monotonic()
        self._process.terminate()
        self._process.communicate(timeout=60)
        return time.monotonic() - began


async def append(url: str, events: int, server: Server, kills: int) -> None:
    """All of them in order, each again until it is answered, while the server is killed so many times."""
    deaths = {(number + 1) * events // (kills + 1) // BATCH * BATCH for number in range(kills)}
    async with httpx2.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        for first in range(1, events + 1, BATCH):
            content = orjson.dumps([event(position) for position in range(first, first + BATCH)])
            sending = asyncio.create_task(_sent(client, content))
            if first - 1 in deaths:
                await asyncio.sleep(0.002)
                await asyncio.to_thread(server.kill)
                await asyncio.to_thread(server.start)
            await sending


async def _sent(client: httpx2.AsyncClient, content: bytes) -> None:
    while True:
        with suppress(httpx2.HTTPError):
            answer = await client.post("/v1/events", content=content, headers={"content-type": "application/json"})
            if answer.status_code in {200, 201}:
                return
            if answer.status_code != 503:
                raise RuntimeError(answer.text)
        await asyncio.sleep(0.1)


async def watch(server: Server, told: Connection, ends: float) -> str | None:
    """Print what the subscribers say until they are done; what went wrong, if anything did."""
    while time.monotonic() < ends:
        with suppress(OSError, IndexError):  # it was just killed
            server.measure()
        while told.poll():
            said = told.recv()
            if not isinstance(said, str):
                return None if said is None else str(said)
            print(f"{said}; {server.megabytes_max} MB", flush=True)
        await asyncio.sleep(0.1)
    return f"not all had everything after {SECONDS_MAX:.0f} seconds"


async def soak(arguments: argparse.Namespace) -> str | None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as directory:
        server = Server(f"sqlite:///{directory}/soak.db", port)
        here, there = multiprocessing.Pipe()
        readers = multiprocessing.get_context("spawn").Process(
            target=subscribe, args=(port, arguments.subscribers, arguments.events, there)
        )
        print(f"{server.measure()} MB before anybody follows", flush=True)
        readers.start()
        try:
            began = time.monotonic()
            watching = asyncio.create_task(watch(server, here, began + SECONDS_MAX))
            await asyncio.sleep(3)
            await append(f"http://127.0.0.1:{port}", arguments.events, server, arguments.kills)
            print(
                f"{arguments.events:,} events appended after {time.monotonic() - began:.0f} s, through {arguments.kills} kills", flush=True
            )
            wrong = await watching
            print(f"all told after {time.monotonic() - began:.0f} s; at most {server.megabytes_max} MB; ended in {server.end():.1f} s")
        finally:
            readers.kill()
            readers.join()
            server.kill()
    return wrong


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--subscribers", type=int, default=2_000)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=3)
    allow_files(4_000)
    sys.exit(asyncio.run(soak(parser.parse_args())))
