"""How long the questions of docs/questions.md take, asked of a service with the data sets that they speak of.

    python scripts/ask_questions.py [--url http://127.0.0.1:8000] [--rounds 5] [--page docs/questions.md]

Every curl of the page is asked once unmeasured, then `rounds` times, one after another on one connection, until its whole answer
is here. Prints the median, the slowest, the size and the question; ends with 1 if an answer is an error.
"""

import argparse
import http.client
import re
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

PAGE = Path(__file__).parents[1] / "docs" / "questions.md"
COMMAND = re.compile(r"^ +curl '?http://127\.0\.0\.1:8000(?P<asked>/[^' ]*)'?", re.MULTILINE)
SECONDS_MAX = 120


def ask(connection: http.client.HTTPConnection, asked: str) -> tuple[float, int, int]:
    """Seconds until the whole answer is here, its status and its size."""
    begun = time.perf_counter()
    connection.request("GET", asked)
    answer = connection.getresponse()
    size = len(answer.read())
    return time.perf_counter() - begun, answer.status, size


def measure(connection: http.client.HTTPConnection, asked: str, rounds: int) -> bool:
    """Prints the times of one question; whether every answer was a good one."""
    answers = [ask(connection, asked) for _ in range(rounds + 1)]
    seconds = [each for each, _, _ in answers[1:]]
    wrong = sorted({status for _, status, _ in answers if status != http.client.OK})
    told = f"{statistics.median(seconds) * 1000:10,.1f} {max(seconds) * 1000:10,.1f} {answers[-1][2]:12,}  {asked}"
    print(f"{told}  answered {wrong}" if wrong else told, flush=True)
    return not wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--page", type=Path, default=PAGE)
    given = parser.parse_args()
    where = urlsplit(given.url)
    questions = [match["asked"] for match in COMMAND.finditer(given.page.read_text(encoding="utf-8"))]
    if where.hostname is None or given.rounds < 1 or not questions:
        parser.error("an address such as http://127.0.0.1:8000, at least one round and a page with questions are needed")
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=SECONDS_MAX)
    print(f"{'median ms':>10} {'slowest':>10} {'bytes':>12}  question")
    good = [measure(connection, asked, given.rounds) for asked in questions]
    connection.close()
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
