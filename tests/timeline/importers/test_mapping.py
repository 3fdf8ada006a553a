"""A user's own spreadsheet, read as a mapping says."""

import io
import tomllib
from pathlib import Path
from typing import Any

import pytest

from timeline.errors import BadRequest, Unreadable
from timeline.importers.checked import Ready, checked
from timeline.importers.item import Doubt, Event, Found, Item
from timeline.importers.mapping import load, mapped, reader

MAPPING = """
type = "exercise.held"
subject = "exercise/{Name|slug}-{From|year}"
valid = "{From|date}/{To|date}"

[csv]
delimiter = ";"
unknown = ["?"]

[data]
name = "{Name}"
participants = "{Who|split ,|country}"

[source]
publisher = "{Paper}"
published = "{Printed|date}"
chain = ["{Agency}"]

[[places]]
name = "{Place}"
country = "{Country|country}"
"""
HEADER = "Name;From;To;Who;Paper;Printed;Agency;Place;Country\n"
ROW = "Amber Anchor;3/4/1984;3/xx/1984;France, JPN;Kyodo;1984-03-20;?;Toulon;FR\n"


def read(rows: str, text: str = MAPPING) -> list[Item]:
    return list(reader(mapped(tomllib.loads(text), "sheet"))(io.BytesIO((HEADER + rows).encode())))


def one(rows: str, text: str = MAPPING) -> Event:
    (found,) = read(rows, text)
    assert isinstance(found, Found)
    assert isinstance(found.event, dict)
    assert isinstance(next(checked([found])), Ready)
    return found.event


def test_the_mapping_has_the_shape_of_the_event_with_templates_for_values() -> None:
    event = one(ROW)
    assert event.pop("id").startswith("csv:sheet:")
    assert event == {
        "type": "exercise.held",
        "subject": "exercise/amber-anchor-1984",
        "valid": "1984-03-04/1984-03-XX",
        "data": {"name": "Amber Anchor", "participants": ["FR", "JP"]},
        "source": {"publisher": "Kyodo", "published": "1984-03-20"},
        "places": [{"name": "Toulon", "country": "FR"}],
    }


def test_what_has_no_value_is_left_out() -> None:
    event = one("Amber;3/4/1984;?;?;Kyodo;1984-03-20;;?;?\n")
    assert event["valid"] == "1984-03-04/"
    assert event["data"] == {"name": "Amber"}
    assert "places" not in event


def test_a_table_of_literals_beside_an_empty_cell_is_left_out_whole() -> None:
    figure = MAPPING.replace("[source]", '[data.figure]\nvalue = "{Who|number}"\nunit = "person"\n[source]').replace(
        'participants = "{Who|split ,|country}"', ""
    )
    (full,) = read("Amber;3/4/1984;;1,500;Kyodo;1984;;;\n", figure)
    (empty,) = read("Amber;3/4/1984;;;Kyodo;1984;;;\n", figure)
    assert isinstance(full, Found)
    assert isinstance(empty, Found)
    assert isinstance(full.event, dict)
    assert isinstance(empty.event, dict)
    assert full.event["data"]["figure"] == {"value": 1500, "unit": "person"}
    assert "figure" not in empty.event["data"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (ROW.replace("3/4/1984", "soon"), "From"),
        (ROW.replace("France", "Atlantis"), "Who"),
        (ROW.replace("3/4/1984", "4/3/1984"), "From, To"),
        (ROW.replace("1984-03-20", "?"), "Printed"),
        (ROW.replace("Kyodo", ""), "Paper"),
    ],
)
def test_what_cannot_be_read_is_refused_with_line_and_column(row: str, column: str) -> None:
    refused = [item for item in checked(read(ROW + row)) if isinstance(item, Doubt)]
    assert [(item.line, item.column, item.refused) for item in refused] == [(3, column, True)]


def test_a_repeated_row_is_another_event_and_reported() -> None:
    items = read(ROW + ROW)
    ids = [item.event["id"] for item in items if isinstance(item, Found) and isinstance(item.event, dict)]
    assert ids[1] == f"{ids[0]}~2"
    assert [item.line for item in items if isinstance(item, Doubt)] == [3]


def test_the_day_stands_first_where_the_mapping_says_so() -> None:
    row = ROW.replace("3/xx/1984", "xx/5/1984")
    assert one(row, MAPPING.replace("[csv]", '[csv]\ndates = "dmy"'))["valid"] == "1984-04-03/1984-05-XX"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("{Name|slug}", "{Name|slugg}"), "subject: there is no filter 'slugg'"),
        (('name = "{Name}"', 'name = "{Name"'), "data.name"),
        (('type = "exercise.held"', ""), "lacks type"),
        (("[csv]", '[csv]\ndelimeter = ";"'), "csv.delimeter"),
        (("[csv]", '[csv]\ndates = "ymd"'), "csv.dates"),
    ],
)
def test_a_mapping_that_cannot_be_read_is_refused_naming_the_key(change: tuple[str, str], message: str) -> None:
    with pytest.raises(BadRequest, match=message):
        mapped(tomllib.loads(MAPPING.replace(*change)), "sheet")


def test_a_column_that_the_file_lacks_is_named() -> None:
    with pytest.raises(Unreadable, match="Weather"):
        read(ROW, MAPPING.replace("{Place}", "{Weather}"))


def test_no_toml_and_no_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("type = ")
    for name in ("bad.toml", "absent.toml"):
        with pytest.raises(BadRequest, match=name):
            load(tmp_path / name)


@pytest.mark.parametrize(("value", "read_as"), [("1,500", 1500), ("2.5", 2.5), ("-3", -3)])
def test_numbers_keep_their_kind(value: str, read_as: Any) -> None:
    shape = MAPPING.replace('name = "{Name}"', 'edition = "{Name|number}"')
    (found,) = read(ROW.replace("Amber Anchor", value), shape)
    assert isinstance(found, Found)
    assert isinstance(found.event, dict)
    assert found.event["data"]["edition"] == read_as
