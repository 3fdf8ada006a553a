"""How answers about views are sent: the question, the head, what was found; or 304 where If-None-Match knows it."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from timeline.clock import Instant
from timeline.http import memento
from timeline.http.answers import address, at_head, is_fresh, json_response, next_link, weak_tag
from timeline.http.context import context

VERSION = "timeline-view-version"


def answered(request: Request, asked: Mapping[str, Any], found: Mapping[str, Any], position: int, *, known_at: Instant | None) -> Response:
    """`found` may have a `next`, the cursor of the page that follows. Neither it nor the position is part of the entity tag."""
    following = found.get("next")
    shown = orjson.dumps({name: value for name, value in found.items() if name != "next"})
    tag = weak_tag(address(request).encode(), orjson.dumps(asked), shown, b"more" if following else b"")
    headers = headers_of(request, known_at, tag, at_version(request, asked["view"]), at_head(position), next_link(request, following))
    if is_fresh(request, tag):
        return Response(status_code=304, headers=headers)
    return json_response({**asked, "position": position, **found}, headers=headers)


def at_version(request: Request, view: str) -> dict[str, str]:
    """The header that says by which version of the view's code its rows are made, and whether the code is newer."""
    mark = context(request).service.mark(view)
    return {VERSION: f"{mark.kept}; outdated" if mark.outdated else str(mark.kept)}


def headers_of(request: Request, known_at: Instant | None, tag: str, *more: Mapping[str, str]) -> dict[str, str]:
    """Headers of an answer about a view; Link may have been said twice, and is joined."""
    joined: dict[str, str] = {"etag": tag}
    for headers in (memento.headers(request, known_at), *more):
        for name, value in headers.items():
            joined[name] = f"{joined[name]}, {value}" if name == "link" and name in joined else value
    return joined
