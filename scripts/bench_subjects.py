"""What one fact more costs, in all views, of a subject of few facts and of one of very many: a daily indicator.

    python -m scripts.bench_subjects [--facts 20 2000 20000] [--rounds 30]

Milliseconds to take the fact in and bring the believed rows up to date, the median; and to fold the subject whole, once.
"""

import argparse
import asyncio
import statistics
import time

import orjson

from events.edtf import day, iso
from timeline.engine.fold import cases, with_facts
from timeline.engine.keeping.believed import Believed
from timeline.engine.keeping.rectangles import ViewSet, refold
from timeline.engine.known import Known, known
from timeline.http.server import tuned
from timeline.intake import read_json
from timeline.log.open import open_log
from timeline.log.protocol import Selection
from timeline.projections.catalog import views

FIRST = day("1960-01-01")
SETS = [ViewSet(view, number) for number, view in enumerate(views().values()) if not view.parts]


async def facts_of(count: int) -> list[Known]:
    """The figures of so many days, by two publishers, as a log has them."""
    sent = [
        {
            "id": f"e{number}", "type": "indicator.reported", "subject": "topic/rate", "valid": iso(FIRST + number),
            "data": {"indicator": "rate", "figure": {"value": number % 97}},
            "source": {"publisher": "Agency" if number % 3 else "Ministry", "published": iso(FIRST + number)},
        }
        for number in range(count)
    ]  # fmt: skip
    log = await open_log("memory:", read_only=False)
    await log.append([read_json(orjson.dumps(event)) for event in sent])
    return [known(event) for event in await log.read(Selection())]


def measure(facts: int, rounds: int) -> tuple[float, float]:
    """Milliseconds of one fact more, and of folding all."""
    told = asyncio.run(facts_of(facts + rounds))
    (case,) = cases(told[:facts]).values()
    believed = Believed()
    start = time.perf_counter()
    refold(case, SETS, believed, facts)
    whole, taken = time.perf_counter() - start, list[float]()
    for number in range(facts, facts + rounds):
        start = time.perf_counter()
        case = with_facts(case, told[number : number + 1])
        refold(case, SETS, believed, number + 1)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1_000, whole * 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, nargs="+", default=[20, 2_000, 20_000])
    parser.add_argument("--rounds", type=int, default=30)
    arguments = parser.parse_args()
    with tuned():
        for facts in arguments.facts:
            more, whole = measure(facts, arguments.rounds)
            print(f"{facts:>7,} facts: {more:8.2f} ms for one more, {whole:10,.1f} ms folded whole", flush=True)


if __name__ == "__main__":
    main()
