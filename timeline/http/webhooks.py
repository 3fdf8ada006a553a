"""`/v1/webhooks`: who is told of what happens, and what became of it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from timeline import strict_json
from timeline.delivery.webhooks import documents
from timeline.delivery.webhooks.registry import Webhooks
from timeline.delivery.webhooks.wanted import read_changed, read_wanted
from timeline.http import parameters
from timeline.http.answers import json_response, next_link
from timeline.http.bodies import read_body
from timeline.http.context import context
from timeline.http.media import JSON, answer_type, body_type
from timeline.http.parameters import LIMIT, Given, Parameter, count
from timeline.question import LIMIT_DEFAULT

MERGE_PATCH = "application/merge-patch+json"
BODY_BYTES_MAX = 65_536
BEFORE = Parameter("after", "The `next` of the page before: only older deliveries.", count, {"type": "integer", "minimum": 0})
DELIVERIES = (LIMIT, BEFORE)


def _admitted(request: Request, *known: Parameter) -> tuple[Webhooks, Given]:
    """Every handler of this resource begins here, so this is where the scope `admin` is asked for."""
    given = parameters.read(request.query_params, known)
    if request.method in {"GET", "HEAD"}:
        answer_type(request.headers.getlist("accept"), (JSON,))
    return context(request).webhooks, given


async def webhooks(request: Request) -> Response:
    """The one endpoint of the address, so that `Allow` is right."""
    hooks, _ = _admitted(request)
    if request.method == "POST":
        made = await hooks.create(read_wanted(await _sent(request, JSON)))
        return json_response(documents.with_secret(made), 201, {"location": f"/v1/webhooks/{made.id}"})
    return json_response({"webhooks": [documents.webhook(each) for each in await hooks.all()]})


async def webhook(request: Request) -> Response:
    hooks, _ = _admitted(request)
    name = request.path_params["webhook_id"]
    if request.method == "DELETE":
        await hooks.remove(name)
        return Response(status_code=204)
    if request.method == "PATCH":
        changed = read_changed(await _sent(request, JSON, MERGE_PATCH))
        return json_response(documents.webhook(await hooks.change(name, changed)))
    return json_response(documents.webhook(await hooks.get(name)))


async def rotate(request: Request) -> Response:
    """A new secret, shown this once."""
    hooks, _ = _admitted(request)
    return json_response(documents.with_secret(await hooks.rotate(request.path_params["webhook_id"])))


async def enable(request: Request) -> Response:
    hooks, _ = _admitted(request)
    return json_response(documents.webhook(await hooks.enable(request.path_params["webhook_id"])))


async def deliveries(request: Request) -> Response:
    hooks, given = _admitted(request, *DELIVERIES)
    limit = given.get("limit", LIMIT_DEFAULT)
    found = await hooks.deliveries(request.path_params["webhook_id"], before=given.get("after"), limit=limit + 1)
    following = found[limit - 1].number if len(found) > limit else None
    page = {"deliveries": [documents.delivery(each) for each in found[:limit]], "next": following}
    return json_response(page, headers=next_link(request, following))


async def redeliver(request: Request) -> Response:
    """Accepted: it is sent in a moment, and the delivery says what became of it."""
    hooks, _ = _admitted(request)
    asked = await hooks.redeliver(request.path_params["webhook_id"], request.path_params["delivery_id"])
    return json_response(documents.delivery(asked), 202)


async def _sent(request: Request, *media_types: str) -> Any:
    body_type(request.headers, media_types)
    return strict_json.loads(await read_body(request, BODY_BYTES_MAX))
