"""How many durable appends a second the service answers over HTTP, against the same server's endpoint that reads and validates only.

    python -m scripts.bench_http [--seconds 3] [--rounds 3] [--connections 32]

The server runs in a process of its own on loopback; the client holds its connections open and sends the next request when the
last is answered. Medians of rounds. Bursts of some 5,000 events begin when the rows of the views reflect all that was appended
before; in the sustained rounds they follow meanwhile, on the same two cores, as far behind as it comes.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import tempfile
import time
import urllib.request
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from timeline.http.answers import json_response
from timeline.http.bodies import read_append, read_body
from timeline.http.media import JSON
from timeline.http.server import listen, make_server, run, tuned
from timeline.service import open_service
from timeline.settings import load

SUBJECTS = 500
BATCH = 100
NEVER = 10**9
"""Views may fall behind as far as they like: how fast they follow is measured by bench_rows.py."""


class Sort(NamedTuple):
    """What is sent: bodies, the events in each, and how long a burst of about 5,000 events takes."""

    name: str
    bodies: list[bytes]
    events: int
    burst_seconds: float


def body(number: int) -> bytes:
    """An event of about 300 bytes without an id."""
    return orjson.dumps(
        {
            "type": "exercise.reported_ongoing",
            "subject": f"exercise/e-{number % SUBJECTS}",
            "valid": f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "data": {"name": f"Exercise {number % SUBJECTS}", "participants": ["FR", "JP"]},
            "source": {"publisher": "French Army", "published": "2024-12-31", "title": f"Report {number}", "reliability": "B"},
        }
    )


async def validated(request: Request) -> Response:
    """Everything that an append does short of appending."""
    settings = request.app.state.context.settings
    asked = read_append(JSON, await read_body(request, settings.json_bytes_max), settings.limits)
    receipts = [{"id": event.id, "subject": event.subject, "version": 1, "position": 1, "duplicate": False} for event in asked.events]
    return json_response({"position": 1, "events": receipts}, 201, {"timeline-position": "1"})


async def serve(store: str, ready: Connection) -> None:
    settings = load(store=store, port=0)
    service = await open_service(store, folding_processes=2, behind_events_max=NEVER)
    with listen(settings) as listening, tuned():
        server = make_server(service, settings, listening, ready.send)
        server.config.app.router.routes.insert(0, Route("/validated", validated, methods=["POST"]))  # type: ignore[union-attr]
        await server.serve(sockets=[listening])
    await service.close()


def run_server(store: str, ready: Connection) -> None:
    run(serve(store, ready))


async def press(port: int, path: str, connections: int, seconds: float, bodies: list[bytes]) -> float:
    """Answered requests a second."""
    until = time.perf_counter() + seconds

    async def one(offset: int) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answered = 0
        while time.perf_counter() < until:
            payload = bodies[(offset + answered) % len(bodies)]
            head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            writer.write(f"{head}Content-Length: {len(payload)}\r\n\r\n".encode() + payload)
            headers = await reader.readuntil(b"\r\n\r\n")
            length = int(headers.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            if not headers.startswith((b"HTTP/1.1 201", b"HTTP/1.1 200")):
                raise RuntimeError(headers.decode())
            answered += 1
        writer.close()
        return answered

    start = time.perf_counter()
    answered = await asyncio.gather(*(one(number * 1_000) for number in range(connections)))
    return sum(answered) / (time.perf_counter() - start)


def settled(port: int) -> None:
    """Wait until the rows of all views reflect the log."""
    while True:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/views") as answer:
            if all(view["lag"] == 0 for view in orjson.loads(answer.read())["views"]):
                return
        time.sleep(0.1)


def compare(port: int, sort: Sort, arguments: argparse.Namespace) -> None:
    bare, burst, sustained = list[float](), list[float](), list[float]()
    for _ in range(arguments.rounds):
        settled(port)
        bare.append(asyncio.run(press(port, "/validated", arguments.connections, sort.burst_seconds, sort.bodies)))
        burst.append(asyncio.run(press(port, "/v1/events", arguments.connections, sort.burst_seconds, sort.bodies)))
    for _ in range(arguments.rounds):
        sustained.append(asyncio.run(press(port, "/v1/events", arguments.connections, arguments.seconds, sort.bodies)))
    only = statistics.median(bare) * sort.events
    print(f"{sort.name}, {arguments.connections} connections: {only:,.0f} events/s validated only")
    for what, found in (("in bursts", burst), ("sustained", sustained)):
        ours = statistics.median(found) * sort.events
        print(f"  durable, {what}: {ours:,.0f} events/s, ratio {ours / only:.2f}", flush=True)


def measure(sort: Sort, arguments: argparse.Namespace) -> None:
    """In a store and a server of their own, so that nothing is left to do of what was measured before."""
    with tempfile.TemporaryDirectory() as directory:
        here, there = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(target=run_server, args=(f"sqlite:///{Path(directory) / 'bench.db'}", there))
        server.start()
        try:
            compare(int(here.recv().rpartition(":")[2]), sort, arguments)
        finally:
            server.terminate()
            server.join(10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=32)
    arguments = parser.parse_args()
    singles = [body(number) for number in range(100_000)]
    arrays = [b"[" + b",".join(singles[at : at + BATCH]) + b"]" for at in range(0, len(singles), BATCH)]
    measure(Sort("single events", singles, 1, 0.8), arguments)
    measure(Sort(f"arrays of {BATCH}", arrays, BATCH, 0.2), arguments)


if __name__ == "__main__":
    main()
