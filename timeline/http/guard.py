"""What stands before every request: which hosts and origins are served, what every response carries, no fault shown.

Host and Origin are checked because a page of another site can make a browser speak to a loopback address (DNS rebinding,
cross-site requests). There are no CORS headers, so such a page reads nothing.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from timeline.errors import BadRequest, Misdirected, Refused, TimelineError
from timeline.http.answers import POSITION
from timeline.http.connection import REFUSED
from timeline.http.problems import from_error, unforeseen
from timeline.service import Service
from timeline.settings import Settings

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-cache",
}
"""Headers of a response that does not say otherwise."""
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:(?P<port>\d{1,5}))?")
_PORTS = {"http": "80", "https": "443"}


def hosts_of(settings: Settings) -> frozenset[str]:
    """The hosts that are served: those of the loopback, the address listened on unless it is every address, the configured ones."""
    listened = f"[{settings.host}]" if ":" in settings.host else settings.host
    return LOOPBACK_HOSTS | frozenset(settings.hosts) | ({listened.lower()} - {"0.0.0.0", "[::]"})  # noqa: S104  compared with, not bound to


class Stamped:
    """Puts the headers of every response on it, `Timeline-Position` among them, and takes the body off answers to HEAD."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service
        self._position = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                await self._stamp(MutableHeaders(scope=message))
            elif message["type"] == "http.response.body" and scope["method"] == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        await self._app(scope, receive, stamped)

    async def _stamp(self, headers: MutableHeaders) -> None:
        for name, value in ALWAYS.items():
            headers.setdefault(name, value)
        if POSITION not in headers:
            headers[POSITION] = str(await self._head())

    async def _head(self) -> int:
        """The head, or the last one seen when the store cannot say."""
        try:
            self._position = (await self._service.head()).position
        except TimelineError:
            return self._position
        return self._position


class Caught:
    """Answers a fault that nobody foresaw with a problem document that shows nothing of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            await unforeseen(error)(scope, receive, send)


class Guarded:
    """Refuses requests that could not be read, those for hosts that are not served here and those that pages of other sites make."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            try:
                if REFUSED in scope:
                    raise scope[REFUSED]
                self._admit(Headers(scope=scope))
            except TimelineError as error:
                await from_error(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _admit(self, headers: Headers) -> None:
        """Raises BadRequest without one readable Host, Misdirected for an unknown one, Refused for a foreign Origin."""
        sent = headers.getlist("host")
        host = _HOST.fullmatch(sent[0].lower()) if len(sent) == 1 else None
        if host is None:
            raise BadRequest("send one Host header: a name or an address, and a port")
        if host["name"] not in self._hosts and host[0] not in self._hosts:
            raise Misdirected(f"{host[0][:200]} is not served here; TIMELINE_HOSTS names the hosts that are, beside localhost")
        for origin in headers.getlist("origin"):
            if not _same(origin.lower(), host):
                raise Refused(f"requests from pages of {origin[:200]} are refused; this service answers its own pages and programs")


def _same(origin: str, host: re.Match[str]) -> bool:
    """Whether the origin (RFC 6454) is the host of the request; an absent port is that of the scheme."""
    scheme = urlsplit(origin).scheme if "://" in origin else ""
    other = _HOST.fullmatch(origin.partition("://")[2])
    if other is None or scheme not in _PORTS:
        return False
    default: Any = _PORTS[scheme]
    return (other["name"], other["port"] or default) == (host["name"], host["port"] or default)
