"""What one fact more and one corrected cost, in all views, of a subject of few facts and of one of very many: a daily indicator.

    python -m scripts.bench_subjects [--facts 20 2000 20000] [--rounds 30]

Milliseconds to take it in and bring the believed rows up to date, the median; and to fold the subject whole, once.
"""

import argparse
import asyncio
import statistics
import time
from typing import NamedTuple

import orjson

from events.edtf import day, iso
from timeline.engine.fold import cases, with_threads
from timeline.engine.keeping.believed import Believed
from timeline.engine.keeping.rectangles import ViewSet, refold
from timeline.engine.known import Known, known
from timeline.engine.threads import Threads
from timeline.http.server import tuned
from timeline.intake import read_json
from timeline.log.open import open_log
from timeline.log.protocol import Selection
from timeline.projections.catalog import views

FIRST = day("1960-01-01")
SETS = [ViewSet(view, number) for number, view in enumerate(views().values()) if not view.parts]


async def told_of(facts: int, rounds: int) -> list[Known]:
    """The figures of so many days and more, by two publishers, and then corrections of some of them, as a log has them."""
    source = {"publisher": "Agency", "published": iso(FIRST + facts)}
    figures = [
        {
            "id": f"e{number}", "type": "indicator.reported", "subject": "topic/rate", "valid": iso(FIRST + number),
            "data": {"indicator": "rate", "figure": {"value": number % 97}},
            "source": {**source, "publisher": "Agency" if number % 3 else "Ministry"},
        }
        for number in range(facts + rounds)
    ]  # fmt: skip
    corrections = [
        {
            "type": "claim.corrected", "subject": "topic/rate", "valid": iso(FIRST + facts),
            "data": {"target": f"e{number * facts // rounds}", "changes": {"data": {"figure": {"value": 1_000 + number}}}},
            "source": source,
        }
        for number in range(rounds)
    ]  # fmt: skip
    log = await open_log("memory:", read_only=False)
    await log.append([read_json(orjson.dumps(event)) for event in (*figures, *corrections)])
    return [known(event) for event in await log.read(Selection())]


class Cost(NamedTuple):
    """Milliseconds."""

    more: float
    corrected: float
    whole: float


def measure(facts: int, rounds: int) -> Cost:
    told = asyncio.run(told_of(facts, rounds))
    threads = Threads(told[:facts])
    (case,) = cases(told[:facts]).values()
    believed = Believed()
    start = time.perf_counter()
    refold(case, SETS, believed, facts)
    whole, taken = time.perf_counter() - start, list[float]()
    for number, event in enumerate(told[facts:], start=facts + 1):
        start = time.perf_counter()
        threads.add(event)
        about = threads.start(event)
        assert about is not None
        case = with_threads(case, threads.whole(about))
        refold(case, SETS, believed, number)
        taken.append(time.perf_counter() - start)
    return Cost(*(1_000 * each for each in (statistics.median(taken[:rounds]), statistics.median(taken[rounds:]), whole)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, nargs="+", default=[20, 2_000, 20_000])
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    with tuned():
        for facts in arguments.facts:
            cost = measure(facts, arguments.rounds)
            print(f"{facts:>7,} facts: {cost.more:8.2f} ms for one more, {cost.corrected:8.2f} ms for one corrected, ", end="")
            print(f"{cost.whole:10,.1f} ms folded whole", flush=True)


if __name__ == "__main__":
    main()
