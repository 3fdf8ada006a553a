"""A small client of a running service: the questions of `timeline.question` in, the JSON documents of the contract out."""

import ipaddress
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import httpx2
import orjson

from events.edtf import iso
from timeline import clock, errors
from timeline.errors import BadRequest, Fault, StoreUnavailable, TimelineError
from timeline.question import LIMIT_DEFAULT, EventsQuestion, Knowledge, Question
from timeline.view_questions import CountsQuestion, DiffQuestion, HistoryQuestion

Document = dict[str, Any]
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
        return await self._ask("GET", "/v1/events", params=list(_events_parameters(question)))

    async def view(self, question: Question) -> Document:
        """A page of a view."""
        return await self._ask("GET", _path_of(question.view), params=list(_view_parameters(question)))

    async def diff(self, question: DiffQuestion) -> Document:
        """A page of changes between two answers of a view."""
        sent = [*_view_parameters(question.question), *_present(base_on=iso(question.base_on)), *_knowledge(question.base, "base_")]
        return await self._ask("GET", f"{_path_of(question.question.view)}/diff", params=sent)

    async def history(self, question: HistoryQuestion) -> Document:
        """Every version of one row. Raises NotFound."""
        path = f"{_path_of(question.view)}/history/{quote(question.key)}"
        return await self._ask("GET", path, params=list(_knowledge(question.knowledge)))

    async def counts(self, question: CountsQuestion) -> Document:
        """How many rows a view has."""
        sent = [*_view_parameters(question.question), *_present(by=",".join(question.by) or None)]
        return await self._ask("GET", f"{_path_of(question.question.view)}/counts", params=sent)

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
                    raise self._error(response, _decoded(response))
                async for piece in response.aiter_bytes():
                    yield piece
        except httpx2.HTTPError as error:
            raise self._silent(error) from None

    async def send(self, method: str, path: str, body: Document | None = None, params: Parameters | None = None) -> Document:
        """Any other request, with a body as JSON; an answer without a body is an empty document."""
        sent = {} if body is None else {"content": orjson.dumps(body), "headers": {"content-type": "application/json"}}
        return await self._ask(method, path, params=params, **sent)

    async def close(self) -> None:
        await self._http.aclose()

    async def _ask(self, method: str, path: str, **sent: Any) -> Document:
        try:
            response = await self._http.request(method, path, **sent)
        except httpx2.TimeoutException:
            raise StoreUnavailable(f"{self.url} gave no answer in time; {_after_silence(method)}") from None
        except httpx2.HTTPError as error:
            raise self._silent(error) from None
        document = {} if response.status_code == 204 else _decoded(response)
        if response.is_success and isinstance(document, dict):
            return document
        raise self._error(response, document)

    def _silent(self, error: httpx2.HTTPError) -> StoreUnavailable:
        why = str(error) or type(error).__name__
        return StoreUnavailable(f"no service answers at {self.url} ({why}); start one with: timeline serve")

    def _error(self, response: httpx2.Response, document: Any) -> TimelineError:
        """The error that a problem document (RFC 9457) stands for."""
        if not isinstance(document, dict) or not isinstance(document.get("type"), str):
            return StoreUnavailable(f"what answers at {self.url} is no Timeline service (status {response.status_code}); check --url")
        slug = document["type"].rpartition("/")[2]
        kind = _classes().get(slug) or _by_status(response.status_code)
        return kind(str(document.get("detail") or document.get("title") or slug), faults=tuple(_faults(document.get("errors"))))


def _decoded(response: httpx2.Response) -> Any:
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return None


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


def _classes(base: type[TimelineError] = TimelineError) -> dict[str, type[TimelineError]]:
    found = {base.slug: base}
    for cls in base.__subclasses__():
        found |= _classes(cls)
    return found


def _by_status(status: int) -> type[TimelineError]:
    if status >= 500:
        return StoreUnavailable
    return {404: errors.NotFound, 409: errors.Conflict, 413: errors.TooLarge}.get(status, errors.Refused)


def _faults(sent: Any) -> Iterator[Fault]:
    for fault in sent if isinstance(sent, list) else ():
        if isinstance(fault, Mapping):
            yield Fault(str(fault.get("detail", "")), pointer=fault.get("pointer"), parameter=fault.get("parameter"))


def _path_of(view: str) -> str:
    return f"/v1/views/{quote(view, safe='')}"


def _view_parameters(question: Question) -> Iterator[tuple[str, str]]:
    yield from _present(
        on=iso(question.on),
        during=question.during and question.during.text,
        certainty=question.certainty,
        limit=question.limit if question.limit != LIMIT_DEFAULT else None,
        after=question.after,
    )
    yield from _knowledge(question.knowledge)
    for name, values in question.filters.items():
        yield from ((name, value) for value in values)


def _events_parameters(question: EventsQuestion) -> Iterator[tuple[str, str]]:
    yield from _present(
        after=question.after,
        limit=question.limit if question.limit != LIMIT_DEFAULT else None,
        order="desc" if question.descending else None,
        subject=question.subject,
        actor=question.actor,
        on=iso(question.on),
        valid_from=iso(question.valid_from),
        valid_to=iso(question.valid_to),
        standing=question.standing,
        q=question.q,
    )
    yield from _knowledge(question.knowledge)
    yield from (("type", name) for name in question.types)


def _knowledge(knowledge: Knowledge, prefix: str = "") -> Iterator[tuple[str, str]]:
    values = {
        "published_by": iso(knowledge.published_by),
        "known_at": None if knowledge.known_at is None else clock.write(knowledge.known_at),
        "at_position": knowledge.at_position,
    }
    return _present(**{f"{prefix}{name}": value for name, value in values.items()})


def _present(**values: str | int | None) -> Iterator[tuple[str, str]]:
    return ((name, str(value)) for name, value in values.items() if value is not None)
