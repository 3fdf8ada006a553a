"""`/livez` and `/readyz`: whether the process runs, and whether it can answer. A probe is answered whatever it accepts."""

from starlette.requests import Request
from starlette.responses import Response

from timeline.http import parameters
from timeline.http.answers import at_head, json_response
from timeline.http.context import context


async def livez(request: Request) -> Response:
    parameters.read(request.query_params, ())
    return json_response({"status": "alive"})


async def readyz(request: Request) -> Response:
    """Ready when the store answers; a StoreUnavailable becomes a 503 problem."""
    parameters.read(request.query_params, ())
    position = (await context(request).service.head()).position
    return json_response({"status": "ready", "position": position}, headers=at_head(position))
