"""`/v1/views/{view}/live` behind a socket, as a client meets it."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest

from tests.timeline.http.sent import BRUNET, Json, concluded, event

LIVE = "/v1/views/exercises/live"
ON = "on=2024-09-12"
PROGRAM = """
import asyncio, sys
from timeline.http.server import run, serve
from timeline.service import open_service
from timeline.settings import load

async def main():
    service = await open_service(sys.argv[1], folding_processes=2)
    await serve(service, load(port=0), lambda url: print(url, flush=True))
    await service.close()
    print("closed", flush=True)

run(main())
"""


def read(url: str, count: int, headers: dict[str, str] | None = None) -> list[Json]:
    """The first events of a stream; blocks without data are none."""
    found: list[Json] = []
    fields: Json = {}
    with httpx2.stream("GET", url, headers=headers, timeout=10) as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        for line in stream.iter_lines():
            if line and not line.startswith(":"):
                name, _, value = line.partition(": ")
                fields[name] = value
            elif not line:
                if "data" in fields:
                    found.append({"id": fields["id"], "event": fields["event"], **orjson.loads(fields["data"])})
                fields = {}
                if len(found) == count:
                    break
    return found


def append(url: str, *events: Any) -> None:
    httpx2.post(f"{url}/v1/events", json=list(events)).raise_for_status()


def shown(found: list[Json]) -> list[tuple[str, str, Any]]:
    return [(one["event"], one["key"], one["because"]) for one in found]


def test_a_view_is_followed_from_the_beginning_of_the_log_and_live(served: str) -> None:
    append(served, event(id="a"))
    found: list[Json] = []
    reader = threading.Thread(target=lambda: found.extend(read(f"{served}{LIVE}?{ON}&after=0", 3)))
    reader.start()
    time.sleep(0.3)
    append(served, concluded(id="b"))
    append(served, event(id="c", type="exercise.participant_joined", valid="2024-09-08/2024-09-21", data={"actor": "GB"}))
    reader.join(timeout=10)
    assert shown(found) == [("row.added", BRUNET, ["a"]), ("row.changed", BRUNET, ["b"]), ("row.changed", BRUNET, ["c"])]
    row = httpx2.get(f"{served}/v1/views/exercises?{ON}").json()["rows"][0]
    assert found[2]["after"] == row
    assert found[1]["before"] == found[0]["after"]
    assert shown(read(f"{served}{LIVE}?{ON}&after=0", 1, {"last-event-id": found[0]["id"]})) == shown(found[1:2])
    assert shown(read(f"{served}{LIVE}?{ON}&after={found[1]['id']}", 1)) == shown(found[2:])


def test_a_snapshot_comes_first_and_not_again_to_somebody_who_resumes(served: str) -> None:
    append(served, event(id="a"), event(id="b", subject="exercise/b"))
    url = f"{served}{LIVE}?{ON}&snapshot=true"
    found = read(url, 3)
    assert shown(found[:2]) == [("row.added", "exercise/b", ["b"]), ("row.added", BRUNET, ["a"])]
    complete = {"event": "view.snapshot", "view": "exercises", "version": "1", "position": 2, "on": "2024-09-12"}
    assert found[2] == {"id": found[2]["id"], **complete}
    append(served, concluded(id="c"))
    assert shown(read(url, 1, {"last-event-id": found[2]["id"]})) == [("row.changed", BRUNET, ["c"])]
    assert read(url, 2, {"last-event-id": found[0]["id"]}) == found[1:]


def test_a_row_that_enters_or_leaves_a_filter_is_added_or_removed(served: str) -> None:
    append(served, event(id="a"))
    append(served, event(id="b", type="exercise.participant_joined", valid="2024-09-08/2024-09-21", data={"actor": "GB"}))
    append(served, event(id="c", type="claim.retracted", valid="2024-10-01", data={"target": "b"}))
    found = read(f"{served}{LIVE}?{ON}&participant=GB&after=0", 2)
    assert shown(found) == [("row.added", BRUNET, ["b"]), ("row.removed", BRUNET, ["c"])]
    assert (found[0]["before"], found[1]["after"]) == (None, None)


def test_head_answers_at_once_and_says_what_a_stream_would(served: str) -> None:
    append(served, event(id="a"))
    answer = httpx2.head(f"{served}{LIVE}?{ON}", timeout=5)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert (answer.headers["timeline-position"], answer.headers["timeline-view-version"]) == ("1", "1")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("after=garbage", "after"), ("after=999", "after"), ("after=", "after"), ("snapshot=yes", "snapshot"), ("limit=5", "limit"),
        ("stale=ok", "stale"), ("status=x", "status"), ("at_position=99", "at_position"), ("on=2024-09-12&during=2024", "during"),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_refused_by_name(served: str, query: str, parameter: str) -> None:
    answer = httpx2.get(f"{served}{LIVE}?{query}", timeout=5)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, parameter)


def test_a_last_event_id_that_is_none_of_ours_is_refused(served: str) -> None:
    answer = httpx2.get(f"{served}{LIVE}", headers={"last-event-id": "x"}, timeout=5)
    assert (answer.status_code, answer.json()["detail"][:13]) == (400, "Last-Event-ID")
    assert httpx2.get(f"{served}/v1/views/exercise/live").status_code == 404
    assert httpx2.get(f"{served}{LIVE}", headers={"accept": "application/json"}).status_code == 406
    assert httpx2.post(f"{served}{LIVE}").status_code == 405


def test_every_view_says_where_it_is_followed(served: str) -> None:
    for view in httpx2.get(f"{served}/v1/views").json()["views"]:
        assert httpx2.head(f"{served}{view['live']}").status_code == 200


def test_the_service_ends_quickly_though_views_are_followed_and_goes_on_with_them_after_a_restart(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/a.db"
    found: list[Json] = []
    for number in range(2):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, store], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "."}
        )
        assert process.stdout is not None
        try:
            url = process.stdout.readline().strip()
            append(url, event(id=f"e{number}", subject=f"exercise/e{number}"))
            resumes = {"last-event-id": found[-1]["id"]} if found else {}
            found += read(f"{url}{LIVE}?{ON}&after=0", 1, resumes)
            with httpx2.stream("GET", f"{url}{LIVE}", timeout=10) as stream:
                process.send_signal(signal.SIGTERM)
                asked = time.monotonic()
                assert [line for line in stream.iter_lines() if line.startswith("data")] == []
                assert time.monotonic() - asked < 2
            assert process.wait(timeout=5) == 0
            assert process.stdout.read() == "closed\n"
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
    assert shown(found) == [("row.added", "exercise/e0", ["e0"]), ("row.added", "exercise/e1", ["e1"])]
