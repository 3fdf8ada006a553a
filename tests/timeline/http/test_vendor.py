"""What others wrote and the page serves: the very bytes that were released, with their licence."""

import hashlib
import json
from importlib.resources import files

import pytest

VENDOR = files("timeline.http") / "page" / "vendor"
PARTS = json.loads((VENDOR / "VERSIONS.json").read_text())


@pytest.mark.parametrize("part", PARTS, ids=[part["name"] for part in PARTS])
def test_vendored_bytes_are_those_of_the_release(part: dict[str, dict[str, str]]) -> None:
    held = {file: hashlib.sha256((VENDOR / file).read_bytes()).hexdigest() for file in part["sha256"]}
    assert held == part["sha256"]


def test_no_vendored_file_is_unaccounted_for() -> None:
    listed = {file for part in PARTS for file in part["sha256"]}
    assert {entry.name for entry in VENDOR.iterdir()} == listed | {"VERSIONS.json"}


def test_every_vendored_part_says_its_licence() -> None:
    assert [part["name"] for part in PARTS if not part["licence"] or "LICENSE" not in part["sha256"]] == []
