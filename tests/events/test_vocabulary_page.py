"""docs/vocabulary.md says what the code says."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from events.edtf import iso, parse
from events.fact import Fact, Report
from events.figure import Figure
from events.incursion import Platform
from events.place import Place
from events.registry import facts
from events.source import Source
from events.text import SUBJECT_KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "vocabulary.md").read_text(encoding="utf-8")
TABLES = {
    lines[0][0]: lines[2:]
    for table in re.findall(r"(?:^\|.*\|\n)+", PAGE, re.MULTILINE)
    if (lines := [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()])
}


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def fields(model: type[BaseModel]) -> tuple[set[str], set[str]]:
    """Required and optional fields, by the names in which they are sent."""
    found = {field.alias or name: field.is_required() for name, field in model.model_fields.items()}
    return {name for name, required in found.items() if required}, {name for name, required in found.items() if not required}


def told(cell: str) -> tuple[set[str], set[str]]:
    required, _, optional = cell.partition(";")
    return set(names(required)), set(names(optional))


def test_every_type_is_listed_once() -> None:
    listed = [names(row[0])[0] for row in TABLES["type"]]
    assert sorted(listed) == sorted(facts())


@pytest.mark.parametrize("row", TABLES["type"], ids=lambda row: str(row[0]))
def test_a_type_is_listed_with_its_subjects_its_fields_and_what_valid_says(row: list[str]) -> None:
    wire, kinds, data, valid = row
    fact: type[Fact] = facts()[names(wire)[0]]
    assert kinds == ("any" if fact.kinds == SUBJECT_KINDS else ", ".join(fact.kinds))
    assert told(data) == fields(fact)
    assert valid


def test_the_types_with_defaults_of_their_own_are_named() -> None:
    paragraph = PAGE[PAGE.rindex("|\n\n", 0, PAGE.index("are always `planned`")) :].partition("for every other type")[0]
    for wire, fact in facts().items():
        assert (f"`{wire}`" in paragraph) is (fact.always_planned or fact.interval_mode == "throughout"), wire


def test_the_envelope_is_listed() -> None:
    listed = {names(row[0])[0]: row[1] == "yes" for row in TABLES["field"]}
    required, optional = fields(Report)
    assert listed == dict.fromkeys(required, True) | dict.fromkeys(optional, False)


def test_the_objects_inside_are_listed() -> None:
    models: dict[str, type[BaseModel]] = {"source": Source, "place": Place, "figure": Figure, "platform": Platform}
    assert {names(row[0])[0]: told(row[1]) for row in TABLES["object"]} == {name: fields(model) for name, model in models.items()}


@pytest.mark.parametrize("row", TABLES["form"], ids=lambda row: str(row[0]))
def test_the_bounds_of_a_date_are_as_listed(row: list[str]) -> None:
    found = parse(names(row[0])[0])
    assert row[1] == f"{iso(found.earliest) or 'no bound'} to {iso(found.latest) or 'no bound'}"
