"""`/metrics`: counts and times for Prometheus. Who may read views may read this."""

from starlette.requests import Request
from starlette.responses import Response

from timeline.http import parameters
from timeline.http.answers import at_head
from timeline.http.context import context
from timeline.http.media import answer_type
from timeline.metrics import OPENMETRICS, TEXT, Standing


async def metrics(request: Request) -> Response:
    parameters.read(request.query_params, ())
    media_type = answer_type(request.headers.getlist("accept"), (TEXT, OPENMETRICS))
    here = context(request)
    head = (await here.service.head()).position
    kept = {view.name: here.service.kept_until(view.name) for view in here.service.views()}
    views = {name: head if until is None else min(until, head) for name, until in kept.items()}
    standing = Standing(head, views, here.service.keeping_failures, here.seats.occupied, await here.service.untold())
    body, full = here.metrics.shown(standing, media_type)
    return Response(body, headers={**at_head(head), "content-type": full, "vary": "Accept"})
