"""A store in this process, followed by looking at it again and again: whoever writes to it need not know of us."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace

import orjson

from timeline.cli.documents import Document
from timeline.cli.source import Source
from timeline.client.changes import ViewEvent, change
from timeline.delivery.horizon import seen
from timeline.engine.following.place import refused
from timeline.question import LIMIT_MAX, EventsQuestion, Question
from timeline.service import Service

LOOK_SECONDS = 0.25


async def followed(source: Source, question: EventsQuestion) -> AsyncGenerator[Document, None]:
    """The events that match after `after` of the question, or from now on, as they come, for ever."""
    after = question.after
    head = (await source.events(EventsQuestion(limit=1, descending=True)))["position"]
    after = head if after is None else after
    if after > head:
        raise refused(f"position {after} lies past the head {head} of this log")
    while True:
        page = await source.events(replace(question, after=after, limit=LIMIT_MAX))
        for event in page["events"]:
            yield event
        after = page["position"] if page["next"] is None else page["next"]
        if page["next"] is None:
            await asyncio.sleep(LOOK_SECONDS)


async def followed_view(service: Service, question: Question, *, snapshot: bool) -> AsyncGenerator[ViewEvent, None]:
    """What becomes of a view behind `after` of the question, or from now on, for ever; with `snapshot` its rows come first."""
    followed, place = await service.following(question, snapshot=snapshot)
    while True:
        page = await service.followed(followed, place, await seen(service))
        for told in page.told:
            yield change(told.name, orjson.loads(orjson.dumps(told.said)), told.place.write(followed.name))
        place = page.place
        if page.ended:
            await asyncio.sleep(LOOK_SECONDS)
