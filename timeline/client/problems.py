"""What went wrong at a service, as the errors that it raised there."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx2
import orjson

from timeline import errors
from timeline.errors import Fault, StoreUnavailable, TimelineError


def silent(url: str, error: httpx2.HTTPError) -> StoreUnavailable:
    """Nobody answered."""
    why = str(error) or type(error).__name__
    return StoreUnavailable(f"no service answers at {url} ({why}); start one with: timeline serve")


def told(url: str, response: httpx2.Response) -> TimelineError:
    """The error that a problem document (RFC 9457) stands for, with `retry_after` where the service says when to come back."""
    document = decoded(response)
    if not isinstance(document, dict) or not isinstance(document.get("type"), str):
        return StoreUnavailable(f"what answers at {url} is no Timeline service (status {response.status_code}); check --url")
    slug = document["type"].rpartition("/")[2]
    kind = _classes().get(slug) or _by_status(response.status_code)
    after = response.headers.get("retry-after", "")
    more = {"retry_after": int(after)} if after.isdecimal() else {}
    return kind(str(document.get("detail") or document.get("title") or slug), faults=tuple(_faults(document.get("errors"))), **more)


def decoded(response: httpx2.Response) -> Any:
    """The body as JSON, None where it is none."""
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return None


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
