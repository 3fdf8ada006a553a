"""CSV as the csv module of Python and a spreadsheet read it."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.appended import appended
from tests.history import said
from tests.timeline.exports.exported import VIEWS, demo, of
from timeline.engine.asking.asked import EVERY_DAY
from timeline.exports.comma_separated import EVIDENCE, ROW, cell, events, rows
from timeline.exports.words import words
from timeline.projections.catalog import views

pytestmark = pytest.mark.anyio
ACTING = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u200b=1", "\ufeff@x", "\uff1d1"]
BEGINNINGS = st.sampled_from(["", "=", "+", "-", "@", "\t", "\r", "\n", " ", "\ufeff", "'", '"', ";"])
TEXTS = st.builds("".join, st.tuples(BEGINNINGS, BEGINNINGS, st.text(st.characters(exclude_categories=["Cs"]))))


def read(exported: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported.decode(), newline=""), strict=True))


def acts(text: str) -> bool:
    """Whether a spreadsheet would run it."""
    return text.lstrip(" \t\r\n\x0b\x0c\u00a0\u200b\ufeff")[:1] in {*"=+-@\uff1d\uff0b\uff0d\uff20"} or text[:1] in {*"\t\r\n"}


@pytest.mark.parametrize("text", ACTING)
def test_a_text_that_a_spreadsheet_would_run_is_made_a_text(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert cell(["harmless", text]) == f"harmless; '{text}"
    assert cell([text, "harmless"]) == f"'{text}; harmless"


@given(st.recursive(TEXTS | st.integers() | st.floats() | st.booleans() | st.none(), lambda inner: st.lists(inner, max_size=3)))
def test_no_cell_is_ever_taken_for_a_formula_and_numbers_stay_numbers(value: Any) -> None:
    shown = cell(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        assert shown is value
    else:
        assert isinstance(shown, str)
        assert not acts(shown)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=2, max_size=4))
def test_no_text_of_a_list_is_one_by_itself(texts: list[str]) -> None:
    parts = [f"={text}".replace(";", ",") for text in texts]
    assert not any(acts(part) for part in str(cell(parts)).split("; "))


async def test_hostile_reports_come_back_as_they_are_but_for_an_apostrophe() -> None:
    name = '=cmd|"/c calc"!A1, and a\nsecond line'
    report = said("exercise.held", "exercise/a", "2024-09-08", name=name, focus=["@a", "b"], id="a", publisher="+Agency")
    async with appended([report]) as service:
        (row,) = read(await of(service, "exercises", "csv", during=EVERY_DAY))
        (event,) = read(await of(service, "events", "csv"))
    assert (row["name"], row["focus"], row["sources"]) == (f"'{name}", "'@a; b", "'+Agency")
    assert (event["publisher"], event["data"][:1]) == ("'+Agency", "{")


async def test_lines_end_in_crlf_and_days_and_numbers_are_plain() -> None:
    async with demo() as service:
        exported = await of(service, "exercises", "csv", during=EVERY_DAY)
    lines = exported.split(b"\r\n")
    assert lines[-1] == b""
    assert not any(b"\n" in line for line in lines)
    row = next(row for row in read(exported) if row["key"] == "exercise/brunet-takamori-2023")
    window = ("possible_from", "possible_to", "sure_from", "sure_to", "edition", "facts", "chains")
    assert [row[name] for name in window] == ["2023-10-01", "", "2023-11-01", "", "1", "2", "2"]
    assert row["participants"] == "FR (sure); JP (sure)"


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_has_a_column_for_each_part_and_none_twice(name: str) -> None:
    header = rows(views()[name]).head.decode().strip().split(",")
    assert (header[: len(ROW)], header[-len(EVIDENCE) :]) == ([*ROW], [*EVIDENCE])
    assert [column.removeprefix("state_") for column in header[len(ROW) : -len(EVIDENCE)]] == list(views()[name].state.__annotations__)
    assert len(header) == len(set(header))


async def test_the_log_has_each_clock_in_a_column_of_its_own() -> None:
    async with demo() as service:
        found = {event["id"]: event for event in read(await of(service, "events", "csv"))}
    held = found["demo-later-brunet-takamori-held"]
    assert (held["valid"], held["published"], held["recorded_at"][:10]) == ("2024-09-08/2024-09-21", "2024-09-21/2024-09-30?", "2024-10-01")
    assert set(events().head.decode().strip().split(",")) == held.keys()


def test_an_empty_member_is_no_figure() -> None:
    assert [words(value) for value in ({}, {"unit": "person"}, {"low": 1}, {"low": 1, "high": 2})] == ["", "unit person", "low 1", "1 to 2"]
