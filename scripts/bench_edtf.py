"""What reading a date costs, and how that compares with the `edtf` package.

    python scripts/bench_edtf.py [--seconds 0.05]

Microseconds a parse, the best of five rounds, with the cache of `events.edtf.parse` passed by. The package is asked for both
bounds as well, since ours come with the parse.
"""

import argparse
import timeit
from collections.abc import Callable
from functools import partial

import edtf as package

from events.edtf import parse

FORMS = (
    "2024-09-21",
    "2024-09",
    "2024",
    "2024-09-08T06:30:00Z",
    "2024-09-08/2024-09-21",
    "2023-09/2023-10",
    "2024-09-08/..",
    "/2024-09-21",
    "2024-09-08?",
    "2024-09-XX",
    "202X",
    "2024-24",
    "[2024-09-08..2024-09-21]",
)
ROUNDS = 5

uncached = parse.__wrapped__


def theirs(text: str) -> None:
    read = package.parse_edtf(text)
    read.lower_strict()
    read.upper_strict()


def microseconds(call: Callable[[], object], seconds: float) -> float:
    """The best of the rounds, each about as long as asked."""
    timer = timeit.Timer(call)
    number = max(1, int(seconds / (timer.timeit(10) / 10)))
    return min(timer.repeat(ROUNDS, number)) / number * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=0.05, help="length of a round")
    seconds = parser.parse_args().seconds
    print(f"{'form':<26}{'ours, µs':>10}{'edtf, µs':>12}{'ratio':>10}")
    for text in FORMS:
        ours = microseconds(partial(uncached, text), seconds)
        other = microseconds(partial(theirs, text), seconds)
        print(f"{text:<26}{ours:>10.2f}{other:>12.1f}{other / ours:>9.0f}x")


if __name__ == "__main__":
    main()
