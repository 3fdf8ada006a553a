"""`/openapi.json`: the service described as OpenAPI 3.1, from the parts that it is made of."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from timeline.http import parameters
from timeline.http.answers import json_response
from timeline.http.context import context
from timeline.http.media import JSON, answer_type
from timeline.http.operations import paths
from timeline.http.rebuild_operations import rebuild_paths
from timeline.http.schemas import components
from timeline.http.webhook_operations import webhook_paths
from timeline.projections.projection import Projection

DISTRIBUTION = "timeline-facts"
DESCRIPTION = """Reported facts about defence and security affairs, and the picture of any day, as known at any time.

Facts are appended and never changed. `on` is a day of valid time, `published_by` limits what the public could know,
`known_at` and `at_position` what this service knew. Errors are problem documents (RFC 9457)."""


async def openapi(request: Request) -> Response:
    parameters.read(request.query_params, ())
    answer_type(request.headers.getlist("accept"), (JSON,))
    here = context(request)
    return json_response(here.once("openapi", lambda: document(here.service.views())))


def document(views: Sequence[Projection]) -> dict[str, Any]:
    """The OpenAPI document of a service with these views."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Timeline",
            "version": _version(),
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {**paths(views), **rebuild_paths(views), **webhook_paths()},
        "components": {"schemas": components(views)},
    }


def _version() -> str:
    """That of the installed distribution; a bare checkout has none."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0"
