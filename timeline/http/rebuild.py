"""`/v1/views/rebuild` and `/v1/views/{view}/rebuild`: have the rows of views built anew beside those that answer, or stop that.

One rebuild runs at a time, since views that are built together share the folding. Both addresses will need the scope `admin`.
"""

from collections.abc import Sequence

from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import Response

from timeline.http import parameters, questions
from timeline.http.answers import json_response
from timeline.http.context import context
from timeline.http.parameters import Given, Parameter, choice, words

PROGRESS = "/v1/views"
VIEW = Parameter(
    "view", "A view to rebuild; may be repeated. Without it, all views that have rows of their own.", words,
    {"type": "string", "minLength": 1}, many=True,
)  # fmt: skip
AFRESH = choice("afresh", "`true` goes on with nothing that an earlier, cancelled rebuild left behind.", "true")
SEVERAL = (VIEW, AFRESH)
ONE = (AFRESH,)


class Several(HTTPEndpoint):
    """Views named by parameters, or all. It takes every method, lest GET be taken for a view of this name."""

    async def post(self, request: Request) -> Response:
        given = parameters.read(request.query_params, SEVERAL)
        return _ordered(request, given, given.get("view", ()))

    async def delete(self, request: Request) -> Response:
        return _cancelled(request, None)


class One(HTTPEndpoint):
    """The view of the address."""

    async def post(self, request: Request) -> Response:
        return _ordered(request, parameters.read(request.query_params, ONE), [request.path_params["view"]])

    async def delete(self, request: Request) -> Response:
        return _cancelled(request, request.path_params["view"])


def _ordered(request: Request, given: Given, names: Sequence[str]) -> Response:
    """Accepted: `/v1/views` shows how far it is. Raises NotFound, NoRows and Rebuilding."""
    service = context(request).service
    for name in names:
        questions.view_named(name, service.views())
    chosen = service.rebuild(names, afresh="afresh" in given)
    return json_response({"views": chosen, "progress": PROGRESS}, 202, {"location": PROGRESS})


def _cancelled(request: Request, view: str | None) -> Response:
    """The rows that answer stay as they are. Raises NotFound where no rebuild, or none of this view, is running."""
    parameters.read(request.query_params, ())
    service = context(request).service
    if view is not None:
        questions.view_named(view, service.views())
    service.cancel_rebuild(view)
    return Response(status_code=204)
