"""The routes and the lifespan of the HTTP face, nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from timeline.delivery.frames import Frames
from timeline.delivery.seats import Seats
from timeline.delivery.sse import STEP_SECONDS
from timeline.delivery.tail import Tail
from timeline.delivery.turns import Turns
from timeline.delivery.view_stream import ViewStreams
from timeline.http import (
    counts,
    diff,
    event,
    events,
    exports,
    health,
    history,
    metrics,
    openapi,
    pages,
    rebuild,
    subjects,
    types,
    view_live,
    views,
    webhooks,
)
from timeline.http.context import Context
from timeline.http.guard import Caught, Guarded, Stamped, hosts_of
from timeline.http.idempotency import Replies
from timeline.http.problems import HANDLERS
from timeline.metrics import Metrics
from timeline.service import Service
from timeline.settings import Settings

ROUTES = (
    Route("/v1/events", events.events, methods=["GET", "POST"]),
    Route("/v1/events.{form}", exports.events),
    Route("/v1/events/live", events.live),
    Route("/v1/events/{event_id}", event.event),
    Route("/v1/subjects", subjects.subjects),
    Route("/v1/subjects/{kind}/{slug}", subjects.subject),
    Route("/v1/types", types.types),
    Route("/v1/types/{type}", types.one_type),
    Route("/v1/views", views.views),
    Route("/v1/views/rebuild", rebuild.Several),
    Route("/v1/views/{view}.{form}", exports.view),
    Route("/v1/views/{view}", views.view),
    Route("/v1/views/{view}/rebuild", rebuild.One),
    Route("/v1/views/{view}/rows/{key:path}", views.row),
    Route("/v1/views/{view}/diff", diff.diff),
    Route("/v1/views/{view}/history/{key:path}", history.history),
    Route("/v1/views/{view}/counts", counts.counts),
    Route("/v1/views/{view}/live", view_live.live),
    Route("/v1/webhooks", webhooks.webhooks, methods=["GET", "POST"]),
    Route("/v1/webhooks/{webhook_id}", webhooks.webhook, methods=["GET", "PATCH", "DELETE"]),
    Route("/v1/webhooks/{webhook_id}/secret", webhooks.rotate, methods=["POST"]),
    Route("/v1/webhooks/{webhook_id}/enable", webhooks.enable, methods=["POST"]),
    Route("/v1/webhooks/{webhook_id}/deliveries", webhooks.deliveries),
    Route("/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver", webhooks.redeliver, methods=["POST"]),
    Route("/livez", health.livez),
    Route("/readyz", health.readyz),
    Route("/metrics", metrics.metrics),
    Route("/openapi.json", openapi.openapi),
    Route("/docs", pages.docs),
    Route("/problems/{slug}", pages.problem),
    Route("/page/{name:path}", pages.asset),
    Route("/", pages.start),
)


def make_app(service: Service, settings: Settings) -> Starlette:
    """The application over an open service, which stays open when it ends. `state.tail` ends the live streams."""

    async def head() -> int:
        return (await service.head()).position

    tail = Tail(head)
    streams = ViewStreams(service, tail)
    hooks = service.webhooks(tail, settings.webhook_networks)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await hooks.dispatcher.start()
        yield
        tail.close()
        await streams.close()
        await hooks.dispatcher.close()

    middleware = [Middleware(Stamped, service=service), Middleware(Caught), Middleware(Guarded, hosts=hosts_of(settings))]
    app = Starlette(routes=ROUTES, middleware=middleware, exception_handlers=HANDLERS, lifespan=lifespan)
    app.router.redirect_slashes = False
    app.state.tail = tail
    app.state.context = Context(
        service,
        settings,
        tail,
        Seats(settings.subscribers_max, settings.subscribers_per_client_max),
        Frames(service.events, tail, Turns(service.is_appending), STEP_SECONDS),
        Replies(service.clock),
        hooks,
        Metrics([view.name for view in service.views()]),
        streams,
    )
    return app
