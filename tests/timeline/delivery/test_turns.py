import asyncio
import time

import pytest

from timeline.delivery import turns as giving
from timeline.delivery.turns import SLICE, Turns

pytestmark = pytest.mark.anyio


async def test_others_of_the_loop_come_in_between() -> None:
    turns, order = Turns(lambda: False), list[str]()

    async def wait(turn: asyncio.Future[str]) -> None:
        order.append(await turn)

    waiting = [asyncio.get_running_loop().create_future() for _ in range(SLICE * 3)]
    tasks = [asyncio.create_task(wait(turn)) for turn in waiting]
    await asyncio.sleep(0)
    for number, turn in enumerate(waiting):
        turns.give(turn, f"{number}")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert order == [f"{number}" for number in range(SLICE)]
    await asyncio.gather(*tasks)
    assert order == [f"{number}" for number in range(SLICE * 3)]


async def test_while_something_is_appended_most_of_the_time_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(giving, "SLICE", 1)
    turns, busy_seconds = Turns(lambda: True), 0.02

    async def wait(turn: asyncio.Future[None]) -> None:
        await turn
        time.sleep(busy_seconds)  # noqa: ASYNC251  what sending costs

    waiting = [asyncio.get_running_loop().create_future() for _ in range(3)]
    tasks = [asyncio.create_task(wait(turn)) for turn in waiting]
    await asyncio.sleep(0)
    began = time.perf_counter()
    for turn in waiting:
        turns.give(turn, None)
    await asyncio.gather(*tasks)
    assert time.perf_counter() - began > 2 * busy_seconds * (1 + giving.REST)


async def test_who_has_left_and_who_is_refused_do_not_hold_up_the_others() -> None:
    turns = Turns(lambda: False)
    left, refused, told = (asyncio.get_running_loop().create_future() for _ in range(3))
    left.cancel()
    for turn, result in ((left, 1), (refused, ValueError("no")), (told, 3)):
        turns.give(turn, result)
    assert await told == 3
    with pytest.raises(ValueError, match="no"):
        await refused
