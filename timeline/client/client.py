"""A small client of a running service: the questions of `timeline.question` in, the JSON documents of the contract out."""

import ipaddress
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx2
import orjson

from events.edtf import iso
from timeline.client import parameters, problems
from timeline.client.changes import Document, ViewEvent, document, view_event
from timeline.client.following import EVENT_BYTES_MAX, LOG, SILENCE_SECONDS, Following, Lost
from timeline.errors import BadRequest, StoreUnavailable
from timeline.question import LIMIT_DEFAULT, EventsQuestion, Question
from timeline.view_questions import CountsQuestion, DiffQuestion, HistoryQuestion

Parameters = list[tuple[str, str]]

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
"""More than the service itself waits for anything."""


class Client:
    """Speaks to the service at one address; errors come back as the classes that the service raised. End it with `close`."""

    def __init__(self, url: str, *, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        """Raises BadRequest for what is no http or https address. `transport` stands in for the network."""
        self.url = url.rstrip("/").removesuffix("/v1")
        try:
            host = httpx2.URL(self.url).host
        except httpx2.InvalidURL:
            host = ""
        if not host or not self.url.startswith(("http://", "https://")):
            raise BadRequest(f"{url!r} is no address of a service; write it like http://127.0.0.1:8000")
        timeout = httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        self._http = httpx2.AsyncClient(base_url=self.url, timeout=timeout, transport=transport, trust_env=not _is_loopback(host))

    async def append(self, body: bytes, *, ndjson: bool) -> Document:
        """Append a body as it stands: one event or an array as JSON, or NDJSON. Raises as `Service.append` and intake do."""
        media_type = "application/x-ndjson" if ndjson else "application/json"
        return await self._ask("POST", "/v1/events", content=body, headers={"content-type": media_type})

    async def events(self, question: EventsQuestion) -> Document:
        """A page of the log."""
        return await self._ask("GET", "/v1/events", params=list(parameters.of_log(question)))

    async def view(self, question: Question) -> Document:
        """A page of a view."""
        return await self._ask("GET", parameters.path_of(question.view), params=list(parameters.of_view(question)))

    async def diff(self, question: DiffQuestion) -> Document:
        """A page of changes between two answers of a view."""
        sent = [
            *parameters.of_view(question.question),
            *parameters.present(base_on=iso(question.base_on)),
            *parameters.knowledge(question.base, "base_"),
        ]
        return await self._ask("GET", f"{parameters.path_of(question.question.view)}/diff", params=sent)

    async def history(self, question: HistoryQuestion) -> Document:
        """Every version of one row. Raises NotFound."""
        path = f"{parameters.path_of(question.view)}/history/{quote(question.key)}"
        return await self._ask("GET", path, params=list(parameters.knowledge(question.knowledge)))

    async def counts(self, question: CountsQuestion) -> Document:
        """How many rows a view has."""
        sent = [*parameters.of_view(question.question), *parameters.present(by=",".join(question.by) or None)]
        return await self._ask("GET", f"{parameters.path_of(question.question.view)}/counts", params=sent)

    async def types(self) -> Document:
        """Every type of event."""
        return await self._ask("GET", "/v1/types")

    async def type(self, name: str) -> Document:
        """JSON Schema of one type. Raises NotFound."""
        return await self._ask("GET", f"/v1/types/{quote(name, safe='')}")

    async def download(self, path: str, params: Sequence[tuple[str, str]]) -> AsyncIterator[bytes]:
        """The body of an answer in pieces, as it comes."""
        try:
            async with self._http.stream("GET", path, params=tuple(params)) as response:
                if not response.is_success:
                    await response.aread()
                    raise problems.told(self.url, response)
                async for piece in response.aiter_bytes():
                    yield piece
        except httpx2.HTTPError as error:
            raise problems.silent(self.url, error) from None

    async def send(self, method: str, path: str, body: Document | None = None, params: Parameters | None = None) -> Document:
        """Any other request, with a body as JSON; an answer without a body is an empty document."""
        sent = {} if body is None else {"content": orjson.dumps(body), "headers": {"content-type": "application/json"}}
        return await self._ask(method, path, params=params, **sent)

    def follow(self, question: EventsQuestion, lost: Lost | None = None) -> Following[Document]:
        """The events that match after `after` of the question, or from now on, as they come; each has its `position`.

        `lost` is told of every connection that ended. It goes on through restarts of the service, with nothing missing or twice.
        """
        asked = list(parameters.of_log(replace(question, limit=LIMIT_DEFAULT)))
        begins = None if question.after is None else str(question.after)
        return Following(self.url, partial(self._connect, LOG, asked), document, begins, lost)

    def follow_view(self, question: Question, *, snapshot: bool = False, lost: Lost | None = None) -> Following[ViewEvent]:
        """What becomes of the rows of a view, after the cursor `after` of the question or from now on.

        `snapshot` sends the rows first; after a `view.reset` that happens unasked.
        """
        asked = list(parameters.of_view(replace(question, limit=LIMIT_DEFAULT)))
        asked += parameters.present(snapshot="true" if snapshot else None)
        return Following(
            self.url, partial(self._connect, f"{parameters.path_of(question.view)}/live", asked), view_event, question.after, lost
        )

    def _connect(self, path: str, params: Parameters, cursor: str | None) -> AbstractAsyncContextManager[httpx2.EventSource]:
        headers = {"prefer": "progress", **({} if cursor is None else {"last-event-id": cursor})}
        timeout = httpx2.Timeout(CONNECT_SECONDS, read=SILENCE_SECONDS)
        return self._http.sse(path, params=tuple(params), headers=headers, timeout=timeout, max_event_size=EVENT_BYTES_MAX)

    async def close(self) -> None:
        await self._http.aclose()

    async def _ask(self, method: str, path: str, **sent: Any) -> Document:
        try:
            response = await self._http.request(method, path, **sent)
        except httpx2.TimeoutException:
            raise StoreUnavailable(f"{self.url} gave no answer in time; {_after_silence(method)}") from None
        except httpx2.HTTPError as error:
            raise problems.silent(self.url, error) from None
        document = {} if response.status_code == 204 else problems.decoded(response)
        if response.is_success and isinstance(document, dict):
            return document
        raise problems.told(self.url, response)


def _after_silence(method: str) -> str:
    if method == "POST":
        return "it may have appended or not: events with an id can be sent again, a known id is never appended twice"
    return "try again"


def _is_loopback(host: str) -> bool:
    """Such an address is never asked through a proxy of the environment."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
