"""Minutes of mixed use of one store, watched for what grows: ``python scripts/soak.py [--seconds 120]``.

Appends, corrections, questions and restarts; every ten seconds a line with events, memory, file size and the median question.
"""

import argparse
import asyncio
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from events import edtf
from timeline.errors import TimelineError
from timeline.intake import read_ndjson
from timeline.question import Knowledge, Question
from timeline.service import Service, open_service

APPEND = 20
REPORT_SECONDS = 10.0
FIRST_DAY, DAYS = edtf.day("1950-01-01"), 27_000


def lines(count: int) -> list[bytes]:
    """Events of the synthetic log."""
    generator = Path(__file__).with_name("generate_log.py")
    made = subprocess.run([sys.executable, str(generator), "--events", str(count), "--seed", "7"], capture_output=True, check=True)
    return made.stdout.splitlines()


async def ask(service: Service, chance: random.Random) -> float:
    """Seconds that a random question took."""
    view = chance.choice(service.views()).name
    position = chance.choice((None, chance.randrange((await service.head()).position + 1)))
    question = Question(view, on=FIRST_DAY + chance.randrange(DAYS), knowledge=Knowledge(at_position=position))
    start = time.perf_counter()
    await service.view(question)
    return time.perf_counter() - start


async def soak(seconds: float) -> None:
    chance, events = random.Random(1), iter(lines(200_000))
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "soak.db"
        service = await open_service(f"sqlite:///{path}")
        end, report, taken = time.monotonic() + seconds, time.monotonic() + REPORT_SECONDS, list[float]()
        while time.monotonic() < end:
            batch = [line for _, line in zip(range(APPEND), events, strict=False)]
            if batch:
                await service.append(read_ndjson(b"\n".join(batch)))
            try:
                taken.append(await ask(service, chance))
            except TimelineError as error:
                print(f"  {type(error).__name__}: {error.detail}")
            if time.monotonic() > report:
                megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024
                size, median = path.stat().st_size // 1_000_000, statistics.median(taken) * 1_000
                print(
                    f"{(await service.head()).position:>8} events  {megabytes} MB memory  {size} MB file  question {median:.1f} ms",
                    flush=True,
                )
                await service.close()
                service = await open_service(f"sqlite:///{path}")
                report, taken = time.monotonic() + REPORT_SECONDS, []
        await service.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=120.0)
    asyncio.run(soak(parser.parse_args().seconds))
