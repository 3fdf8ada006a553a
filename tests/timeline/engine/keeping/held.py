"""A build of rows that stops where a test wants to look at it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import orjson
import pytest

from tests.history import said
from timeline.engine.keeping import by_subject, stride
from timeline.engine.keeping.by_subject import BySubject
from timeline.engine.keeping.keeper import Keeper
from timeline.engine.keeping.local import LocalStrider
from timeline.engine.keeping.stride import Walk
from timeline.intake import read_json
from timeline.rows.protocol import RowSet
from timeline.service import Service

STRIDE = 5
"""Events in a stride, so that a short log has several."""


class Hold:
    """While `at` is set, whatever reflects so many events stays there; what answers is at the head, and beyond it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: int | None = None
        monkeypatch.setattr(stride, "EVENTS_PER_STRIDE", STRIDE)
        monkeypatch.setattr(by_subject, "EVENTS_PER_PIECE", STRIDE)
        monkeypatch.setattr(LocalStrider, "advance", self._held(LocalStrider.advance))
        monkeypatch.setattr(BySubject, "advance", self._held(BySubject.advance))

    def _held(self, advance: Callable[[Any], Awaitable[bool]]) -> Callable[[Walk], Awaitable[bool]]:
        async def held(walk: Walk) -> bool:
            return await (advance(walk) if walk.events != self.at else asyncio.sleep(0.001, result=True))

        return held


def keeper(service: Service) -> Keeper:
    assert service._keeper is not None
    return service._keeper


async def live(service: Service) -> dict[str, RowSet]:
    return await keeper(service)._rows.sets()


async def half_built(service: Service) -> dict[str, int]:
    """How many events the sets reflect that do not answer yet, by view."""
    found = (await keeper(service)._rows.building()).items()
    return {name: each.position if each.built is None else each.built.events for name, each in found}


async def reported(service: Service, events: int) -> None:
    """So many more exercises, one report each, all of them in the rows."""
    head = (await service.head()).position
    for number in range(head, head + events):
        await service.append(read_json(orjson.dumps(said("exercise.held", f"exercise/e{number}", "2024-09-08"))))
    assert await keeper(service).caught_up(head + events, 10)


async def built_to(service: Service, events: int, view: str = "exercises") -> None:
    """Wait until what is being built of the view is so far."""
    with anyio.fail_after(10):
        while (under_way := service.mark(view).building) is None or under_way.events < events:  # noqa: ASYNC110
            await asyncio.sleep(0.001)


async def built(service: Service) -> None:
    """Wait until nothing is being built."""
    with anyio.fail_after(20):
        await service.rebuilt(lambda building: None)


async def settled(service: Service) -> None:
    """Wait until the rows as published tell all of every subject."""
    await built(service)
    assert await keeper(service).caught_up((await service.head()).position, 20)
    with anyio.fail_after(20):
        while await service.untold():  # noqa: ASYNC110  nobody is told
            await asyncio.sleep(0.001)
