"""The load generator: the same log for the same seed, and one that a service takes."""

import io

import orjson
import pytest

from scripts import generate_log
from timeline.intake import read_ndjson
from timeline.service import open_service

COUNT = 2_000


def written(count: int, seed: int) -> bytes:
    out = io.BytesIO()
    generate_log.write(out, count, seed)
    return out.getvalue()


def test_equal_seeds_give_equal_bytes_and_others_do_not() -> None:
    assert written(500, 7) == written(500, 7)
    assert written(500, 7) != written(500, 8)


def test_a_longer_log_begins_like_a_shorter_one() -> None:
    assert written(900, 7).startswith(written(500, 7))


@pytest.mark.anyio
async def test_the_first_events_append() -> None:
    service = await open_service("memory:")
    appended = await service.append(read_ndjson(written(COUNT, 7)))
    assert appended.position == COUNT
    await service.close()


def test_it_has_the_shape_of_what_is_imported() -> None:
    events = [orjson.loads(line) for line in written(20_000, 7).splitlines()]
    per_subject: dict[str, int] = {}
    for event in events:
        per_subject[event["subject"]] = per_subject.get(event["subject"], 0) + 1
    assert 5 < len(events) / len(per_subject) < 15
    assert max(per_subject.values()) > 40
    types = [event["type"] for event in events]
    shares = {name: types.count(name) / len(types) for name in ("claim.corrected", "claim.retracted", "subject.merged")}
    assert shares["claim.corrected"] == pytest.approx(0.02, rel=0.3)
    assert shares["claim.retracted"] == pytest.approx(0.005, rel=0.4)
    assert 0.0003 < shares["subject.merged"] < 0.002
    assert {event["valid"][:3] for event in events} >= {"195", "202"}
    assert any("X" in event["valid"] for event in events)
