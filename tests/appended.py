"""Histories in a service: literal reports, appended batch by batch at instants of our choice."""

import itertools
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import orjson

from events import edtf
from tests.history import Event
from timeline import clock
from timeline.intake import read_json
from timeline.question import LIMIT_MAX, Knowledge, Question, Row
from timeline.service import Service, open_service

FIRST = clock.read("2024-10-01T00:00:00Z")
HOUR = 3_600_000_000


@asynccontextmanager
async def appended(*batches: Iterable[Event]) -> AsyncIterator[Service]:
    """A service whose first batch was recorded at midnight of 1 October 2024 and each other one an hour after the one before."""
    hours = itertools.count()
    service = await open_service("memory:", clock=lambda: FIRST + HOUR * next(hours))
    for batch in batches:
        await service.append(read_json(orjson.dumps(list(batch))))
    yield service
    await service.close()


async def rows(service: Service, view: str, on: int | None = None, knowledge: Knowledge = Knowledge()) -> dict[str, Row]:
    """All rows of a view by key; without a day those of any day."""
    during = None if on is not None else edtf.parse("0001/9999")
    answer = await service.view(Question(view, on, during, knowledge, limit=LIMIT_MAX))
    assert answer.next is None
    return {row.key: row for row in answer.rows}


def in_order(cuts: Sequence[bool], events: Sequence[Event]) -> list[list[Event]]:
    """The events in their order, cut into appends before those where `cuts` says so."""
    batches: list[list[Event]] = [[]]
    for cut, event in zip(cuts, events, strict=True):
        if cut and batches[-1]:
            batches.append([])
        batches[-1].append(event)
    return batches
