"""Our log beside libraries that keep events in SQLite, on the same facts in one run; then a question that only we answer.

    python -m scripts.bench_rivals [--events 5000] [--singles 500] [--rounds 7]

Everyone writes one file in a folder of its own, one transaction an append, and is given the facts of scripts/generate_log.py in its
own form, made beforehand; `timeline+intake` is given bytes and reads them. Figures are events a second and, behind them, the ratio to
bare `sqlite3`: medians of rounds in which all take turns. `sqlite3` and `eventsourcing` block, so callers are served one by one.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from math import isnan
from pathlib import Path

from scripts.rivals.bare import Bare
from scripts.rivals.contender import SYNCHRONOUS, Opener
from scripts.rivals.event_store import EventStore
from scripts.rivals.facts import facts
from scripts.rivals.ours import Ours, OursFromBytes
from scripts.rivals.question import DAYS, milliseconds
from scripts.rivals.recorder import Recorder
from scripts.rivals.rounds import Rates, medians
from timeline.http.server import run, tuned

BASELINE, OURS = "sqlite3", "timeline"
LIBRARIES = ("eventsourcing", "eventsource-py")
RIVALS: dict[str, Opener] = {BASELINE: Bare.open, "eventsourcing": Recorder.open, "eventsource-py": EventStore.open}
OPENERS: dict[str, Opener] = {**RIVALS, OURS: Ours.open, "timeline+intake": OursFromBytes.open}

TRAITS = (
    ("", BASELINE, *LIBRARIES, OURS),
    ("a report sent again", "refused", "has no ids", "refused", "answered as before"),
    ("expected version of a subject", "-", "yes", "yes", "yes"),
    ("one append, many subjects", "yes", "yes", "-", "yes"),
    ("total order without gaps", "yes", "yes", "yes", "yes"),
    ("hash of every event", "-", "-", "-", "yes"),
    ("content validated", "-", "-", "by classes of its user", "yes"),
    ("callers share a commit", "-", "-", "-", "yes"),
    ("update and delete refused", "-", "-", "-", "yes"),
    ("asked as of a day and position", "-", "-", "-", "yes"),
)
"""Of what is measured here, with what it is built with: the recorder, the store, the log behind its writer; the last of the service."""


def print_rates(found: Mapping[str, Rates]) -> None:
    print(f"{'events/s (ratio)':34}" + "".join(f"{name:>18}" for name in found))
    for measure, base in found[BASELINE].items():
        print(f"{measure:34}" + "".join(cell(rates[measure], base) for rates in found.values()))


def cell(rate: float, base: float) -> str:
    return f"{'-':>18}" if isnan(rate) else f"{f'{rate:,.0f} ({rate / base:.2f})':>18}"


def print_traits() -> None:
    for name, *traits in TRAITS:
        print(f"{name:34}" + "".join(f"{trait:>24}" for trait in traits))


def print_question(found: Mapping[str, float], events: int) -> None:
    ours = next(iter(found.values()))
    print(f"The first 100 rows of a view on a day, as known at position {events // 2:,} of {events:,}; medians over {len(DAYS)} days.")
    print("The others have no answer: their user replays and folds. Their replay alone, decoded, is a lower bound of that.")
    for name, taken in found.items():
        print(f"  {name:44}{taken:>9.2f} ms{taken / ours:>8.1f}x")


async def durability() -> list[str]:
    """What each goes by as it comes; the libraries have no setting for it."""
    said = []
    for name, opener in OPENERS.items():
        with tempfile.TemporaryDirectory() as folder:
            store = await opener(Path(folder))
            said.append(f"{name} {SYNCHRONOUS[await store.synchronous()]}")
            await store.close()
    return said


async def bench(arguments: argparse.Namespace) -> None:
    given = facts(arguments.events)
    print(f"synchronous, asked of the connection that writes: {', '.join(await durability())}\n", flush=True)
    print_rates(await medians(OPENERS, given, arguments.singles, arguments.rounds))
    print()
    print_traits()
    print(flush=True)
    print_question(await milliseconds(RIVALS, given, arguments.rounds), arguments.events)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=5_000)
    parser.add_argument("--singles", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    try:
        print(", ".join(f"{library} {version(library)}" for library in LIBRARIES))
    except PackageNotFoundError as error:
        sys.exit(f"{error.name} is not installed; `make bench` installs what is measured here from requirements-bench.txt")
    with tuned():
        run(bench(arguments))


if __name__ == "__main__":
    main()
