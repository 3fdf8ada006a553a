"""Every command as a user types it, on a store of its own."""

import asyncio
import pkgutil

import orjson
import pytest

from tests.timeline.cli.conftest import Run, event
from timeline.cli import commands
from timeline.service import open_service

NAMES = [module.name.strip("_") for module in pkgutil.iter_modules(commands.__path__)]
ALPHA = event("alpha", "2024-09-08/2024-09-21")
BETA = event("beta", "2024-10-01/2024-10-03", source={"publisher": "Agency", "published": "2024-10-05"})


@pytest.fixture
def filled(run: Run) -> Run:
    assert run("append", "-", stdin=ALPHA).exit_code == 0
    assert run("append", "-", stdin=BETA).exit_code == 0
    return run


@pytest.mark.parametrize("name", NAMES)
def test_the_help_of_every_command_has_a_line_and_an_example(run: Run, name: str) -> None:
    shown = run(name, "--help")
    assert shown.exit_code == 0
    assert f"Example: timeline {name}" in " ".join(shown.stdout.split())
    listed = run("--help").stdout
    assert any(line.strip("│ ").split()[:1] == [name] and line.rstrip("│ ").endswith(".") for line in listed.splitlines())


def test_no_command_shows_the_help_and_counts_as_usage(run: Run) -> None:
    shown = run()
    assert shown.exit_code == 2
    assert "append" in shown.stdout


def test_append_prints_what_was_appended_and_what_was_known(run: Run) -> None:
    first = run("append", "-", stdin=ALPHA + b"\n" + BETA)
    assert first.exit_code == 0
    assert "2 appended, 0 known already" in first.stdout
    again = run("append", "-", "--json", stdin=b"[" + ALPHA + b"]")
    answer = orjson.loads(again.stdout)
    assert answer["position"] == 1
    assert [(e["id"], e["version"], e["duplicate"]) for e in answer["events"]] == [("alpha", 1, True)]


def test_append_is_all_or_nothing_and_names_line_and_field(run: Run) -> None:
    refused = run("append", "-", stdin=ALPHA + b"\n\n" + event("gamma", "2024-02-30"))
    assert refused.exit_code == 1
    assert "line 3 /valid: '2024-02-30'" in refused.stderr
    assert run("events", "--json").stdout == ""


def test_other_content_under_a_known_id_is_a_conflict(filled: Run) -> None:
    assert filled("append", "-", stdin=event("alpha", "2024-09-09")).exit_code == 4


def test_an_unexpected_version_of_an_event_sent_alone_is_a_conflict_without_index(filled: Run) -> None:
    conflict = filled("append", "-", stdin=event("alpha", "2024-09-09", id="new", expected_version=0))
    assert conflict.exit_code == 4
    assert "/0/expected_version" not in conflict.stderr


def test_events_as_a_stream_is_one_object_a_line(filled: Run) -> None:
    shown = filled("events", "--json")
    assert [orjson.loads(line)["id"] for line in shown.stdout.splitlines()] == ["alpha", "beta"]


def test_a_shortened_list_says_how_to_go_on(filled: Run) -> None:
    shown = filled("events", "--limit", "1")
    assert "--after 1" in shown.stderr
    assert filled("events", "--after", "1", "--json").stdout.count("\n") == 1
    assert filled("events", "--all", "--json").stdout.count("\n") == 2


def test_a_view_in_a_pipe_is_plain_text_with_a_row_a_line(filled: Run) -> None:
    shown = filled("view", "active-exercises", "--on", "2024-09-12")
    assert shown.exit_code == 0
    assert "\x1b" not in shown.output
    [row] = [line for line in shown.stdout.splitlines() if line.startswith("exercise/")]
    assert "ongoing; sure" in row
    assert "2024-09-08 to 2024-09-21" in row
    assert "FR" in row


def test_a_view_as_json_is_the_document_of_the_contract(filled: Run) -> None:
    answer = orjson.loads(filled("view", "exercises", "--on", "2024-09-12", "--filter", "participant=JP", "--limit", "1", "--json").stdout)
    assert list(answer) == ["view", "on", "published_by", "known_at", "position", "rows", "next"]
    assert (answer["on"], answer["position"], [row["key"] for row in answer["rows"]]) == ("2024-09-12", 2, ["exercise/alpha"])


def test_all_rows_of_a_view_come_in_one_document(filled: Run) -> None:
    every = orjson.loads(filled("view", "exercises", "--during", "2024", "--all", "--json").stdout)
    assert [row["key"] for row in every["rows"]] == ["exercise/alpha", "exercise/beta"]
    assert every["next"] is None


def test_a_view_shows_only_what_was_public_then(filled: Run) -> None:
    rows = orjson.loads(filled("view", "exercises", "--during", "2024", "--published-by", "2024-10-01", "--json").stdout)["rows"]
    assert [row["key"] for row in rows] == ["exercise/alpha"]


def test_replay_gives_the_log_in_order_up_to_a_day(filled: Run) -> None:
    assert [orjson.loads(line)["position"] for line in filled("replay", "--json").stdout.splitlines()] == [1, 2]
    assert filled("replay", "--to", "2024-01-01", "--json").stdout == ""
    assert filled("replay", "--published-by", "2024-09-30", "--json").stdout.count("\n") == 1


def test_replay_of_a_view_shows_what_each_append_changed(filled: Run) -> None:
    later = event("alpha", "2024-09-08/2024-09-25", id="alpha-2")
    assert filled("append", "-", stdin=later).exit_code == 0
    gone = [event("alpha", "2024-09-26", id=f"{name}-gone", type="claim.retracted", data={"target": name}) for name in ("alpha", "alpha-2")]
    assert filled("append", "-", stdin=b"\n".join(gone)).exit_code == 0
    shown = filled("replay", "--view", "active-exercises", "--on", "2024-09-12", "--json")
    found = [orjson.loads(line) for line in shown.stdout.splitlines()]
    assert [(step["position"], len(step["added"]), len(step["changed"]), len(step["removed"])) for step in found] == [
        (1, 1, 0, 0),
        (3, 0, 1, 0),
        (5, 0, 0, 1),
    ]
    assert found[2]["events"] == ["alpha-gone", "alpha-2-gone"]
    plain = filled("replay", "--view", "active-exercises", "--on", "2024-09-12").stdout
    assert "  + exercise/alpha" in plain
    assert "  ~ exercise/alpha" in plain
    assert "  - exercise/alpha" in plain


def test_types_are_listed_and_shown(run: Run) -> None:
    assert "exercise.held" in run("types").stdout
    assert orjson.loads(run("types", "exercise.held", "--json").stdout)["title"] == "exercise.held"
    assert "participants" in run("types", "exercise.held").stdout
    unknown = run("types", "exercise.hold")
    assert unknown.exit_code == 1
    assert "did you mean exercise.held" in unknown.stderr


def test_settings_name_their_origin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_PORT", "8123")
    found = {one["name"]: one for one in orjson.loads(run("settings", "--json").stdout)["settings"]}
    assert (found["port"]["value"], found["port"]["origin"], found["host"]["origin"]) == ("8123", "environment", "default")
    monkeypatch.setenv("TIMELINE_PORT", "many")
    assert run("settings").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["vew"], 2, "Did you mean 'view'"),
        (["view"], 2, "NAME"),
        (["view", "exercises", "--onn", "x"], 2, "--on"),
        (["view", "exercises", "--on", "2024-02-30"], 2, "'2024-02-30'"),
        (["view", "exercises", "--on", "2024-09-12", "--during", "2024"], 2, "not both"),
        (["view", "exercises", "--known-at", "2024-09-12"], 2, "2024-09-20T12:00:00Z"),
        (["view", "exercises", "--filter", "JP"], 2, "NAME=VALUE"),
        (["view", "exercises", "--filter", "x=1"], 2, "no filter 'x'"),
        (["view", "exercises", "--at-position", "99"], 2, "99"),
        (["view", "exercises", "--limit", "0"], 2, "greater than or equal to 1"),
        (["view", "nosuch"], 1, "no view 'nosuch'"),
        (["events", "--subject", "nope"], 2, "kind/slug"),
        (["events", "--type", "nope"], 2, "nope"),
        (["events", "--store", "sqlite:///missing.db"], 3, "does not exist"),
        (["events", "--store", "foo"], 3, "names no store"),
        (["events", "--store", "memory:", "--url", "http://127.0.0.1:1"], 2, "not both"),
        (["events", "--url", "http://127.0.0.1:1"], 3, "timeline serve"),
        (["events", "--url", "nowhere"], 2, "http://127.0.0.1:8000"),
        (["append", "missing.json"], 2, "missing.json"),
        (["replay", "--on", "2024-09-12"], 2, "--view"),
        (["serve", "--host", "0.0.0.0"], 1, "--open"),
    ],
)
def test_wrong_input_is_one_line_on_stderr_and_a_code(filled: Run, arguments: list[str], code: int, said: str) -> None:
    wrong = filled(*arguments)
    assert (wrong.exit_code, wrong.stdout) == (code, "")
    assert said in wrong.stderr
    assert wrong.stderr.count("\n") == 1
    assert "\x1b" not in wrong.stderr


def test_an_owned_store_can_be_read_and_not_written(filled: Run) -> None:
    async def beside_an_owner() -> tuple[int, int, str]:
        owner = await open_service("sqlite:///timeline.db")
        try:
            read = await asyncio.to_thread(filled, "events", "--json")
            written = await asyncio.to_thread(filled, "append", "-", stdin=event("delta", "2024"))
            return read.exit_code, written.exit_code, written.stderr
        finally:
            await owner.close()

    read, written, said = asyncio.run(beside_an_owner())
    assert (read, written) == (0, 3)
    assert "--url" in said


def test_a_value_that_no_row_can_have_is_a_matter_of_usage(filled: Run) -> None:
    for command in ("view", "diff", "counts"):
        refused = filled(command, "exercises", "--filter", "status=onging")
        assert refused.exit_code == 2
        assert "status: no row can have 'onging'; one of planned, ongoing, overdue" in refused.stderr
