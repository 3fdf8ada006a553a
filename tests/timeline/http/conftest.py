"""A service in memory behind the HTTP face: in process for most tests, behind a socket where a stream or an end is tested."""

import threading
from collections.abc import AsyncIterator, Iterator
from queue import Queue

import httpx2
import pytest

from timeline.http.app import make_app
from timeline.http.server import Server, listen, make_server, run
from timeline.service import Service, open_service
from timeline.settings import Settings, load

BASE = "http://localhost:8000"


@pytest.fixture
def settings() -> Settings:
    return load(store="memory:", port=0, json_bytes_max=100_000, ndjson_bytes_max=200_000)


@pytest.fixture
async def service(anyio_backend: str) -> AsyncIterator[Service]:
    opened = await open_service("memory:")
    yield opened
    await opened.close()


@pytest.fixture
async def client(service: Service, settings: Settings) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(make_app(service, settings))
    async with httpx2.AsyncClient(transport=transport, base_url=BASE) as opened:
        yield opened


@pytest.fixture
def served(settings: Settings) -> Iterator[str]:
    """The URL of a service on an ephemeral port of the loopback, in a thread of its own."""
    urls: Queue[str | BaseException] = Queue()
    servers: list[Server] = []

    async def main() -> None:
        service = await open_service("memory:")
        with listen(settings) as listening:
            servers.append(make_server(service, settings, listening, urls.put))
            await servers[0].serve(sockets=[listening])
        await service.close()

    def target() -> None:
        try:
            run(main())
        except BaseException as error:
            urls.put(error)
            raise

    thread = threading.Thread(target=target)
    thread.start()
    started = urls.get(timeout=10)
    if isinstance(started, BaseException):
        raise started
    yield started
    servers[0].should_exit = True
    thread.join(timeout=10)
    assert not thread.is_alive()
