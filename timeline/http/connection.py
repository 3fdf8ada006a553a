"""One connection of a client: how large the head of a request may be, how an unreadable request is answered, how it is ended."""

import re
from functools import partial
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from timeline.errors import BadRequest, Busy, TimelineError
from timeline.http.refusals import AddressTooLong, HeadersTooLarge, UnknownMethod

REFUSED = "timeline.refused"
"""The member of a scope that holds the error with which the request is answered, whatever else the scope says."""
ADDRESS_BYTES_MAX = 16_384
HEADERS_BYTES_MAX = 65_536
SENDING_SECONDS = 1.0
"""How long a client may still send a request, or leave an answer unread, once the service was told to stop."""
LINGER_SECONDS = 0.5
"""How long what a client still sends is read and dropped after a refusal: closing at once would take the answer from it."""
_METHOD = re.compile(rb"[\r\n]*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,40}) ")


class Connection(HttpToolsProtocol):
    """Reads requests with httptools. What that refuses goes through the application, so that its answer is like every other error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head: Any = None
        """The scope of the request whose head is being read."""
        self._head_bytes = 0
        self._headers_bytes = 0
        self._answering: RequestResponseCycle | None = None
        """The latest request that was begun to be answered; others may wait behind it."""
        self._refused = False

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._unset_keepalive_if_required()
        head = self._head
        try:
            self.parser.feed_data(data)
            if head is not None and head is self._head:
                self._head_bytes += len(data)
                self._refuse_large(self._head_bytes - ADDRESS_BYTES_MAX)
        except httptools.HttpParserUpgrade:
            pass  # it is answered as if it had not asked for another protocol (RFC 9110, section 7.8)
        except (httptools.HttpParserError, TimelineError) as error:
            self.refuse(_wrong(error, data))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head, self._head_bytes, self._headers_bytes = self.scope, 0, 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > ADDRESS_BYTES_MAX:
            raise AddressTooLong(f"an address may have at most {ADDRESS_BYTES_MAX} bytes; ask for less at once")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Takes a header; trailers, which nothing here reads, are dropped."""
        if self._head is None:
            return
        self._headers_bytes += len(name) + len(value)
        self._refuse_large(self._headers_bytes)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._head = None
        super().on_headers_complete()

    def _refuse_large(self, size: int) -> None:
        if size > HEADERS_BYTES_MAX:
            raise HeadersTooLarge(f"headers may have at most {HEADERS_BYTES_MAX} bytes together; send fewer or shorter ones")

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, partial(_unchunked, app, cycle) if cycle.scope["http_version"] == "1.0" else app)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tells whoever answers, too, where further requests wait behind that one."""
        if self._answering is not None:
            self._answering.disconnected = True
            self._answering.message_event.set()
        super().connection_lost(exc)

    def refuse(self, error: TimelineError) -> None:
        """Answer the request that is being read with the error, and end the connection; a request before it is answered first."""
        before = self._answering
        if before is not None and before.more_body and before.response_complete:
            self.transport.close()  # its answer was given
        elif before is not None and not before.response_complete and (before.response_started or not before.more_body):
            before.keep_alive = False
            self.pipeline.clear()
        else:
            self._refused = True
            if before is not None:
                before.disconnected = True
                before.message_event.set()
            self.flow.resume_reading()
            task = self.loop.create_task(self._answer(error))
            task.add_done_callback(self.tasks.discard)
            self.tasks.add(task)

    async def _answer(self, error: TimelineError) -> None:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope: Any = {**self.scope, "method": "GET", "path": "/", "raw_path": b"/", "query_string": b"", "headers": [], REFUSED: error}
        await self.app(scope, _nothing, send)
        start, *parts = sent
        headers = [*self.server_state.default_headers, *start["headers"], (b"connection", b"close")]
        lines = [STATUS_LINE[start["status"]], *(b"%b: %b\r\n" % header for header in headers), b"\r\n"]
        if not self.transport.is_closing():
            self.transport.write(b"".join([*lines, *(part["body"] for part in parts)]))
            self.transport.write_eof()
            self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def shutdown(self) -> None:
        """Requests that have come whole are answered; one that is still being sent has SENDING_SECONDS, and so has a silent reader."""
        super().shutdown()
        self.loop.call_later(SENDING_SECONDS, self._cut, self.transport.get_write_buffer_size())

    def _cut(self, unread: int) -> None:
        under_way = self._answering
        if unread and self.transport.get_write_buffer_size() == unread:
            self.transport.abort()
        elif under_way is not None and under_way.more_body and not (under_way.response_complete or self.transport.is_closing()):
            self.refuse(Busy("the service is stopping; send the request again to the one that follows"))


async def _unchunked(app: Any, cycle: RequestResponseCycle, scope: Any, receive: Any, send: Any) -> None:
    """The application for a client of HTTP/1.0, which knows no chunks: an answer without a length ends with the connection."""
    has_length = False

    async def plain(message: Any) -> None:
        nonlocal has_length
        if message["type"] == "http.response.start":
            has_length = any(name.lower() == b"content-length" for name, _ in message["headers"])
            if not has_length:
                cycle.chunked_encoding = False
        elif not has_length:
            cycle.expected_content_length = len(message.get("body", b""))
        await send(message)

    await app(scope, receive, plain)


async def _nothing() -> Any:
    """There is no more of the request."""
    return {"type": "http.disconnect"}


def _wrong(error: Exception, data: bytes) -> TimelineError:
    """What to answer for what the parser raised while it read the data."""
    if isinstance(error, TimelineError):
        return error
    if isinstance(error.__context__, TimelineError):
        return error.__context__
    method = _METHOD.match(data)
    if isinstance(error, httptools.HttpParserInvalidMethodError) and method is not None:
        return UnknownMethod(f"{method[1].decode()} is no method of HTTP that is known here; /openapi.json lists what there is")
    return BadRequest(f"this is not a request of HTTP/1.1 (RFC 9112): {error}")
