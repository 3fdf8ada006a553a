"""`timeline rebuild` on a store, and on a service that is running."""

import os
import pty
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest

from tests.timeline.cli.conftest import Run, event
from tests.timeline.cli.test_program import PROGRAM, SECONDS, environment, started, stopped
from timeline.projections.catalog import views

SLOWLY = """
import asyncio, signal
from timeline.cli import main
from timeline.engine.keeping import by_subject

signal.signal(signal.SIGINT, signal.default_int_handler)  # which shells take from what runs behind them

advance = by_subject.BySubject.advance

async def slowly(self):
    await asyncio.sleep(0.3)
    return await advance(self)

by_subject.BySubject.advance = slowly
by_subject.EVENTS_PER_PIECE = by_subject.EVENTS_PER_LARGE_PIECE = 5
main()
"""
"""The program with little pieces, so that it can be stopped between two."""


def sets(path: Path) -> dict[str, dict[str, int]]:
    """How many events the sets of rows in the store reflect, by state and view."""
    found: dict[str, dict[str, int]] = {}
    connection = sqlite3.connect(path / "timeline.db")
    reflected = "SELECT state, view, coalesce(events, position) FROM row_sets LEFT JOIN row_builds ON set_id = id"
    for state, view, events in connection.execute(reflected):
        found.setdefault(state, {})[view] = events
    connection.close()
    return found


@pytest.fixture
def filled(run: Run) -> Run:
    assert run("append", "-", stdin=event("alpha", "2024") + b"\n" + event("beta", "2024")).exit_code == 0
    return run


def test_all_views_are_rebuilt_and_nothing_is_left_of_the_old_rows(filled: Run, tmp_path: Path) -> None:
    shown = filled("rebuild", "--json")
    done = orjson.loads(shown.stdout)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert done["views"] == [name for name in views() if name != "actors"]
    assert done["seconds"] > 0
    assert sets(tmp_path) == {"live": dict.fromkeys(done["views"], 2)}
    assert orjson.loads(filled("rebuild", "--json").stdout)["events"] == 2


def test_the_views_named_are_rebuilt(filled: Run) -> None:
    filled("rebuild")
    shown = filled("rebuild", "exercises", "agreements")
    assert shown.exit_code == 0
    assert shown.stdout.startswith("2 views rebuilt from 2 events in ")
    assert filled("rebuild", "exercises", "--afresh").stdout.startswith("exercises rebuilt from 2 events in ")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["actors"], 1, "rebuild those"),
        (["exercise"], 1, "exercises"),
        (["--store", "sqlite:///missing.db"], 3, "does not exist"),
        (["--store", "memory:"], 1, "nothing to rebuild"),
        (["--cancel"], 2, "--url"),
        (["exercises", "--cancel", "--url", "http://127.0.0.1:1"], 2, "without views"),
        (["--store", "memory:", "--url", "http://127.0.0.1:1"], 2, "not both"),
        (["--url", "http://127.0.0.1:1"], 3, "timeline serve"),
    ],
)
def test_wrong_input_is_said_on_stderr_with_a_code(filled: Run, tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    wrong = filled("rebuild", *arguments)
    assert (wrong.exit_code, wrong.stdout, wrong.stderr.count("\n")) == (code, "", 1)
    assert said in wrong.stderr
    assert not (tmp_path / "missing.db").exists()


def test_a_running_service_rebuilds_when_it_is_asked_by_its_url(filled: Run, tmp_path: Path) -> None:
    process, lines = started("serve", "--port", "0", at=tmp_path)
    at = ("--url", lines[0].split()[3])
    try:
        owned = filled("rebuild")
        assert (owned.exit_code, "--url" in owned.stderr) == (3, True)
        deadline = time.monotonic() + SECONDS
        while (asked := filled("rebuild", "exercises", "--json", *at)).exit_code == 4 and time.monotonic() < deadline:
            time.sleep(0.1)  # the first build of a new store is running
        assert orjson.loads(asked.stdout) == {"views": ["exercises"], "progress": "/v1/views"}
        assert filled("rebuild", "actors", *at).exit_code == 1
        while (asked := filled("rebuild", *at)).exit_code == 4 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert asked.stdout == "11 views being rebuilt; GET /v1/views shows how far they are\n"
        cancelled = filled("rebuild", "--cancel", *at)
        assert (cancelled.exit_code, cancelled.stdout[:12]) in {(0, "the rebuild "), (1, "")}  # it may be done by now
    finally:
        stopped(process)


def test_ctrl_c_leaves_what_answers_and_a_later_rebuild_goes_on(run: Run, tmp_path: Path) -> None:
    for start in range(0, 20, 5):
        assert run("append", "-", stdin=b"\n".join(event(f"e{n}", "2024") for n in range(start, start + 5))).exit_code == 0
    assert run("rebuild").exit_code == 0
    command = [sys.executable, "-c", SLOWLY, "rebuild"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + SECONDS
    while not any(sets(tmp_path).get("building", {}).values()) and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=SECONDS)
    assert (process.returncode, out, err) == (130, b"", b"")
    found = sets(tmp_path)
    assert set(found["live"].values()) == {20}
    (stopped_at,) = set(found["building"].values())
    assert 0 < stopped_at < 20
    assert orjson.loads(run("rebuild", "--json").stdout)["events"] == 20 - stopped_at


def test_a_bar_is_shown_at_a_terminal(filled: Run, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*PROGRAM, "rebuild", "exercises"], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=theirs)
    out, _ = process.communicate(timeout=SECONDS)
    os.close(theirs)
    shown = os.read(ours, 65_536)
    os.close(ours)
    assert b"rebuilding exercises" in shown
    assert out.startswith(b"exercises rebuilt")
