"""NDJSON that another store takes in as the same facts."""

import orjson
import pytest

from tests.timeline.exports.exported import demo, of
from timeline.engine.asking.asked import EVERY_DAY
from timeline.intake import read_ndjson
from timeline.question import EventsQuestion, Question
from timeline.service import open_service

pytestmark = pytest.mark.anyio


async def test_what_is_appended_elsewhere_says_the_same_and_is_a_duplicate_the_second_time() -> None:
    async with demo() as service:
        exported = await of(service, "events", "ndjson")
        sent = (await service.events(EventsQuestion(limit=1_000))).events
    other = await open_service("memory:")
    first = await other.append(read_ndjson(exported))
    second = await other.append(read_ndjson(exported))
    there = (await other.events(EventsQuestion(limit=1_000))).events
    await other.close()
    assert [receipt.duplicate for receipt in (*first.receipts, *second.receipts)] == [False] * 43 + [True] * 43
    assert [(event.id, event.digest, event.payload) for event in there] == [(event.id, event.digest, event.payload) for event in sent]


async def test_rows_are_those_of_the_json_endpoint() -> None:
    async with demo() as service:
        lines = (await of(service, "exercises", "ndjson", during=EVERY_DAY)).splitlines()
        answer = await service.view(Question("exercises", during=EVERY_DAY))
    assert [orjson.loads(line) for line in lines] == [orjson.loads(orjson.dumps(row.as_json())) for row in answer.rows]
    assert len(lines) == 4
