"""Rows counted by time and by values."""

from collections import Counter
from typing import Any

import orjson
import pytest

from events import edtf
from tests.appended import appended, rows
from tests.history import said
from timeline.demo import batches
from timeline.engine.asking.counts import BUCKETS
from timeline.errors import BadRequest
from timeline.projections.catalog import views
from timeline.question import Knowledge, Question
from timeline.service import Service
from timeline.view_questions import CountsQuestion

pytestmark = pytest.mark.anyio
DEMO = [orjson.loads(batch) for batch in batches()]
EXERCISES = [
    said("exercise.held", "exercise/a", "2024-09-08/2024-09-21", participants=["FR", "JP"]),
    said("exercise.held", "exercise/b", "2024-12-30/2025-01-03", participants=["JP"]),
    said("exercise.held", "exercise/c", "../2024-09-10"),
    said("exercise.held", "exercise/d", "2024-09", mode="within", participants=["FR", "FR"]),
]


async def counts(service: Service, view: str, *by: str, **asked: Any) -> list[dict[str, Any]]:
    found = (await service.counts(CountsQuestion(Question(view, **asked), by))).shown()
    return list(found["counts"])


async def test_rows_are_counted_by_the_week_of_their_first_possible_day_and_once_for_each_value() -> None:
    async with appended(EXERCISES) as service:
        assert await counts(service, "active-exercises", "week", "participant") == [
            {"week": "2024-W35", "participant": "FR", "sure": 0, "possible": 1},
            {"week": "2024-W36", "participant": "FR", "sure": 1, "possible": 0},
            {"week": "2024-W36", "participant": "JP", "sure": 1, "possible": 0},
            {"week": "2025-W01", "participant": "JP", "sure": 1, "possible": 0},
            {"week": "unknown", "participant": None, "sure": 1, "possible": 0},
        ]


@pytest.mark.parametrize(("bucket", "written"), [("day", "2024-12-30"), ("week", "2025-W01"), ("month", "2024-12"), ("year", "2024")])
async def test_time_is_written_as_iso_8601_has_it(bucket: str, written: str) -> None:
    async with appended(EXERCISES[1:2]) as service:
        assert await counts(service, "active-exercises", bucket) == [{bucket: written, "sure": 1, "possible": 0}]


@pytest.mark.parametrize(("day", "bucket", "written"), [(1, "week", "0001-W01"), (1, "year", "0001"), (3_652_059, "week", "9999-W52")])
def test_the_ends_of_the_calendar_can_be_written(day: int, bucket: str, written: str) -> None:
    assert BUCKETS[bucket](day) == written


async def test_by_nothing_there_is_one_count_and_be_it_of_nothing() -> None:
    async with appended(EXERCISES) as service:
        assert await counts(service, "active-exercises") == [{"sure": 3, "possible": 1}]
        assert await counts(service, "active-exercises", on=edtf.day("2024-09-08"), certainty="sure") == [{"sure": 1, "possible": 0}]
        assert await counts(service, "overdue") == [{"sure": 0, "possible": 0}]
        assert await counts(service, "overdue", "month") == []


async def test_days_knowledge_and_filters_are_those_of_the_view() -> None:
    async with appended(EXERCISES[:1], EXERCISES[1:]) as service:
        assert await counts(service, "active-exercises", "month", knowledge=Knowledge(at_position=1)) == [
            {"month": "2024-09", "sure": 1, "possible": 0}
        ]
        assert await counts(service, "active-exercises", "year", filters={"participant": ("JP",)}, during=edtf.parse("2025")) == [
            {"year": "2024", "sure": 1, "possible": 0}
        ]


@pytest.mark.parametrize("view", sorted(views()))
async def test_counts_are_those_of_the_rows_of_the_view(view: str) -> None:
    async with appended(*DEMO) as service:
        found = (await rows(service, view)).values()
        for name, one in views()[view].filters.items():
            expected = Counter((value, row.certainty) for row in found for value in set(one.values(row)) - {None} or {None})
            shown = await counts(service, view, name)
            told = {(count[name], certainty): count[certainty] for count in shown for certainty in ("sure", "possible") if count[certainty]}
            assert told == expected
            assert not set(views()[view].filters) & BUCKETS.keys()


@pytest.mark.parametrize("by", [("weak",), ("",), ("week", "month"), ("week", "week"), ("participant", "participant")])
async def test_what_cannot_be_counted_by_is_refused_by_name(by: tuple[str, ...]) -> None:
    async with appended(EXERCISES) as service:
        with pytest.raises(BadRequest) as caught:
            await counts(service, "exercises", *by)
        assert [fault.parameter for fault in caught.value.faults] == ["by"]
