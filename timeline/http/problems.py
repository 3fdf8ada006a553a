"""Errors as problem documents (RFC 9457): the one table from error class to status."""

import logging
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from timeline import errors
from timeline.http import refusals
from timeline.http.answers import json_response
from timeline.http.explanations import METHOD_NOT_ALLOWED, kinds
from timeline.http.media import PROBLEM

log = logging.getLogger(__name__)

STATUS: Mapping[type[errors.TimelineError], int] = {
    errors.TimelineError: 500,
    errors.BadRequest: 400,
    refusals.AddressTooLong: 414,
    refusals.HeadersTooLarge: 431,
    refusals.UnknownMethod: 501,
    errors.Refused: 403,
    errors.NotFound: 404,
    errors.NotAcceptable: 406,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.UnsupportedMedia: 415,
    errors.Misdirected: 421,
    errors.Unreadable: 422,
    errors.Busy: 503,
    errors.ClientStreamsFull: 429,
    errors.StoreUnavailable: 503,
}
RETRY_AFTER_SECONDS = 1
LATER = frozenset({429, 503})
"""Statuses that come with Retry-After: the same request may be answered then."""


def status_of(error: type[errors.TimelineError]) -> int:
    """The status of an error: that of the nearest class above it in the table."""
    return next(STATUS[cls] for cls in error.__mro__ if cls in STATUS)


def status_of_slug(slug: str) -> int:
    """The status that problems with this slug have."""
    return 405 if slug == METHOD_NOT_ALLOWED else next(status_of(cls) for cls in kinds(errors.TimelineError) if cls.slug == slug)


def problem(slug: str, title: str, status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """A problem document; further members that are None or empty are left out."""
    body: dict[str, Any] = {"type": f"/problems/{slug}", "title": title, "status": status, "detail": detail}
    body |= {name: value for name, value in more.items() if value is not None and value != []}
    return json_response(body, status, headers, PROBLEM)


def fault(error: errors.Fault) -> dict[str, str]:
    where = {"pointer": error.pointer, "parameter": error.parameter}
    return {name: text for name, text in where.items() if text is not None} | {"detail": error.detail}


def from_error(error: errors.TimelineError) -> Response:
    """The document of an error of ours: its extras become members. Of one that has no status nothing is shown."""
    status = status_of(type(error))
    if status == 500:
        return unforeseen(error)
    headers = {"retry-after": str(error.extra.get("retry_after", RETRY_AFTER_SECONDS))} if status in LATER else {}
    more = {"errors": [fault(one) for one in error.faults]} | error.extra
    return problem(error.slug, error.title, status, error.detail, headers, **more)


def unforeseen(error: Exception) -> Response:
    """The document of a fault of ours: the log has the story under `instance`, the client nothing of it."""
    instance = f"urn:uuid:{uuid.uuid4()}"
    log.error("request failed: %s", instance, exc_info=error)
    return problem(
        "internal", "Something went wrong.", 500, "this is a fault of the service; its log names the instance", instance=instance
    )


async def on_error(_request: Request, error: Exception) -> Response:
    return from_error(cast(errors.TimelineError, error))


async def on_http(request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself: unknown addresses and methods."""
    refused = cast(HTTPException, error)
    headers = dict(refused.headers or {})
    if refused.status_code == 404:
        return from_error(errors.NotFound(f"there is nothing at {request.url.path[:200]}; /openapi.json lists what there is"))
    if refused.status_code == 405:
        headers["Allow"] = ", ".join(sorted(headers.get("Allow", "").split(", ")))
        return problem(
            METHOD_NOT_ALLOWED,
            "The address does not know this method.",
            405,
            f"{request.method} is not possible here, only {headers['Allow']}",
            headers,
        )
    phrase = HTTPStatus(refused.status_code).phrase
    return problem(phrase.lower().replace(" ", "-"), f"{phrase}.", refused.status_code, refused.detail, headers)


async def on_disconnect(_request: Request, _error: Exception) -> Response:
    """The client left while it was sending; nobody reads this."""
    return from_error(errors.BadRequest("the body ended early"))


HANDLERS = {errors.TimelineError: on_error, HTTPException: on_http, ClientDisconnect: on_disconnect}
