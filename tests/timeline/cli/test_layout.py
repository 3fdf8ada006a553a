"""How tables read at terminals of several widths."""

import re

import pytest
from rich.cells import cell_len

from tests.timeline.cli.conftest import Run
from timeline.cli import output
from timeline.cli.layout import widths, wrapped
from timeline.cli.wording import NOT_SURE
from timeline.demo import batches

ON = ("--on", "2024-09-12")
COMMANDS: list[tuple[str, ...]] = [
    ("settings",),
    ("types",),
    ("types", "incursion.reported"),
    ("events",),
    *(("view", view, *ON) for view in ("active-exercises", "exercises", "agreements", "incursions", "presence", "actors")),
    *(("view", view) for view in ("conflicts", "uncorroborated", "superlatives", "indicators", "overdue")),
    ("diff", "active-exercises", "--on", "2024-09-19", "--base-at-position", "33"),
    ("history", "active-exercises", "exercise/brunet-takamori-2024"),
    ("counts", "exercises", "--by", "month,status"),
]
WHOLE = re.compile(r"[^\W\d_]+|\d{4}-\d\d(?:-\d\d)?|\d+:\d+:\d+Z")
"""Words, days and times."""


@pytest.fixture
def filled(run: Run) -> Run:
    for batch in batches():
        assert run("append", "-", stdin=batch).exit_code == 0
    return run


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("exercise/brunet-takamori-2024", 29, ["exercise/brunet-takamori-2024"]),
        ("exercise/brunet-takamori-2024", 28, ["exercise/brunet-takamori-", "2024"]),
        ("exercise/brunet-takamori-2024", 16, ["exercise/brunet-", "takamori-2024"]),
        ("actual: start 2024-09-08, end 2024-09-21", 16, ["actual: start", "2024-09-08, end", "2024-09-21"]),
        ("2024-09-18/2024-09-20", 15, ["2024-09-18/", "2024-09-20"]),
        ("TIMELINE_NDJSON_EVENTS_MAX", 20, ["TIMELINE_NDJSON_", "EVENTS_MAX"]),
        ("over 0.5 of 1,000", 6, ["over", "0.5 of", "1,000"]),
        ("0123456789abcdef", 10, ["0123456789", "abcdef"]),
        ("日本海の演習", 6, ["日本海", "の演習"]),
        ("", 5, []),
    ],
)
def test_a_line_ends_between_words_else_at_a_joint_else_where_it_must(text: str, width: int, lines: list[str]) -> None:
    assert list(wrapped(text, width)) == lines


def test_columns_are_as_wide_as_what_they_hold_where_there_is_room() -> None:
    columns = [["exercise/ocean-2024"], ["2024-09-10"], ["x " * 30]]
    assert widths(columns, [10, 13, None], 200) == [19, 10, 60]
    assert sum(widths(columns, [10, 13, None], 60)) == 60


def test_a_column_of_sentences_gives_way_before_names_are_broken() -> None:
    assert widths([["exercise/ocean-2024"], ["some words " * 9]], [None, None], 50) == [19, 31]
    assert widths([["exercise/brunet-takamori-2024"], ["some words " * 9]], [None, None], 50) == [26, 24]


@pytest.mark.parametrize("columns", [80, 100, 140])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_table_is_too_wide_or_breaks_a_word(
    filled: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], columns: int
) -> None:
    piped = filled(*command)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(output, "at_terminal", lambda: True)
    shown = filled(*command)
    assert (piped.exit_code, shown.exit_code) == (0, 0)
    table = [line for line in shown.stdout.splitlines()[1:] if "─" not in line]
    assert max(map(cell_len, table)) <= columns
    whole = WHOLE.findall("\n".join(piped.stdout.splitlines()[2:]))
    assert {one for one in whole if one not in shown.stdout} <= {NOT_SURE}  # which a narrow table leaves out


def test_settings_show_every_column_at_every_width(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "at_terminal", lambda: True)
    for columns in (80, 100, 140):
        monkeypatch.setenv("COLUMNS", str(columns))
        shown = run("settings").stdout
        for text in ("depth_max", "64", "default", "TIMELINE_DEPTH_MAX", "levels of nesting in JSON"):
            assert text in shown, columns
