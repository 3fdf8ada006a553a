"""Builds that go on with what an earlier one left, and questions while rows are swapped."""

from pathlib import Path

import orjson
import pytest

from events import edtf
from tests.history import said
from tests.timeline.engine.keeping import test_kept_rows
from tests.timeline.engine.keeping.held import Hold, built, built_to, settled
from timeline.intake import read_json
from timeline.question import Knowledge, Question
from timeline.rows.sqlite.store import SqliteRows
from timeline.rows.wanted import Found, Wanted
from timeline.service import Service, open_service

pytestmark = pytest.mark.anyio


async def stopped_half_way(service: Service, hold: Hold, *names: str) -> None:
    """A rebuild of these views that was cancelled at the tenth event."""
    hold.at = 10
    service.rebuild(names)
    await built_to(service, 10, names[0])
    service.cancel_rebuild()
    hold.at = None


async def test_rows_of_an_older_build_that_goes_on_are_told_anew_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hold = Hold(monkeypatch)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        for by in ("2024-11-01", "2024-09-01"):  # out of order
            events = [said("exercise.held", f"exercise/{number}", "2024-09-12", published=by) for number in range(10)]
            for event in events:
                await service.append(read_json(orjson.dumps(event)))
        await settled(service)
        asked = Question("exercises", on=edtf.day("2024-09-12"), knowledge=Knowledge(edtf.day("2024-10-01")))
        before = await test_kept_rows.rows(service, asked)
        await stopped_half_way(service, hold, "exercises")
        service.rebuild(["agreements"])
        await built(service)
        service.rebuild(["exercises"])  # goes on with rows that are older than those that answer
        await settled(service)
        assert await test_kept_rows.rows(service, asked) == before
        assert len(before) == 10
    finally:
        await service.close()


async def test_a_build_goes_on_without_one_that_it_was_begun_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hold = Hold(monkeypatch)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        for number in range(20):
            actor = {"actor": f"unit/u{number}"}
            deployed = said("deployment.presence_reported", f"deployment/d{number}", "2024-09-12", figure={"value": 5}, **actor)
            incursion = said("incursion.reported", f"incursion/i{number}", "2024-09-12", zone="adiz", of="JP", **actor)
            await service.append(read_json(orjson.dumps(incursion if number % 2 else deployed)))
        await settled(service)
        await stopped_half_way(service, hold, "incursions", "presence")
        service.rebuild(["presence"])
        await settled(service)
        assert service.keeping_failures == 0
        assert len((await service.view(Question("presence", on=edtf.day("2024-09-12")))).rows) == 10
    finally:
        await service.close()


async def test_a_question_during_which_rows_are_swapped_is_answered_from_the_new_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, swapped = SqliteRows.find, False
    service = await open_service(f"sqlite:///{tmp_path}/a.db")

    async def swapping(self: SqliteRows, wanted: Wanted) -> Found:
        nonlocal swapped
        if not swapped:
            swapped = True
            service.rebuild([])
            await built(service)  # and what was swapped out is removed
        return await find(self, wanted)

    try:
        for name in ("a", "b"):
            await service.append(read_json(orjson.dumps(said("exercise.held", f"exercise/{name}", "2024-09-12"))))
        await settled(service)
        monkeypatch.setattr(SqliteRows, "find", swapping)
        answer = await service.view(Question("exercises", on=edtf.day("2024-09-12")))
        assert [row.key for row in answer.rows] == ["exercise/a", "exercise/b"]
        assert swapped
    finally:
        await service.close()
