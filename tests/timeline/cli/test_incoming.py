"""What is found out about a body before it is appended."""

import pytest

from timeline.cli.incoming import inspect, placed
from timeline.errors import Fault, NotJson, Unreadable
from timeline.intake import Limits


@pytest.mark.parametrize(
    ("body", "ndjson", "count"),
    [
        (b'{"a": 1}', False, 1),
        (b'\xef\xbb\xbf{"a": 1}\n', False, 1),
        (b'[{"a": 1},\n{"a": 2}]', False, 2),
        (b'{"a": 1}\n{"a": 2}\n', True, 2),
        (b'{"a": 1}\r\n\r\n{"a": 2}\r\n', True, 2),
        (b'{"a":\n{"b": 1}}', False, 1),
        (b'{"a": 1\n{"a": 2}', True, 2),
    ],
)
def test_the_form_is_known_by_its_content(body: bytes, ndjson: bool, count: int) -> None:
    found = inspect(body, Limits())
    assert (found.ndjson, found.count) == (ndjson, count)


def test_nothing_to_append_is_said_so() -> None:
    with pytest.raises(NotJson, match="nothing to append"):
        inspect(b" \n", Limits())


def test_a_long_array_is_refused_with_the_way_out() -> None:
    with pytest.raises(Unreadable, match="at most 2 events of an array, this one 3; write one event a line"):
        inspect(b"[{},{},{}]", Limits(array_events_max=2))


def test_too_many_lines_are_refused_with_the_way_out() -> None:
    with pytest.raises(Unreadable, match="at most 2 lines, this one 3; divide it"):
        inspect(b"{}\n{}\n{}", Limits(ndjson_events_max=2))


def test_a_fault_of_a_line_names_the_line_of_the_file() -> None:
    found = inspect(b"{}\n\n{}\n", Limits())
    assert placed(Fault("wrong", pointer="/1/data/name"), found).pointer == "line 3 /data/name"
    assert placed(Fault("wrong", pointer="/1"), found).pointer == "line 3"


def test_a_fault_of_an_array_keeps_its_pointer() -> None:
    assert placed(Fault("wrong", pointer="/1/data"), inspect(b"[{},{}]", Limits())).pointer == "/1/data"
