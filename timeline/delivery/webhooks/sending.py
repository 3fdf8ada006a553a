"""One request to a receiver, bounded in time and memory, to no address that was not checked.

Names are resolved here and nowhere else: the address that was checked is the one connected to, and TLS and Host still say the
name. Redirects are not followed, bodies not decompressed, proxies and `netrc` of the environment not looked at: httpcore2, on which
httpx2 stands, does none of these.
"""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping
from ipaddress import ip_address
from typing import Any, NamedTuple, Protocol

import httpcore2
import httpx2

from timeline.delivery.webhooks.addresses import Address, Policy, literal

_log = logging.getLogger(__name__)

Resolve = Callable[[str, int], Awaitable[list[Address]]]
BODY_BYTES_KEPT = 1_024
BODY_BYTES_READ = 16_384
"""More of an answer is not read: the connection is closed instead of used again."""
CONNECTIONS_MAX = 64
ADDRESSES_TRIED = 3
IDLE_SECONDS = 15.0


class Seconds(NamedTuple):
    """How long a receiver may take, in seconds."""

    connect: float = 5.0
    """To resolve its name and connect, and the same again for TLS."""
    silence: float = 10.0
    """Between two pieces of its answer."""
    whole: float = 20.0
    """For the status of its answer, from the beginning. Standard Webhooks asks for 15 to 30."""
    body: float = 2.0
    """For what follows the status, which alone decides."""


SECONDS = Seconds()


class Outcome(NamedTuple):
    """What became of a request: the status and the beginning of the body, or why there was none."""

    status: int | None
    body: str
    error: str | None
    latency_us: int

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Sender(Protocol):
    """What sends a message; it never raises."""

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome: ...

    async def close(self) -> None: ...


async def resolve(host: str, port: int) -> list[Address]:
    """The addresses of a name, as this machine resolves it. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(address[0]).partition("%")[0]) for *_, address in found))


class CheckedBackend(httpcore2.AsyncNetworkBackend):
    """Connects to addresses that the policy allows, which it looks up itself."""

    def __init__(self, scheme: str, policy: Policy, look_up: Resolve) -> None:
        self._scheme = scheme
        self._policy = policy
        self._look_up = look_up
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  the interface of httpcore2
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Raises ConnectError when the name stands for any address that is refused: such a name is not to be trusted with the others."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._checked(host, port)
                share = None if timeout is None else timeout / (len(addresses) + 1)
                return await self._connect(addresses, port, share, local_address, socket_options)
        except TimeoutError:
            raise httpcore2.ConnectTimeout("no connection in time") from None

    async def _checked(self, host: str, port: int) -> list[Address]:
        address = literal(host)
        try:
            found = [address] if address else await self._look_up(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} cannot be resolved: {error}") from None
        for one in found:
            if why := self._policy.refusal(self._scheme, one):
                raise httpcore2.ConnectError(f"not sent: {why}")
        return found[:ADDRESSES_TRIED]

    async def _connect(self, addresses: list[Address], port: int, *more: Any) -> httpcore2.AsyncNetworkStream:
        """The first that answers; each has its share of the time, so that one that is silent does not stand in for all."""
        last: Exception = httpcore2.ConnectError("the name has no address")
        for address in addresses:
            try:
                return await self._network.connect_tcp(str(address), port, *more)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                last = error
        raise last


class HttpSender:
    """Sends over HTTP/1.1, with a pool of connections for each scheme. End it with `close`."""

    def __init__(self, policy: Policy, look_up: Resolve = resolve, seconds: Seconds = SECONDS) -> None:
        self._policy = policy
        self._look_up = look_up
        self._seconds = seconds
        self._pools: dict[str, httpcore2.AsyncConnectionPool] = {}

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        began = asyncio.get_running_loop().time()
        try:
            status, shown = await self._send(httpx2.URL(url), headers, body)
            error = None
        except Exception as failure:  # noqa: BLE001  whatever a receiver can bring about is its failure and kept as such
            status, shown, error = None, "", _in_words(failure)
            _log.debug("a webhook failed", exc_info=failure)
        return Outcome(status, shown, error, round((asyncio.get_running_loop().time() - began) * 1_000_000))

    async def _send(self, url: httpx2.URL, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        seconds = self._seconds
        limits = {"connect": seconds.connect, "read": seconds.silence, "write": seconds.silence, "pool": seconds.whole}
        sent = [("Host", url.netloc.decode()), *headers.items()]
        async with asyncio.timeout(seconds.whole) as whole:
            async with self._pool(url.scheme).stream(
                "POST", target, headers=sent, content=body, extensions={"timeout": limits}
            ) as response:
                whole.reschedule(None)
                return response.status, await self._beginning(response)

    def _pool(self, scheme: str) -> httpcore2.AsyncConnectionPool:
        """Made when it is first needed: reading the certificates to trust takes time."""
        if scheme not in self._pools:
            self._pools[scheme] = httpcore2.AsyncConnectionPool(
                ssl_context=httpcore2.default_ssl_context() if scheme == "https" else None,
                max_connections=CONNECTIONS_MAX,
                keepalive_expiry=IDLE_SECONDS,
                network_backend=CheckedBackend(scheme, self._policy, self._look_up),
            )
        return self._pools[scheme]

    async def _beginning(self, response: httpcore2.Response) -> str:
        """What the body begins with, as text; a body that does not come, or not as promised, changes nothing."""
        found, encoded = bytearray(), any(name.lower() == b"content-encoding" for name, _ in response.headers)
        try:
            async with asyncio.timeout(self._seconds.body):
                async for piece in response.aiter_stream():
                    found += piece
                    if len(found) > BODY_BYTES_READ:
                        break
        except (TimeoutError, httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            _log.debug("the body of an answer was cut short: %s", error)
        return "(encoded)" if encoded and found else found[:BODY_BYTES_KEPT].decode(errors="replace")

    async def close(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()


def _in_words(failure: Exception) -> str:
    if isinstance(failure, TimeoutError | httpcore2.TimeoutException):
        return str(failure) or "no answer in time"
    return (str(failure) or type(failure).__name__)[:500]
