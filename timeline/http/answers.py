"""How answers are encoded: JSON by orjson, stored bytes passed through as they are, entity tags."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import orjson
from starlette.requests import Request
from starlette.responses import Response

from timeline.http.media import JSON
from timeline.record import Recorded

POSITION = "timeline-position"
_TAGS = re.compile(r'(?:W/)?("[^"]*")')


def json_response(body: Any, status: int = 200, headers: Mapping[str, str] | None = None, media_type: str = JSON) -> Response:
    """A response with the body as JSON; `orjson.Fragment` passes bytes through."""
    return Response(orjson.dumps(body), status, headers, media_type)


def at_head(position: int) -> dict[str, str]:
    """The header that says which head of the log an answer reflects."""
    return {POSITION: str(position)}


def stored(events: Iterable[Recorded]) -> list[orjson.Fragment]:
    """The events as they are served, from their stored bytes."""
    return [orjson.Fragment(event.served()) for event in events]


def weak_tag(*parts: bytes) -> str:
    """An entity tag that is the same for the same parts (RFC 9110, section 8.8.3)."""
    digest = hashlib.sha256(b"\0".join(parts)).digest()
    return f'W/"{base64.urlsafe_b64encode(digest[:18]).decode()}"'


def is_fresh(request: Request, tag: str) -> bool:
    """Whether If-None-Match names the tag, compared weakly, or is ``*``."""
    sent = ", ".join(request.headers.getlist("if-none-match"))
    return sent.strip() == "*" or tag.removeprefix("W/") in _TAGS.findall(sent)


def address(request: Request, **changes: object) -> str:
    """Path and query of the request, percent-encoded, with parameters replaced, or left out where None."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changes]
    query = urlencode([*kept, *((name, str(value)) for name, value in changes.items() if value is not None)])
    path = quote(request.scope["path"], safe="/~:@!$&'()*+,;=")
    return f"{path}?{query}" if query else path


def next_link(request: Request, after: object) -> dict[str, str]:
    """A Link header to the next page (RFC 8288): the same address with another `after`; empty on the last page."""
    return {} if after is None else {"link": f'<{address(request, after=after)}>; rel="next"'}
