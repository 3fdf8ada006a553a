"""An answer that does not end by itself: its headers, and the seat that it holds while somebody reads."""

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from timeline.delivery.seats import Seats
from timeline.http.answers import at_head
from timeline.http.context import context
from timeline.http.media import EVENT_STREAM

PROGRESS = "progress"
"""Prefer: progress (RFC 7240), which whoever does not know it passes over."""
NO_MORE: Mapping[str, str] = MappingProxyType({})
FROM_BROWSER = "sec-fetch-mode"
"""A header that browsers send and pages cannot set (W3C Fetch Metadata)."""
UNKNOWN = "unknown"
"""The client of a connection without an address, such as a socket in the file system: all of those are one."""


class Seated(StreamingResponse):
    """Server-sent events that take a seat before the first byte and leave it after the last, however the reader went."""

    def __init__(self, blocks: AsyncIterator[bytes], headers: dict[str, str], seats: Seats) -> None:
        super().__init__(blocks, headers=headers)
        self._seats = seats

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises StreamsFull or ClientStreamsFull before anything was sent."""
        address = scope.get("client")
        with self._seats.taken(address[0] if address else UNKNOWN):
            await super().__call__(scope, receive, send)


def wants_progress(request: Request) -> bool:
    """Whether the reader notes an id without an event: it says so (RFC 7240), or it is a browser, whose `EventSource` does."""
    preferred = ",".join(request.headers.getlist("prefer")).split(",")
    return FROM_BROWSER in request.headers or any(one.partition(";")[0].strip().lower() == PROGRESS for one in preferred)


def live(request: Request, position: int, blocks: AsyncIterator[bytes], more: Mapping[str, str] = NO_MORE) -> Response:
    """Blocks of a stream that begins at the head `position`, with further headers; HEAD is told how it would begin."""
    headers = {
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        "content-type": f"{EVENT_STREAM}; charset=utf-8",
        **at_head(position),
        **({"preference-applied": PROGRESS} if wants_progress(request) else {}),
        **more,
    }
    if request.method == "HEAD":
        return Response(headers=headers)
    return Seated(blocks, headers, context(request).seats)
