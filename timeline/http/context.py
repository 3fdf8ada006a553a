"""What the handlers of requests work with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import orjson
from starlette.requests import Request

from timeline.delivery.frames import Frames
from timeline.delivery.seats import Seats
from timeline.delivery.tail import Tail
from timeline.delivery.view_stream import ViewStreams
from timeline.delivery.webhooks.registry import Webhooks
from timeline.http.idempotency import Replies
from timeline.metrics import Metrics
from timeline.service import Service
from timeline.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of one running application."""

    service: Service
    settings: Settings
    tail: Tail
    seats: Seats
    frames: Frames
    replies: Replies
    webhooks: Webhooks
    metrics: Metrics
    view_streams: ViewStreams
    _documents: dict[str, bytes] = field(default_factory=dict)

    def once(self, name: str, make: Callable[[], Any]) -> orjson.Fragment:
        """A document that never changes while the application runs, made when it is first asked for."""
        if name not in self._documents:
            self._documents[name] = orjson.dumps(make())
        return orjson.Fragment(self._documents[name])


def context(request: Request) -> Context:
    """The parts of the application that answers the request."""
    return cast(Context, request.app.state.context)
