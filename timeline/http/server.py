"""Runs the service behind a socket in this process: uvicorn on uvloop, a clean end, few collections."""

import gc
import ipaddress
import logging
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

import uvicorn
import uvloop

from timeline.errors import Refused
from timeline.garbage import collect_seldom
from timeline.http.app import make_app
from timeline.http.connection import Connection
from timeline.service import Service
from timeline.settings import Settings

T = TypeVar("T")

GRACE_SECONDS = 10
"""How long requests under way may take once the service was told to stop."""
OTHER_FILES = 1_000
"""What a process has open beside live streams: requests, the store, libraries."""
SWITCH_SECONDS = 0.000_5
"""How long a thread that computes keeps others waiting, ten times less than by default: SQLite's threads ask often, for microseconds."""


class Server(uvicorn.Server):
    """Ends live streams before it waits for requests, and leaves a signal at that: whoever called closes the store."""

    def __init__(self, config: uvicorn.Config, on_start: Callable[[], None], on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_start = on_start
        self._on_stop = on_stop

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Unlike uvicorn's own, does not raise the signal again at the end: the process has more to finish."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._asked_to_stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True


def listen(settings: Settings) -> socket.socket:
    """A listening socket. Raises Refused beyond loopback without `open`, and where the address cannot be had."""
    if not settings.open and not is_loopback(settings.host):
        raise Refused(
            f"{settings.host} can be reached from other machines and the service has no keys yet; "
            "listen on 127.0.0.1, or say --open (TIMELINE_OPEN=true) to serve everybody who can reach it"
        )
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2_048)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Refused(
            f"cannot listen on {settings.host} port {settings.port}: {reason}; choose another with --port or TIMELINE_PORT"
        ) from None


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the host."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def url_of(listening: socket.socket) -> str:
    """The address of the socket with its real port: ``http://127.0.0.1:8000``."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_server(service: Service, settings: Settings, listening: socket.socket, announce: Callable[[str], None]) -> Server:
    """A server for the socket, not yet running; `announce` is called with its URL once it answers."""
    app = make_app(service, settings)
    config = uvicorn.Config(
        app, loop="none", http=Connection, ws="none", lifespan="on", log_config=None,
        log_level="warning", access_log=False, proxy_headers=False,
        server_header=False, timeout_graceful_shutdown=GRACE_SECONDS,
    )  # fmt: skip
    return Server(config, on_start=lambda: announce(url_of(listening)), on_stop=app.state.tail.close)


async def serve(service: Service, settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; a second one does not wait for requests under way. The service stays open.

    `announce` is called with the URL once the service answers. Raises Refused as `listen` does.
    """
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    allow_files(settings.subscribers_max + OTHER_FILES)
    with listen(settings) as listening, tuned():
        await make_server(service, settings, listening, announce).serve(sockets=[listening])


def allow_files(count: int) -> None:
    """Let this process open so many files, as far as the machine does: each connection is one, and the usual limit is 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end on uvloop."""
    return uvloop.run(main)


@contextmanager
def tuned() -> Iterator[None]:
    """Leave what is there now out of every collection, and collect seldom; let threads take turns quickly."""
    threshold, interval = gc.get_threshold(), sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    collect_seldom()
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        gc.set_threshold(*threshold)
        gc.unfreeze()
