"""`timeline webhooks` on a store, and on a service that is running."""

import socket
import time
from pathlib import Path

import orjson
import pytest

from tests.timeline.cli.conftest import Run, event
from tests.timeline.cli.test_program import started, stopped
from timeline.cli.documents import Document

TO = "https://hooks.example/timeline"


def made(run: Run, *more: str, to: str = TO) -> Document:
    shown = run("webhooks", "create", to, *more, "--json")
    assert shown.exit_code == 0, shown.stderr
    read: Document = orjson.loads(shown.stdout)
    return read


def test_a_webhook_is_made_with_its_secret_shown_once(run: Run) -> None:
    shown = run("webhooks", "create", TO, "--type", "exercise.*", "--type", "agreement.signed", "--description", "for us")
    assert shown.exit_code == 0
    assert "secret: whsec_" in shown.stdout
    assert "exercise.*, agreement.signed" in shown.stdout
    assert "not shown again" in shown.stderr
    listed = run("webhooks", "list")
    assert "exercise.*; agreement.signed" in listed.stdout
    assert "1 webhook" in listed.stdout
    assert "whsec_" not in listed.output + run("webhooks", "list", "--json").output


def test_without_types_every_event_is_asked_for(run: Run) -> None:
    assert made(run)["types"] == ["*"]
    assert "every event" in run("webhooks", "list").stdout


def test_it_is_paused_resumed_and_deleted(run: Run) -> None:
    name = made(run)["id"]
    assert orjson.loads(run("webhooks", "pause", name, "--json").stdout)["status"] == "paused"
    assert "paused" in run("webhooks", "show", name).stdout
    assert "active" in run("webhooks", "resume", name).stdout
    assert "deleted" in run("webhooks", "delete", name).stdout
    assert orjson.loads(run("webhooks", "list", "--json").stdout) == {"webhooks": []}
    gone = run("webhooks", "show", name)
    assert (gone.exit_code, gone.stderr.count("\n")) == (1, 1)


def test_a_secret_is_renewed(run: Run) -> None:
    first = made(run)
    again = run("webhooks", "rotate", first["id"])
    assert "secret: whsec_" in again.stdout
    assert first["secret"] not in again.stdout
    assert "the one before signs too until" in again.stdout


def test_a_webhook_made_on_a_store_is_told_of_what_comes_after_it(run: Run) -> None:
    assert run("append", "-", stdin=event("alpha", "2024")).exit_code == 0
    assert made(run)["cursor"] == "1"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["create", "http://hooks.example/"], 1, "only https"),
        (["create", "https://10.0.0.1/"], 1, "TIMELINE_WEBHOOK_NETWORKS"),
        (["create", TO, "--type", "exercise.hold"], 2, "exercise.held"),
        (["create", TO, "--view", "nothing"], 1, "no view"),
        (["create", TO, "--filter", "participant=JP"], 1, "narrows a view"),
        (["create"], 2, "ADDRESS"),
        (["deliveries", "wh_none"], 1, "no webhook"),
        (["redeliver", "wh_none", "msg_none"], 1, "no webhook"),
        (["lst"], 2, "list"),
        (["list", "--store", "sqlite:///missing.db"], 3, "does not exist"),
        (["list", "--store", "memory:", "--url", "http://127.0.0.1:1"], 2, "not both"),
        (["list", "--url", "http://127.0.0.1:1"], 3, "timeline serve"),
    ],
)
def test_wrong_input_is_said_on_stderr_with_a_code(run: Run, arguments: list[str], code: int, said: str) -> None:
    made(run)
    wrong = run("webhooks", *arguments)
    assert (wrong.exit_code, wrong.stdout) == (code, ""), wrong.stderr
    assert said in wrong.stderr


def closed_port() -> int:
    """One of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def test_the_deliveries_of_a_running_service_are_listed_and_sent_again(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TIMELINE_WEBHOOK_NETWORKS=127.0.0.0/8\n")
    process, lines = started("serve", "--port", "0", at=tmp_path)
    at = ("--url", lines[0].split()[3])
    try:
        assert run("webhooks", "create", "https://10.0.0.1/", *at).exit_code == 1
        name = made(run, *at, to=f"http://127.0.0.1:{closed_port()}/")["id"]
        assert run("append", "-", *at, stdin=event("alpha", "2024")).exit_code == 0
        found: list[Document] = []
        deadline = time.monotonic() + 10
        while not found and time.monotonic() < deadline:
            found = orjson.loads(run("webhooks", "deliveries", name, *at, "--json").stdout)["deliveries"]
        (delivery,) = found
        assert (delivery["status"], delivery["response"]) == ("failing", None)
        assert delivery["error"] in run("webhooks", "deliveries", name, *at).stdout
        assert "failing" in run("webhooks", "list", *at).stdout
        assert "is sent again at once" in run("webhooks", "redeliver", name, delivery["id"], *at).stdout
        owned = run("webhooks", "pause", name)
        assert (owned.exit_code, "--url" in owned.stderr) == (3, True)
    finally:
        stopped(process)
