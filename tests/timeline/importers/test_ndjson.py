import io

import orjson
import pytest

from timeline.importers.item import Doubt, Found
from timeline.importers.ndjson import LINE_BYTES_MAX, read

EVENT = {
    "type": "exercise.started",
    "subject": "exercise/a",
    "valid": "1984",
    "data": {},
    "source": {"publisher": "A", "published": "1984"},
}


def ids(*lines: bytes) -> list[str]:
    found = [item for item in read(io.BytesIO(b"\n".join(lines))) if isinstance(item, Found)]
    return [(orjson.loads(item.event) if isinstance(item.event, bytes) else item.event)["id"] for item in found]


def test_an_event_without_id_has_one_made_of_its_content() -> None:
    line = orjson.dumps(EVENT)
    turned = orjson.dumps(dict(reversed(EVENT.items())))
    assert ids(line) == ids(turned)
    assert ids(line, line) == [*ids(line), f"{ids(line)[0]}~2"]


def test_an_event_with_an_id_is_sent_byte_for_byte() -> None:
    line = orjson.dumps(EVENT | {"id": "x"}, option=orjson.OPT_INDENT_2).replace(b"\n", b" ")
    (found,) = read(io.BytesIO(line))
    assert isinstance(found, Found)
    assert found.event == line


def test_what_a_service_added_is_left_out() -> None:
    (found,) = read(io.BytesIO(orjson.dumps(EVENT | {"id": "x", "position": 7, "version": 1, "recorded_at": "…", "leaf_hash": "…"})))
    assert isinstance(found, Found)
    assert found.event == EVENT | {"id": "x"}


@pytest.mark.parametrize("line", [b"[1]", b"3", b"{", b'{"a":1,"a":2}', b'{"a":NaN}', b"\xff", b"x" * (LINE_BYTES_MAX + 5)])
def test_a_line_that_is_no_event_is_refused_by_its_number_and_the_next_is_read(line: bytes) -> None:
    found = list(read(io.BytesIO(b"\n" + line + b"\n" + orjson.dumps(EVENT))))
    assert [(item.line, isinstance(item, Doubt)) for item in found] == [(2, True), (3, False)]


def test_a_byte_order_mark_is_no_part_of_the_first_event() -> None:
    assert ids(b"\xef\xbb\xbf" + orjson.dumps(EVENT)) == ids(orjson.dumps(EVENT))
