"""What changed, how a row did and how many there are, as a user types it."""

import orjson
import pytest

from tests.timeline.cli.conftest import Run, event

ALPHA = event("alpha", "2024-09-08/2024-09-21")
MORE = event("more", "2024-09-08/2024-09-25", subject="exercise/alpha")
BETA = event("beta", "2024-09-10", source={"publisher": "Agency", "published": "2024-10-05"})
GONE = event("gone", "2024-09-26", subject="exercise/beta", type="claim.retracted", data={"target": "beta"})
VIEW = ("active-exercises", "--on", "2024-09-10")


@pytest.fixture
def filled(run: Run) -> Run:
    for sent in (ALPHA, MORE, BETA, GONE):
        assert run("append", "-", stdin=sent).exit_code == 0
    return run


def test_a_diff_in_a_pipe_is_a_change_a_line_with_its_events(filled: Run) -> None:
    shown = filled("diff", *VIEW, "--base-at-position", "1", "--at-position", "3")
    assert (shown.exit_code, shown.stderr) == (0, "")
    first, _, *changes, count = shown.stdout.splitlines()
    assert first == "active-exercises on 2024-09-10, at position 1 → on 2024-09-10, at position 3"
    assert [(line.split()[:2], line.split()[-1]) for line in changes] == [
        (["~", "exercise/alpha"], "more"),
        (["+", "exercise/beta"], "beta"),
    ]
    assert "possible: 2024-09-08 to 2024-09-21 → 2024-09-08 to 2024-09-25" in changes[0]
    assert "ongoing, sure, 2024-09-10, facts/chains 1/1" in changes[1]
    assert count == "2 changes"


def test_a_diff_as_json_is_the_document_of_the_contract(filled: Run) -> None:
    answer = orjson.loads(filled("diff", *VIEW, "--base-at-position", "3", "--json").stdout)
    assert [(row["key"], row["because"]) for row in answer["removed"]] == [("exercise/beta", ["gone"])]
    assert (answer["added"], answer["changed"], answer["position"]) == ([], [], 4)


def test_a_shortened_diff_says_so_and_all_of_it_is_one_document(filled: Run) -> None:
    base = ("--base-at-position", "0", "--at-position", "3")
    assert "1 change; there are more" in filled("diff", *VIEW, *base, "--limit", "1").stdout
    every = orjson.loads(filled("diff", *VIEW, *base, "--all", "--json").stdout)
    assert ([row["key"] for row in every["added"]], every["next"]) == (["exercise/alpha", "exercise/beta"], None)


def test_a_diff_without_a_base_says_that_there_is_nothing_to_compare(filled: Run) -> None:
    same = filled("diff", *VIEW)
    assert "0 changes" in same.stdout
    assert "--base" in same.stderr


def test_a_history_shows_each_version_with_what_made_and_ended_it(filled: Run) -> None:
    lines = filled("history", "active-exercises", "exercise/alpha").stdout.splitlines()
    assert lines[0] == "active-exercises exercise/alpha"
    assert lines[2].split() == ["1", "to", "1", "2024-09-08", "to", "2024-09-21", "ongoing;", "sure;", "1/1", "alpha", "more"]
    assert lines[3].startswith("from 2")
    assert lines[-1] == f"{len(lines) - 3} versions"
    versions = orjson.loads(filled("history", "active-exercises", "exercise/alpha", "--json").stdout)["versions"]
    assert (versions[0]["from_position"], versions[0]["to_position"], versions[0]["ended_by"]) == (1, 2, ["more"])


def test_counts_are_a_table_of_what_was_counted_by(filled: Run) -> None:
    shown = filled("counts", "active-exercises", "--by", "month,participant", "--at-position", "3").stdout.splitlines()
    assert shown[0] == "active-exercises on any day, at position 3"
    assert [line.split() for line in shown[1:]] == [
        ["Month", "Participant", "Sure", "Possible"],
        ["2024-09", "FR", "2", "0"],
        ["2024-09", "JP", "2", "0"],
    ]
    assert orjson.loads(filled("counts", "active-exercises", "--json").stdout)["counts"] == [{"sure": 1, "possible": 0}]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["diff", *VIEW, "--during", "2024"], 2, "not both"),
        (["diff", "exercises", "--base-on", "2024-09-12", "--during", "2024"], 2, "give --base-on or --during"),
        (["diff", "exercises", "--base-at-position", "99"], 2, "99"),
        (["diff", "nosuch"], 1, "no view 'nosuch'"),
        (["history", "exercises", "exercise/nobody"], 1, "never had a row"),
        (["counts", "exercises", "--by", "zone"], 2, "cannot be counted by 'zone'"),
        (["counts", "exercises", "--on", "2024-09-12", "--during", "2024"], 2, "not both"),
    ],
)
def test_wrong_input_is_a_line_on_stderr_and_a_code(filled: Run, arguments: list[str], code: int, said: str) -> None:
    wrong = filled(*arguments)
    assert (wrong.exit_code, wrong.stdout) == (code, "")
    assert said in wrong.stderr.splitlines()[-1]
