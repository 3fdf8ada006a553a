"""What holds for any importer, so that a newcomer is led by red tests."""

from pathlib import Path

import orjson
import pytest

from tests.timeline.importers.samples import SAMPLES, items
from timeline.errors import Unreadable
from timeline.importers.catalog import catalog
from timeline.importers.checked import Ready, checked
from timeline.importers.item import Doubt

NAMES = list(catalog())
PAGE = Path(__file__).parents[3] / "docs/importing.md"


def ready(name: str, body: bytes) -> list[dict[str, object]]:
    return [orjson.loads(item.body) for item in checked(items(catalog()[name].read, body)) if isinstance(item, Ready)]


def test_every_importer_has_a_sample() -> None:
    assert sorted(SAMPLES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_same_file_gives_the_same_events_with_ids_of_their_own(name: str) -> None:
    first, second = ready(name, SAMPLES[name]), ready(name, SAMPLES[name])
    assert first
    assert first == second
    assert len({str(event["id"]) for event in first}) == len(first)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_the_report_is_one_of_the_file(name: str) -> None:
    lines = len(SAMPLES[name].splitlines())
    found = items(catalog()[name].read, SAMPLES[name])
    assert found
    assert all(1 <= item.line <= lines for item in found)


@pytest.mark.parametrize("name", NAMES)
def test_a_doubt_names_a_column_of_the_file_or_a_field_and_says_why(name: str) -> None:
    doubts = [item for item in checked(items(catalog()[name].read, SAMPLES[name])) if isinstance(item, Doubt)]
    assert doubts
    head = SAMPLES[name].decode()
    for doubt in doubts:
        assert doubt.why
        assert doubt.column.startswith("/") or doubt.column in head


@pytest.mark.parametrize("name", NAMES)
def test_the_events_name_their_source_with_publisher_and_date(name: str) -> None:
    assert all(event["source"]["publisher"] and event["source"]["published"] for event in ready(name, SAMPLES[name]))  # type: ignore[index]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "ndjson"])
@pytest.mark.parametrize("body", [b"", b"a,b\n1,2\n", b"\x00\xff\xfe", b'{"features": 3}', b'"features": [nonsense]'])
def test_another_file_is_refused_as_a_whole(name: str, body: bytes) -> None:
    with pytest.raises(Unreadable):
        items(catalog()[name].read, body)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_on_importing_tells_of_it(name: str) -> None:
    assert f"`{name}`" in PAGE.read_text()
