"""How many durable appends a second the service answers over HTTP, against the same server's endpoint that reads and validates only.

    python scripts/bench_http.py [--seconds 3] [--rounds 5] [--connections 32]

The server runs in a process of its own on loopback; the client holds its connections open and sends the next request when the
last is answered. What only validates comes first, since after appends the service is busy keeping its rows. Medians of rounds.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

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
    service = await open_service(store, fold_apart=True, behind_events_max=NEVER)
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


def compare(port: int, name: str, bodies: list[bytes], arguments: argparse.Namespace, events: int = 1) -> None:
    figures: dict[str, list[float]] = {"/validated": [], "/v1/events": []}
    for path, found in figures.items():
        for _ in range(arguments.rounds):
            found.append(asyncio.run(press(port, path, arguments.connections, arguments.seconds, bodies)))
    bare, ours = (statistics.median(found) * events for found in figures.values())
    print(f"{name}: {ours:,.0f} durable events/s, {bare:,.0f} validated only; ratio {ours / bare:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=32)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        here, there = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(target=run_server, args=(f"sqlite:///{Path(directory) / 'bench.db'}", there))
        server.start()
        try:
            port = int(here.recv().rpartition(":")[2])
            singles = [body(number) for number in range(100_000)]
            batches = [b"[" + b",".join(singles[at : at + BATCH]) + b"]" for at in range(0, len(singles), BATCH)]
            compare(port, f"single events, {arguments.connections} connections", singles, arguments)
            compare(port, f"arrays of {BATCH}, {arguments.connections} connections", batches, arguments, BATCH)
        finally:
            server.terminate()
            server.join(10)


if __name__ == "__main__":
    main()
