"""The program as processes: a running service, pipes, signals."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from tests.timeline.cli.conftest import Run
from timeline.demo import batches

PROGRAM = [sys.executable, "-c", "from timeline.cli import main; main()"]
ROOT = Path(__file__).parents[3]
SECONDS = 30


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIMELINE_")}
    return kept | {"PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])}


def timeline(*arguments: str, at: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *arguments], cwd=at, env=environment(), input=stdin, capture_output=True, timeout=SECONDS, check=False)


def started(*arguments: str, at: Path) -> tuple[subprocess.Popen[bytes], list[str]]:
    """A serving process and the lines that it printed when it answered."""
    process = subprocess.Popen([*PROGRAM, *arguments], cwd=at, env=environment(), stdout=subprocess.PIPE)
    assert process.stdout is not None
    deadline = Timer(SECONDS, process.kill)
    deadline.start()
    lines = [process.stdout.readline().decode() for _ in range(4)]
    deadline.cancel()
    return process, lines


def stopped(process: subprocess.Popen[bytes]) -> int:
    assert process.stdout is not None
    process.stdout.close()
    process.send_signal(signal.SIGINT)
    try:
        return process.wait(SECONDS)
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A directory with a served store that holds the demo facts, and the URL."""
    at = tmp_path_factory.mktemp("served")
    process, lines = started("serve", "--port", "0", "--demo-if-empty", at=at)
    yield at, lines[0].split()[3]
    stopped(process)


@pytest.mark.parametrize(
    "question",
    [
        ["events", "--limit", "5", "--order", "desc"],
        ["events", "--q", "france", "--actor", "FR"],
        ["view", "active-exercises", "--on", "2024-09-12"],
        ["view", "exercises", "--during", "2024-09", "--published-by", "2024-09-20", "--at-position", "40", "--filter", "participant=JP"],
        ["view", "exercises", "--on", "2024-09-12", "--known-at", "2020-01-01T00:00:00+09:00"],
        ["view", "conflicts", "--all"],
        ["diff", "active-exercises", "--on", "2024-09-19", "--base-at-position", "33", "--limit", "1"],
        ["diff", "exercises", "--on", "2024-09-19", "--base-on", "2024-09-12", "--base-published-by", "2024-09-10", "--filter", "host=JP"],
        ["diff", "uncorroborated", "--certainty", "possible", "--base-known-at", "2020-01-01T00:00:00Z", "--all"],
        ["history", "conflicts", "exercise/brunet-takamori-2023#end"],
        ["counts", "incursions", "--by", "week,actor"],
        ["counts", "exercises", "--on", "2024-09-19", "--published-by", "2024-09-20"],
        ["replay", "--to", "2099-01-01"],
        ["replay", "--view", "active-exercises", "--on", "2024-09-12"],
        ["types"],
        ["types", "claim.corrected"],
    ],
    ids=" ".join,
)
def test_a_store_and_a_service_give_the_same_document(
    served: tuple[Path, str], run: Run, monkeypatch: pytest.MonkeyPatch, question: list[str]
) -> None:
    at, url = served
    monkeypatch.chdir(at)
    direct, remote = run(*question, "--json"), run(*question, "--json", "--url", url)
    assert direct.exit_code == 0
    assert direct.stdout.endswith("}\n")
    assert (remote.exit_code, remote.stdout, remote.stderr) == (0, direct.stdout, direct.stderr)


def test_appending_to_a_served_store_goes_through_its_url(served: tuple[Path, str]) -> None:
    at, url = served
    refused = timeline("append", "-", at=at, stdin=batches()[0])
    assert refused.returncode == 3
    assert b"--url" in refused.stderr
    known = timeline("append", "-", "--url", url, at=at, stdin=batches()[0])
    assert known.returncode == 0
    assert b"0 appended" in known.stdout


def test_a_refusal_of_the_service_names_the_line(served: tuple[Path, str]) -> None:
    at, url = served
    refused = timeline("append", "-", "--url", url, at=at, stdin=b'{"type": "exercise.held"}\n{}\n')
    assert refused.returncode == 1
    assert b"line 1 /subject" in refused.stderr


def test_a_demo_prints_three_curl_lines_and_leaves_nothing(tmp_path: Path) -> None:
    process, lines = started("demo", "--port", "0", at=tmp_path)
    url = lines[0].split()[3]
    shown = timeline("view", "active-exercises", "--on", "2024-09-12", "--url", url, at=tmp_path)
    code = stopped(process)
    assert [line.split()[0] for line in lines[1:]] == ["curl"] * 3
    assert b"exercise/brunet-takamori-2024" in shown.stdout
    assert code in {0, 130}
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_has_enough_ends_a_stream_quietly(served: tuple[Path, str]) -> None:
    at, _ = served
    process = subprocess.Popen(
        [*PROGRAM, "events", "--all", "--json"], cwd=at, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(SECONDS), said) == (141, b"")
