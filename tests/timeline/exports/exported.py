"""Exports as bytes, of services in memory."""

from contextlib import AbstractAsyncContextManager
from typing import Any

import orjson

from tests.appended import appended
from tests.history import Event
from timeline.demo import batches
from timeline.exports.export import Link, of_log, of_view
from timeline.exports.forms import FORMS
from timeline.projections.catalog import views
from timeline.question import EventsQuestion, Question
from timeline.service import Service

VIEWS = sorted(views())
DEMO: list[list[Event]] = [orjson.loads(batch) for batch in batches()]


def demo() -> AbstractAsyncContextManager[Service]:
    """A service that holds the demo facts."""
    return appended(*DEMO)


async def of(service: Service, what: str, suffix: str, limit: int | None = None, link: Link | None = None, **asked: Any) -> bytes:
    """The export of a view or of ``events``, whole."""
    form = FORMS[suffix]
    if what == "events":
        export = await of_log(service, form, EventsQuestion(**asked), limit, link)
    else:
        export = await of_view(service, views()[what], form, Question(what, **asked), limit, link)
    return b"".join([piece async for piece in export.pieces])
