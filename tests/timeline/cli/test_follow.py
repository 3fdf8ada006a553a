"""`timeline follow` as people use it: a process that goes on until it is interrupted."""

import asyncio
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import orjson
import pytest

from tests.timeline.cli.conftest import Run, event
from tests.timeline.cli.test_program import PROGRAM, SECONDS, environment, started, stopped, timeline
from tests.timeline.client.scripted import BEGUN, END, chunk, scripted

ROW = {
    "key": "exercise/a", "certainty": "sure", "status": "ongoing", "possible": ["2024-09-08", None], "sure": None,
    "state": {"name": "A"}, "evidence": {"facts": 2, "chains": 1, "by_field": {}},
}  # fmt: skip


@contextmanager
def following(*arguments: str, at: Path) -> Iterator[subprocess.Popen[bytes]]:
    pipe = subprocess.PIPE
    with subprocess.Popen([*PROGRAM, "follow", *arguments], cwd=at, env=environment(), stdout=pipe, stderr=pipe) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def place(at: Path, owned: bool) -> Iterator[list[str]]:
    """Where to append to the store: to itself, or to the service that owns it."""
    if not owned:
        yield []
        return
    service, told = started("serve", "--port", "0", at=at)
    try:
        yield ["--url", told[0].split()[3]]
    finally:
        stopped(service)


def lines(process: subprocess.Popen[bytes], count: int) -> list[bytes]:
    assert process.stdout is not None
    return [process.stdout.readline() for _ in range(count)]


def interrupted(process: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=SECONDS)
    return process.returncode, out, err


@pytest.mark.parametrize("owned", [False, True])
def test_a_store_is_followed_whoever_owns_it(tmp_path: Path, owned: bool) -> None:
    timeline("append", "-", at=tmp_path, stdin=event("first", "2024-09-01"))
    with place(tmp_path, owned) as url, following("--after", "0", "--type", "exercise.*", "--json", at=tmp_path) as process:
        assert orjson.loads(lines(process, 1)[0])["id"] == "first"
        assert timeline("append", "-", *url, at=tmp_path, stdin=event("second", "2024-09-02")).returncode == 0
        assert orjson.loads(lines(process, 1)[0])["position"] == 2
        assert interrupted(process) == (0, b"", b"")


def test_without_a_place_only_what_comes_is_shown_as_a_line_each(tmp_path: Path) -> None:
    timeline("append", "-", at=tmp_path, stdin=event("first", "2024-09-01"))
    with following(at=tmp_path) as process:
        (shown,) = _appended_until_shown(process, tmp_path)
        assert b"exercise.held  exercise/later" in shown
        assert b"published 2024-09-20 by Ministry" in shown
        assert interrupted(process)[0] == 0


def _appended_until_shown(process: subprocess.Popen[bytes], at: Path) -> list[bytes]:
    """The program begins at the head when it is ready, and does not say when that is: so several are appended."""
    for number in range(4):
        timeline("append", "-", at=at, stdin=event(f"later-{number}", "2024-09-02", subject=f"exercise/later-{number}"))
    return lines(process, 1)


def test_a_service_is_followed_on_after_a_restart(tmp_path: Path) -> None:
    service, told = started("serve", "--port", "0", at=tmp_path)
    url = told[0].split()[3]
    with following("--after", "0", "--url", url, "--json", at=tmp_path) as process:
        timeline("append", "-", "--url", url, at=tmp_path, stdin=event("first", "2024-09-01"))
        assert orjson.loads(lines(process, 1)[0])["id"] == "first"
        stopped(service)
        timeline("append", "-", at=tmp_path, stdin=event("between", "2024-09-02"))
        service, _ = started("serve", "--port", url.rpartition(":")[2], at=tmp_path)
        assert orjson.loads(lines(process, 1)[0])["id"] == "between"
        code, out, err = interrupted(process)
    stopped(service)
    assert (code, out) == (0, b"")
    assert b"trying again in" in err


def told(cursor: str, name: str, **more: object) -> str:
    data = {"key": "exercise/a", "before": None, "after": ROW, "because": ["e1"]} | more
    return f"id: {cursor}\nevent: {name}\ndata: {orjson.dumps(data).decode()}\n\n"


CHANGES = (
    told("a1", "row.added"),
    told("a2", "row.changed", before=ROW, after=ROW | {"status": "concluded"}, because="clock"),
    told("a3", "row.removed", before=ROW, after=None, because=["e2", "e3"]),
    'id: a4\nevent: view.reset\ndata: {"view": "exercises"}\n\n',
)


async def shown_of_a_view(count: int, *arguments: str, at: Path) -> tuple[int, list[bytes], bytes, Sequence[str]]:
    """The exit code, so many lines, stderr, and the addresses asked."""
    answers = [BEGUN + chunk("retry: 10\n" + CHANGES[0]) + END, BEGUN + chunk("".join(CHANGES[1:]))]
    pipe = subprocess.PIPE
    async with scripted(answers) as asked, asyncio.timeout(SECONDS):
        command = [*PROGRAM, "follow", *arguments, "--url", asked.url]
        process = await asyncio.create_subprocess_exec(*command, cwd=at, env=environment(), stdout=pipe, stderr=pipe)
        assert process.stdout is not None
        found = [await process.stdout.readline() for _ in range(count)]
        process.send_signal(signal.SIGINT)
        out, err = await process.communicate()
        return process.returncode or 0, [*found, *filter(None, [out])], err, asked.lines


@pytest.mark.anyio
async def test_a_view_of_a_service_is_followed_as_lines(tmp_path: Path) -> None:
    options = ("exercises", "--on", "2024-09-12", "--filter", "participant=JP", "--certainty", "sure", "--after", "a0", "--snapshot")
    code, found, err, asked = await shown_of_a_view(8, *options, at=tmp_path)
    assert (code, [line.decode().rstrip() for line in found]) == (
        0,
        [
            "  + exercise/a: ongoing, sure, 2024-09-08 to …, facts/chains 2/1",
            "      because of e1",
            "  ~ exercise/a",
            "      status: ongoing → concluded",
            "      because a day passed",
            "  - exercise/a",
            "      because of e2, e3",
            "view.reset exercises",
        ],
    )
    assert b"trying again in" in err
    assert asked == ["/v1/views/exercises/live?on=2024-09-12&certainty=sure&after=a0&participant=JP&snapshot=true"] * 2


@pytest.mark.anyio
async def test_a_view_of_a_service_is_followed_as_ndjson(tmp_path: Path) -> None:
    code, found, _, _ = await shown_of_a_view(4, "exercises", "--json", at=tmp_path)
    told = [orjson.loads(line) for line in found]
    assert (code, [(one["event"], one["cursor"]) for one in told]) == (
        0,
        [("row.added", "a1"), ("row.changed", "a2"), ("row.removed", "a3"), ("view.reset", "a4")],
    )
    assert [one.get("because") for one in told] == [["e1"], "clock", ["e2", "e3"], None]


@pytest.mark.parametrize("owned", [False, True])
def test_a_view_of_a_store_is_followed_whoever_owns_it(tmp_path: Path, owned: bool) -> None:
    timeline("append", "-", at=tmp_path, stdin=event("first", "2024-09-01"))
    with place(tmp_path, owned) as url:
        with following("exercises", "--on", "2024-09-05", "--snapshot", "--json", at=tmp_path) as process:
            row, whole = map(orjson.loads, lines(process, 2))
            assert (row["event"], row["key"], whole["event"]) == ("row.added", "exercise/first", "view.snapshot")
            assert timeline("append", "-", *url, at=tmp_path, stdin=event("second", "2024-09-02")).returncode == 0
            changed = orjson.loads(lines(process, 1)[0])
            assert (changed["event"], changed["because"]) == ("row.added", ["second"])
            assert interrupted(process) == (0, b"", b"")
        with following("exercises", "--on", "2024-09-05", "--after", row["cursor"], "--json", at=tmp_path) as process:
            assert [orjson.loads(line)["event"] for line in lines(process, 2)] == ["view.snapshot", "row.added"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["exercises", "--url", "http://127.0.0.1:9", "--type", "exercise.*"], "--filter"),
        (["--snapshot"], "name it"),
        (["--known-at", "2024-09-20T12:00:00Z"], "name it"),
        (["--after", "a0"], "--after"),
        (["--store", "memory:", "--url", "http://127.0.0.1:9"], "not both"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_followed_is_a_matter_of_usage(run: Run, arguments: list[str], says: str) -> None:
    refused = run("follow", *arguments)
    assert refused.exit_code == 2
    assert says in refused.stderr


def test_a_place_past_the_head_of_a_store_is_refused(tmp_path: Path) -> None:
    timeline("append", "-", at=tmp_path, stdin=event("first", "2024-09-01"))
    refused = timeline("follow", "--after", "2", at=tmp_path)
    assert (refused.returncode, b"lies past the head 1" in refused.stderr) == (2, True)


def test_a_service_that_is_not_there_is_told_at_once(run: Run) -> None:
    for view in ([], ["exercises"]):
        refused = run("follow", *view, "--url", "http://127.0.0.1:9")
        assert (refused.exit_code, "timeline serve" in refused.stderr) == (3, True)


def test_a_reader_who_has_enough_ends_it_quietly(tmp_path: Path) -> None:
    timeline("append", "-", at=tmp_path, stdin=event("first", "2024-09-01"))
    with following("--after", "0", "--json", at=tmp_path) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.wait(SECONDS), process.stderr.read()) == (141, b"")
