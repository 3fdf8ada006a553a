"""`/v1/types`: what may be reported, as JSON Schema 2020-12."""

from difflib import get_close_matches
from inspect import getdoc

from starlette.requests import Request
from starlette.responses import Response

from events.registry import facts, schema
from timeline.errors import NotFound
from timeline.http import parameters
from timeline.http.answers import json_response
from timeline.http.context import context
from timeline.http.media import JSON, answer_type


async def types(request: Request) -> Response:
    parameters.read(request.query_params, ())
    answer_type(request.headers.getlist("accept"), (JSON,))
    found = [{"name": wire, "doc": getdoc(cls) or "", "kinds": cls.kinds, "schema": f"/v1/types/{wire}"} for wire, cls in facts().items()]
    return json_response({"types": found})


async def one_type(request: Request) -> Response:
    parameters.read(request.query_params, ())
    answer_type(request.headers.getlist("accept"), (JSON,))
    wire = request.path_params["type"]
    if wire not in facts():
        near = get_close_matches(wire, facts(), n=3)
        raise NotFound(
            f"there is no type {wire[:80]!r}; {'did you mean ' + ' or '.join(near) + '?' if near else 'GET /v1/types lists them'}"
        )
    return json_response(context(request).once(f"type {wire}", lambda: schema(wire)))
