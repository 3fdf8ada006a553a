"""What was active on a day, as known at a position: our kept rows, our folding, and what the others' users would begin with.

The others answer no such question. Their user replays the events up to the position and folds them, so their replay alone is less
than what an answer costs.
"""

import asyncio
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import orjson

from events import edtf
from scripts.rivals.contender import Opener
from scripts.rivals.facts import Fact
from scripts.rivals.ours import body
from scripts.rivals.rounds import BATCH, seconds_of_batches, seconds_of_decoding
from timeline.clock import system_clock
from timeline.engine.asking.sources import Sources
from timeline.engine.asking.view_reader import ViewReader
from timeline.intake import read_json
from timeline.log.open import open_log
from timeline.question import Answer, Knowledge, Question
from timeline.service import Service, open_service

VIEWS = ("active-exercises", "agreements")
DAYS = tuple(edtf.day(f"{year}-06-15") for year in range(2006, 2026))
KEEPING_PAUSE, KEEPING_TRIES = 0.05, 800
"""Forty seconds for the rows, which take six for 5,000 events."""


async def milliseconds(openers: Mapping[str, Opener], facts: Sequence[Fact], rounds: int) -> dict[str, float]:
    """The median of an answer or of a replay, by what gave it. What is known is the first half of the facts."""
    until = len(facts) // 2
    taken: dict[str, list[float]] = defaultdict(list)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        kept = await stack.enter_async_context(service_with_rows(folder / "kept.db", facts))
        log = await open_log(f"sqlite:///{folder / 'kept.db'}", read_only=True)
        stack.push_async_callback(log.close)
        folding = ViewReader(log, system_clock, Sources(log))  # without kept rows
        stores = {name: await opener(made(folder / name)) for name, opener in openers.items()}
        for store in stores.values():
            stack.push_async_callback(store.close)
            await seconds_of_batches(store, facts)
        for _ in range(rounds):
            for view in VIEWS:
                await ask(view, until, kept, folding, taken)
            for name, store in stores.items():
                taken[f"{name}: replay alone"].append(await seconds_of_decoding(store, facts[:until]))
    return {name: statistics.median(found) * 1_000 for name, found in taken.items()}


async def ask(view: str, until: int, kept: Service, folding: ViewReader, taken: dict[str, list[float]]) -> None:
    """Every day of the kept rows and the first of folding, which must say the same."""
    questions = [Question(view, on=day, knowledge=Knowledge(at_position=until)) for day in DAYS]
    answers = [await timed(kept, question, taken[f"timeline: {view}, kept rows"]) for question in questions]
    folded = await timed(folding, questions[0], taken[f"timeline: {view}, folded"])
    assert orjson.dumps(folded.rows_as_json()) == orjson.dumps(answers[0].rows_as_json())
    assert folded.rows


async def timed(service: Service | ViewReader, question: Question, taken: list[float]) -> Answer:
    start = time.perf_counter()
    answer = await service.view(question)
    taken.append(time.perf_counter() - start)
    return answer


@asynccontextmanager
async def service_with_rows(path: Path, facts: Sequence[Fact]) -> AsyncIterator[Service]:
    """A service that has the facts and has brought its rows up to them."""
    service = await open_service(f"sqlite:///{path}")
    try:
        for at in range(0, len(facts), BATCH):
            await service.append(read_json(body(facts[at : at + BATCH])))
        await rows_kept(service, len(facts))
        yield service
    finally:
        await service.close()


async def rows_kept(service: Service, position: int) -> None:
    for _ in range(KEEPING_TRIES):
        if all((service.kept_until(view) or 0) >= position for view in VIEWS):
            return
        await asyncio.sleep(KEEPING_PAUSE)
    raise TimeoutError(f"the rows do not reflect position {position} yet; give fewer --events")


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder
