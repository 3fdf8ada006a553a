"""Every contender through every measure, in turn, several times; medians, and ratios to the baseline."""

import asyncio
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from scripts.rivals.contender import Contender, Opener
from scripts.rivals.facts import Fact

T = TypeVar("T")

BATCH = 100
CALLERS = 32

Rates = dict[str, float]
"""Events a second, by the measure."""


async def medians(openers: Mapping[str, Opener], facts: Sequence[Fact], singles: int, rounds: int) -> dict[str, Rates]:
    """By contender. They take turns at every measure, each round begun by another, so that what else the machine does falls on all."""
    measures: tuple[Callable[[Contender], Awaitable[Rates]], ...] = (
        lambda store: one_by_one(store, facts[:singles], "one caller", 1),
        lambda store: one_by_one(store, facts[:singles], f"{CALLERS} callers", CALLERS),
        lambda store: batches_and_replays(store, facts),
    )
    taken: dict[str, list[Rates]] = {name: [{} for _ in range(rounds)] for name in openers}
    order = deque(openers)
    for number in range(rounds):
        for measure in measures:
            for name in order:
                taken[name][number] |= await in_store(openers[name], measure)
        order.rotate(-1)
    return {name: {measure: statistics.median(rates[measure] for rates in found) for measure in found[0]} for name, found in taken.items()}


async def in_store(opener: Opener, measure: Callable[[Contender], Awaitable[T]]) -> T:
    """What the measure finds in a store of its own, new and empty."""
    with tempfile.TemporaryDirectory() as folder:
        store = await opener(Path(folder))
        try:
            return await measure(store)
        finally:
            await store.close()


async def one_by_one(store: Contender, facts: Sequence[Fact], called: str, callers: int) -> Rates:
    rest = iter([store.formed([fact]) for fact in facts])

    async def caller() -> None:
        for formed in rest:
            await store.append(formed)

    start = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    return {f"append one by one, {called}": len(facts) / (time.perf_counter() - start)}


async def seconds_of_batches(store: Contender, facts: Sequence[Fact]) -> float:
    batches = [store.formed(facts[at : at + BATCH]) for at in range(0, len(facts), BATCH)]
    start = time.perf_counter()
    for formed in batches:
        await store.append(formed)
    return time.perf_counter() - start


async def batches_and_replays(store: Contender, facts: Sequence[Fact]) -> Rates:
    count = len(facts)
    rates = {f"append, batches of {BATCH}": count / await seconds_of_batches(store, facts)}
    start = time.perf_counter()
    stored = await store.replay(count)
    rates["replay, bytes"] = float("nan") if stored is None else count / (time.perf_counter() - start)
    assert stored is None or len(stored) == count
    rates["replay, decoded"] = count / await seconds_of_decoding(store, facts)
    return rates


async def seconds_of_decoding(store: Contender, facts: Sequence[Fact]) -> float:
    """Refuses an answer that is not every fact in order."""
    start = time.perf_counter()
    found = await store.decoded(len(facts))
    taken = time.perf_counter() - start
    assert [content["id"] for content in found] == [fact.content["id"] for fact in facts]
    return taken
