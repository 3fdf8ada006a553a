"""Views as a source of webhooks: what appends and days do to their rows, each a change."""

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Protocol

import orjson

from events import edtf
from timeline import clock
from timeline.delivery.horizon import Followable, seen
from timeline.delivery.tail import Tail
from timeline.delivery.view_pages import Telling
from timeline.delivery.webhooks.model import Format, Topic
from timeline.delivery.webhooks.source import Change, Page
from timeline.delivery.webhooks.wanted import refused
from timeline.engine.following import place as places
from timeline.engine.following.followed import Followed, Told
from timeline.engine.following.place import Place
from timeline.errors import BadRequest, NotFound
from timeline.question import EventsPage, EventsQuestion, Question

LOOK_SECONDS = 1.0
"""How long rows that somebody else keeps, and a new day, may stay unnoticed."""
PATIENCE_SECONDS = 0.25
ANY_QUESTION = ""
"""Cursors outlive a change of filters, so they name none."""


class Watched(Followable, Telling, Protocol):
    """The part of the service that is asked here."""

    async def following(self, question: Question) -> tuple[Followed, Place]: ...

    async def events(self, question: EventsQuestion) -> EventsPage: ...


class ViewChanges:
    """The rows of the view subscribed to, as they come, change and go."""

    def __init__(self, service: Watched, tail: Tail) -> None:
        self._service = service
        self._tail = tail

    async def begin(self, topic: Topic) -> str:
        try:
            _, place = await self._service.following(_question(topic))
        except NotFound as error:
            raise refused("/view", error.detail) from None
        except BadRequest as error:
            raise refused("/filters", error.detail) from None
        return place.write(ANY_QUESTION)

    async def after(self, topic: Topic, cursor: str, limit: int) -> Page:
        followed, place = await self._at(topic, cursor)
        page = await self._service.followed(followed, place, await seen(self._service))
        told = page.told[:limit]
        end = page.place if len(told) == len(page.told) else told[-1].place
        return Page(await self._changes(followed, told), end.write(ANY_QUESTION))

    async def at(self, topic: Topic, cursor: str) -> Change | None:
        """What happened at one place is read again from its beginning."""
        followed, wanted = await self._at(topic, cursor)
        reach, place = await seen(self._service), wanted._replace(key="")
        while wanted.phase != "at":
            page = await self._service.followed(followed, place, reach)
            found = [told for told in page.told if told.place == wanted]
            if found:
                return (await self._changes(followed, found))[0]
            if page.ended or page.place == place or page.place.position > wanted.position:
                break
            place = page.place
        return None

    async def news(self, topic: Topic, cursor: str) -> None:
        _, place = await self._at(topic, cursor)
        while not self._tail.closed:
            reach, (_, newest) = await seen(self._service), await self._service.following(_question(topic))
            until = reach.head if reach.kept is None else reach.kept
            if (
                place.version != newest.version
                or place.phase != "at"
                or place.position < until
                or (place.day is not None and place.day < reach.today)
            ):
                return
            if reach.head > until:
                await self._service.kept_rows_came(reach.head, patience_seconds=PATIENCE_SECONDS, seconds=LOOK_SECONDS)
            else:
                await self._tail.beyond(reach.head, LOOK_SECONDS)
        await asyncio.Event().wait()  # the service is ending, and so is whoever waits

    async def _at(self, topic: Topic, cursor: str) -> tuple[Followed, Place]:
        """The question, and the place in what becomes of it, also where its day moves only now, or moved only then."""
        followed, newest = await self._service.following(_question(topic))
        try:
            return followed, places.read(cursor, ANY_QUESTION, moves=followed.moves)
        except BadRequest:
            place = places.read(cursor, ANY_QUESTION, moves=not followed.moves).here()
            return followed, place._replace(day=newest.day)

    async def _changes(self, followed: Followed, told: Iterable[Told]) -> list[Change]:
        view = followed.view.name
        return [Change(one.place.write(ANY_QUESTION), one.name, partial(_body, view, one, await self._when(one.place))) for one in told]

    async def _when(self, place: Place) -> str:
        """When it happened: the first moment of a day, else when the append was recorded."""
        if place.phase == "clock" and place.day is not None:
            return clock.write(clock.end_of_day(place.day - 1) + 1)
        page = await self._service.events(EventsQuestion(after=max(place.position - 1, 0), limit=1))
        return clock.write(page.events[0].recorded_at if page.events else self._service.clock())


def _question(topic: Topic) -> Question:
    return Question(topic.view or "", None if topic.on is None else edtf.day(topic.on), filters=topic.filters)


def _body(view: str, told: Told, when: str, wanted: Format) -> bytes:
    if wanted == "event":
        return orjson.dumps({"type": told.name, "timestamp": when, "data": {"view": view, **told.said}})
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": told.place.write(ANY_QUESTION),
            "source": f"/v1/views/{view}",
            "type": told.name,
            **({"subject": told.said["key"]} if "key" in told.said else {}),
            "time": when,
            "datacontenttype": "application/json",
            "data": told.said,
        }
    )
