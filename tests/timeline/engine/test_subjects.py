"""One subject: its events in its own order, its rows, and where its facts count."""

import orjson
import pytest

from events import edtf
from tests.history import said
from timeline.errors import NotFound
from timeline.intake import read_json
from timeline.question import Knowledge, Question
from timeline.service import open_service

pytestmark = pytest.mark.anyio

A, B = "exercise/a", "exercise/b"
ON = Question("", on=edtf.day("2024-09-12"))
APPENDS = [
    said("exercise.concluded", A, "2024-09-21"),
    said("exercise.started", A, "2024-09-08"),
    said("exercise.held", B, "2024-09-10/2024-09-14"),
    said("subject.merged", A, "2024-10-01", into=B),
    said("subject.split", B, "2024-10-02", **{"from": A}),
]


async def test_a_subject_is_shown_in_its_own_order_with_a_row_in_each_view() -> None:
    service = await open_service("memory:")
    for event in APPENDS[:2]:
        await service.append(read_json(orjson.dumps(event)))
    found = await service.subject(A, ON)
    assert [event.type for event in found.events] == ["exercise.started", "exercise.concluded"]
    assert found.rows.keys() == {"exercises", "active-exercises"}
    assert found.merged_into is None
    with pytest.raises(NotFound):
        await service.subject(B, ON)


async def test_a_merged_subject_says_where_its_facts_count_until_it_is_split() -> None:
    service = await open_service("memory:")
    for event in APPENDS:
        await service.append(read_json(orjson.dumps(event)))
    merged = await service.subject(A, Question("", on=ON.on, knowledge=Knowledge(at_position=4)))
    assert merged.merged_into == B
    assert [row.key for row in merged.rows["exercises"]] == [B]
    for subject in (A, B):
        apart = await service.subject(subject, ON)
        assert (apart.merged_into, [row.key for row in apart.rows["exercises"]]) == (None, [subject])
