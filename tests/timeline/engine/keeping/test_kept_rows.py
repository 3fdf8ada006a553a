"""Kept rows say what folding says: whatever the history, the day, the state of knowledge, over restarts, failures and rebuilds."""

import asyncio
import logging
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import orjson
import pytest

from events import edtf
from tests.history import Event, said
from tests.timeline.engine.keeping.held import built
from tests.timeline.engine.keeping.random_history import COUNTRIES, history
from timeline.engine.keeping import keeper as keeping
from timeline.engine.keeping.stride import Strider
from timeline.errors import Busy, NotFound, TimelineError, Unreadable
from timeline.intake import read_json
from timeline.projections import catalog
from timeline.projections.case import Case
from timeline.projections.catalog import views
from timeline.projections.period import Period
from timeline.question import Certainty, Knowledge, Question, Row
from timeline.rows.sqlite.store import SqliteRows
from timeline.service import Service, open_service
from timeline.view_questions import CountsQuestion, DiffQuestion, HistoryQuestion

pytestmark = pytest.mark.anyio

SPANS = ("2024-09-01/2024-09-10", "2024-09", "2024-09-12/..", "0001/9999", "../2024-09-08", "2030")
DAYS = (None, "2020-01-01", "2024-09-01", "2024-09-08", "2024-09-12", "2024-09-15", "2024-09-21", "2024-10-10", "2030-01-01")


async def append_all(service: Service, appends: Iterator[list[Event]]) -> int:
    appended = 0
    for append in appends:
        try:
            appended += len((await service.append(read_json(orjson.dumps(append)))).receipts)
        except Unreadable:
            continue  # a correction that cannot be read over its target, or a claim on one that was refused
    return appended


async def assert_same(service: Service, chance: random.Random, questions: int) -> None:
    """The service's answers, from kept rows, are those that folding gives."""
    sources = service._sources
    for _ in range(questions):
        asked = question(chance, (await service.head()).position)
        ask = chance.choice((rows, rows, rows, one_row, counts, changes, versions))
        kept = await ask(service, asked)
        sources._kept, fast = None, sources._kept
        try:
            assert kept == await ask(service, asked), (ask, asked)
        finally:
            sources._kept = fast


def question(chance: random.Random, head: int) -> Question:
    view = chance.choice(list(views().values()))
    certainties: tuple[Certainty | None, ...] = (None, None, "sure", "possible")
    on, certainty = chance.choice(DAYS), chance.choice(certainties)
    filters = {}
    if chance.random() < 0.4:
        for name in chance.sample(list(view.filters), 1):
            filters[name] = tuple(chance.sample(view.filters[name].choices or ("k", *COUNTRIES, "CN", "P", "Q"), 1))
    at = chance.choice((None, chance.randint(0, head)))
    day, during = (edtf.day(on), None) if on else (None, chance.choice((None, *map(edtf.parse, SPANS))))
    by = chance.choice((None, None, *map(edtf.day, ("2024-09-01", "2024-09-30", "2024-10-01", "2024-11-01"))))
    known = Knowledge(by, at_position=at)
    return Question(view.name, day, during, known, certainty, filters, limit=chance.choice((1, 3, 1_000)))


async def rows(service: Service, asked: Question) -> list[bytes]:
    """Every row, page by page."""
    found: list[Row] = []
    while True:
        answer = await service.view(asked)
        found += answer.rows
        if answer.next is None:
            return [orjson.dumps(row.as_json()) for row in found]
        asked = replace(asked, after=answer.next)


async def one_row(service: Service, asked: Question) -> bytes | None:
    asked = replace(asked, filters={}, certainty=None)
    keys = [orjson.loads(row)["key"] for row in await rows(service, replace(asked, knowledge=Knowledge()))]
    try:
        return orjson.dumps((await service.row(keys[0] if keys else "x", asked)).as_json())
    except NotFound:
        return None


async def versions(service: Service, asked: Question) -> bytes | None:
    keys = [orjson.loads(row)["key"] for row in await rows(service, Question(asked.view, during=edtf.parse("0001/9999")))]
    key = random.Random(str(asked)).choice(keys) if keys else "x"
    try:
        return orjson.dumps((await service.history(HistoryQuestion(asked.view, key, asked.knowledge))).shown())
    except NotFound:
        return None


async def counts(service: Service, asked: Question) -> Any:
    by = tuple(sorted(views()[asked.view].filters))[:2]
    return (await service.counts(CountsQuestion(asked, (*by, "month")))).shown()


async def changes(service: Service, asked: Question) -> Any:
    earlier = Knowledge(at_position=(await service.head()).position // 2)
    return orjson.dumps((await service.diff(DiffQuestion(replace(asked, limit=1_000), None, earlier))).shown())


@pytest.mark.parametrize("seed", range(12))
async def test_kept_rows_equal_folding_for_any_history(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        assert await append_all(service, history(chance, 60)) > 30
        await assert_same(service, chance, 60)
        assert service._keeper is not None
        assert set(service._keeper.sets) == set(views()) - {"actors"}
    finally:
        await service.close()


async def test_a_row_is_found_by_its_key(tmp_path: Path) -> None:
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        await service.append(read_json(orjson.dumps(said("exercise.held", "exercise/a", "2024-09-08/2024-09-21"))))
        asked = Question("active-exercises", on=edtf.day("2024-09-12"))
        assert (await service.row("exercise/a", asked)).certainty == "sure"
        with pytest.raises(TimelineError, match="has no row"):
            await service.row("exercise/a", replace(asked, on=edtf.day("2024-10-12")))
    finally:
        await service.close()


@pytest.mark.parametrize("seed", range(3))
async def test_a_keeper_that_dies_anywhere_goes_on_where_it_stopped(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(100 + seed)
    keep = SqliteRows.keep

    async def keep_or_die(self: SqliteRows, stride: Any) -> None:
        if chance.random() < 0.3:
            raise OSError("planted")
        await keep(self, stride)
        if chance.random() < 0.3:
            raise OSError("planted after the commit")

    monkeypatch.setattr(SqliteRows, "keep", keep_or_die)
    monkeypatch.setattr(keeping, "RETRY_SECONDS", 0.001)
    caplog.set_level(logging.CRITICAL, logger=keeping.__name__)
    for _ in range(3):
        service = await open_service(f"sqlite:///{tmp_path}/a.db")
        try:
            await append_all(service, history(chance, 25))
            await assert_same(service, chance, 15)
        finally:
            await service.close()


async def test_a_view_of_a_new_version_is_built_beside_and_swapped_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    await append_all(service, history(chance, 60))
    assert service._keeper is not None
    await service._keeper.caught_up((await service.head()).position, 10)
    await service.close()
    newer = {name: replace(view, version=2) if name == "exercises" else view for name, view in views().items()}
    monkeypatch.setattr("timeline.service.views", lambda: newer)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        assert service._keeper is not None
        before = service._keeper.sets["exercises"].set_id
        with anyio.fail_after(10):
            while service._keeper.sets["exercises"].set_id == before:  # noqa: ASYNC110  a swap tells nobody
                await asyncio.sleep(0.01)
        await append_all(service, history(chance, 20))
        await assert_same(service, chance, 60)
        assert {each.version for each in (await service._keeper._rows.sets()).values()} == {1, 2}
    finally:
        await service.close()


async def test_a_fold_that_raises_shows_its_subject_as_failed_and_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = catalog.views()["exercises"]

    def fold(case: Case) -> Iterator[Period]:
        if case.subject == "exercise/a":
            raise ZeroDivisionError("planted")
        yield from honest.fold(case)

    broken = {**catalog.views(), "exercises": replace(honest, fold=fold)}
    monkeypatch.setattr("timeline.service.views", lambda: broken)
    monkeypatch.setattr("timeline.engine.asking.asked.views", lambda: broken)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        for subject in ("exercise/a", "exercise/b"):
            await service.append(read_json(orjson.dumps(said("exercise.held", subject, "2024-09-08"))))
        answer = await service.view(Question("exercises", on=edtf.day("2024-09-08")))
        assert [(row.key, row.status) for row in answer.rows] == [("exercise/a", "failed"), ("exercise/b", "ongoing")]
        assert answer.rows[0].state == {"error": "ZeroDivisionError: planted"}
    finally:
        await service.close()


async def test_a_row_that_cannot_be_written_shows_its_subject_as_failed_and_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = catalog.views()["exercises"]

    def fold(case: Case) -> Iterator[Period]:
        for days, row in honest.fold(case):
            yield Period(days, row._replace(state={"edition": 2**70}) if case.subject == "exercise/a" else row)

    monkeypatch.setattr("timeline.service.views", lambda: {**catalog.views(), "exercises": replace(honest, fold=fold)})
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        for subject in ("exercise/a", "exercise/b"):
            await service.append(read_json(orjson.dumps(said("exercise.held", subject, "2024-09-08"))))
        answer = await service.view(Question("exercises", on=edtf.day("2024-09-08")))
        assert [(row.key, row.status) for row in answer.rows] == [("exercise/a", "failed"), ("exercise/b", "ongoing")]
    finally:
        await service.close()


async def test_appends_wait_for_views_that_are_too_far_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service = await open_service(f"sqlite:///{tmp_path}/a.db", behind_events_max=2)
    await built(service)
    advance = Strider.advance
    monkeypatch.setattr(Strider, "advance", lambda self: asyncio.sleep(0, result=False))
    try:
        for subject in ("exercise/a", "exercise/b", "exercise/c"):
            await service.append(read_json(orjson.dumps(said("exercise.held", subject, "2024-09-08"))))
        one_more = read_json(orjson.dumps(said("exercise.held", "exercise/d", "2024-09-08")))
        with pytest.raises(Busy, match="3 events are not in the views yet") as caught:
            await service.append(one_more)
        assert caught.value.extra["retry_after"] == 1
        many = [said("exercise.held", f"exercise/{number}", "2024-09-08") for number in range(6_000)]
        with pytest.raises(Busy) as caught:
            await service.append([each for one in many for each in read_json(orjson.dumps(one))])
        assert caught.value.extra["retry_after"] == 4  # so that those who bring less come first
        monkeypatch.setattr(Strider, "advance", advance)
        assert service._keeper is not None
        assert await service._keeper.caught_up(3, 5)
        assert (await service.append(one_more)).position == 4
    finally:
        await service.close()


async def test_a_planted_fault_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: a keeper that forgets to close rows does not pass it."""
    refold = Strider._refold

    async def never_closing(self: Strider, root: str, position: int, stride: Any) -> None:
        await refold(self, root, position, stride)
        stride.closed.clear()

    monkeypatch.setattr(Strider, "_refold", never_closing)
    chance = random.Random(3)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        for append in history(chance, 40):
            await append_all(service, iter([append]))
            assert service._keeper is not None
            await service._keeper.caught_up((await service.head()).position, 5)
        with pytest.raises(AssertionError):
            await assert_same(service, chance, 80)
    finally:
        await service.close()
