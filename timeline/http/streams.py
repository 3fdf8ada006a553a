"""An answer that does not end by itself: its headers, and the seat that it holds while somebody reads."""

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from timeline.delivery.seats import Seats
from timeline.http.answers import at_head
from timeline.http.context import context
from timeline.http.media import EVENT_STREAM
from timeline.http.parameters import Given

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


def wants_progress(request: Request, given: Given) -> bool:
    """Whether the reader notes an id without an event: it says so, or it is a browser, which by its `EventSource` cannot but do so."""
    return bool(given.get("progress", "true" if FROM_BROWSER in request.headers else "false") == "true")


def live(request: Request, position: int, blocks: AsyncIterator[bytes]) -> Response:
    """Blocks of a stream that begins at the head `position`; HEAD is told how it would begin."""
    headers = {
        "cache-control": "no-store",
        "x-accel-buffering": "no",
        "content-type": f"{EVENT_STREAM}; charset=utf-8",
        **at_head(position),
    }
    if request.method == "HEAD":
        return Response(headers=headers)
    return Seated(blocks, headers, context(request).seats)
