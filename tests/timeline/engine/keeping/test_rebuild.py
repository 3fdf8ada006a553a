"""Rows are built anew beside those that answer, swapped in whole, and gone on with where a build stopped."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest

from tests.timeline.engine.keeping.held import Hold, built, built_to, half_built, keeper, live, reported
from tests.timeline.engine.keeping.random_history import history
from tests.timeline.engine.keeping.test_kept_rows import append_all, assert_same
from timeline.engine.keeping import keeper as keeping
from timeline.engine.keeping.rebuild import NOTHING, Building, Order
from timeline.errors import NoRows, NotFound, Rebuilding, StoreUnavailable
from timeline.projections.catalog import views
from timeline.rows.sqlite.store import SqliteRows
from timeline.service import Service, open_service

pytestmark = pytest.mark.anyio
ALL = frozenset(views()) - {"actors"}


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Hold:
    return Hold(monkeypatch)


@asynccontextmanager
async def opened(path: Path, order: Order = NOTHING, **more: Any) -> AsyncIterator[Service]:
    service = await open_service(f"sqlite:///{path}/a.db", order=order, **more)
    try:
        yield service
    finally:
        await service.close()


def code(monkeypatch: pytest.MonkeyPatch, **versions: int) -> None:
    """The code of these views has these versions from now on; that of a view with version 0 is gone."""
    known = {name: replace(view, version=versions.get(name, 1)) for name, view in views().items() if versions.get(name) != 0}
    monkeypatch.setattr("timeline.service.views", lambda: known)


async def stopped_at_ten(path: Path, hold: Hold, *names: str) -> dict[str, int]:
    """A store of twenty events in which a rebuild of these views was cancelled at the tenth; the ids of what answers."""
    async with opened(path) as service:
        await reported(service, 20)
        hold.at = 10
        service.rebuild(names)
        await built_to(service, 10, names[0])
        service.cancel_rebuild()
        assert await half_built(service) == dict.fromkeys(names, 10)
        answering = {name: found.id for name, found in (await live(service)).items()}
    hold.at = None
    return answering


@pytest.mark.parametrize("folding_processes", [0, 1, 3])
async def test_rebuilt_rows_are_those_that_folding_gives(tmp_path: Path, folding_processes: int) -> None:
    chance = random.Random(11)
    async with opened(tmp_path, folding_processes=folding_processes) as service:
        await append_all(service, history(chance, 40))
        assert await keeper(service).caught_up((await service.head()).position, 20)
        before = await live(service)
        assert service.rebuild(["exercises", "agreements"]) == ["agreements", "exercises"]
        await append_all(service, history(chance, 20))
        await built(service)
        after = await live(service)
        assert {name for name in after if after[name].id != before[name].id} == {"exercises", "agreements"}
        await assert_same(service, chance, 60)


async def test_all_views_that_have_rows_are_rebuilt_where_none_is_named(tmp_path: Path) -> None:
    async with opened(tmp_path) as service:
        await reported(service, 3)
        before = await live(service)
        assert service.rebuild([]) == sorted(ALL)
        await built(service)
        after = await live(service)
        assert after.keys() == ALL
        assert not {found.id for found in after.values()} & {found.id for found in before.values()}
        assert {found.position for found in after.values()} == {3}


async def test_what_answers_goes_on_answering_until_the_swap(tmp_path: Path, hold: Hold) -> None:
    async with opened(tmp_path) as service:
        await reported(service, 20)
        hold.at = 10
        service.rebuild(["exercises"])
        await built_to(service, 10)
        await reported(service, 3)
        mark = service.mark("exercises")
        assert (mark.outdated, mark.building) == (False, Building(1, 10, 23))
        assert service.kept_until("exercises") == 23
        await assert_same(service, random.Random(1), 20)
        hold.at = None
        await built(service)
        assert service.mark("exercises").building is None
        assert (await live(service))["exercises"].position == 23
        await assert_same(service, random.Random(1), 20)


async def test_a_cancelled_rebuild_leaves_what_answers_and_a_later_one_goes_on_where_it_stopped(tmp_path: Path, hold: Hold) -> None:
    before = await stopped_at_ten(tmp_path, hold, "exercises")
    seen: list[int] = []
    async with opened(tmp_path, Order(frozenset({"exercises"}))) as service:
        assert {name: found.id for name, found in (await live(service)).items()} == before
        await service.rebuilt(lambda building: seen.append(building.events))
        assert seen[0] == 10
        assert (await live(service))["exercises"].id != before["exercises"]
        assert await half_built(service) == {}
        await assert_same(service, random.Random(2), 40)


async def test_a_later_rebuild_afresh_goes_on_with_nothing(tmp_path: Path, hold: Hold) -> None:
    await stopped_at_ten(tmp_path, hold, "exercises")
    seen: list[int] = []
    async with opened(tmp_path, Order(frozenset({"exercises"}), afresh=True)) as service:
        await service.rebuilt(lambda building: seen.append(building.events))
    assert seen[0] == 0


async def test_a_start_leaves_half_built_rows_as_they_are(tmp_path: Path, hold: Hold) -> None:
    before = await stopped_at_ten(tmp_path, hold, "exercises", "agreements")
    async with opened(tmp_path) as service:
        await reported(service, 3)
        await built(service)  # and what was dropped is removed
        assert {name: found.id for name, found in (await live(service)).items()} == before
        assert await half_built(service) == {"exercises": 10, "agreements": 10}
        assert service.mark("exercises").building is None
        await assert_same(service, random.Random(3), 40)


async def test_a_start_drops_half_built_rows_of_code_that_is_gone(tmp_path: Path, hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    code(monkeypatch, exercises=3)
    await stopped_at_ten(tmp_path, hold, "exercises", "agreements", "incursions")
    code(monkeypatch, exercises=1, agreements=2, incursions=0)
    hold.at = 0
    async with opened(tmp_path) as service:
        assert await half_built(service) == {"exercises": 0, "agreements": 0}
        assert {name: service.mark(name).outdated for name in ("exercises", "agreements")} == {"exercises": True, "agreements": True}
        assert service.mark("agreements").building == Building(2, 0, 20)


async def test_a_start_goes_on_with_what_newer_code_needs_and_leaves_the_rest(
    tmp_path: Path, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tmp_path) as service:
        await reported(service, 20)
    code(monkeypatch, exercises=2)
    hold.at = 10
    async with opened(tmp_path, Order(frozenset({"agreements"}))) as service:
        await built_to(service, 10)
    async with opened(tmp_path) as service:
        assert service.mark("exercises").building == Building(2, 10, 20)
        hold.at = None
        await built(service)
        assert (await live(service))["exercises"].version == 2
        assert await half_built(service) == {"agreements": 10}
        await assert_same(service, random.Random(4), 40)


async def test_half_built_rows_of_several_positions_are_begun_anew_together(tmp_path: Path, hold: Hold) -> None:
    await stopped_at_ten(tmp_path, hold, "exercises")
    async with opened(tmp_path) as service:
        hold.at = 5
        service.rebuild(["agreements"])
        await built_to(service, 5, "agreements")
        service.cancel_rebuild("agreements")
    seen: list[int] = []
    async with opened(tmp_path, Order(frozenset({"exercises", "agreements"}))) as service:
        assert await half_built(service) == {"exercises": 0, "agreements": 0}
        hold.at = None
        await service.rebuilt(lambda building: seen.append(building.events))
        assert (seen[0], seen[-1]) == (0, 20)
        await assert_same(service, random.Random(5), 40)


async def test_a_view_of_newer_code_is_marked_until_its_rows_are_built(tmp_path: Path, hold: Hold, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(tmp_path) as service:
        await reported(service, 20)
    code(monkeypatch, presence=2, exercises=2)
    hold.at = 10
    async with opened(tmp_path) as service:
        for name in ("exercises", "presence"):
            mark = service.mark(name)
            assert (mark.version, mark.kept, mark.outdated, mark.building is not None) == (2, 1, True, True)
        assert service.mark("actors")[:3] == (1, 1, True)  # joined from presence among others
        assert service.mark("agreements") == (1, 1, False, None)
        with pytest.raises(Rebuilding, match="exercises, presence"):
            service.rebuild(["agreements"])
        with pytest.raises(NotFound, match="no rebuild"):
            service.cancel_rebuild()  # nobody asked for this one
        hold.at = None
        await built(service)
        assert [service.mark(name)[1:] for name in ("exercises", "presence", "actors")] == [
            (2, False, None),
            (2, False, None),
            (1, False, None),
        ]


async def test_one_rebuild_runs_at_a_time(tmp_path: Path, hold: Hold) -> None:
    async with opened(tmp_path) as service:
        await reported(service, 20)
        hold.at = 5
        service.rebuild(["exercises", "agreements"])
        with pytest.raises(Rebuilding, match="agreements, exercises"):
            service.rebuild(["presence"])
        with pytest.raises(NotFound, match="no rebuild of presence"):
            service.cancel_rebuild("presence")
        await built_to(service, 5)
        service.cancel_rebuild("agreements")
        assert service.mark("exercises").building is None
        service.rebuild(["presence"])
        await built_to(service, 5, "presence")
        assert await half_built(service) == {"agreements": 5, "exercises": 5, "presence": 5}


@pytest.mark.parametrize("read_only", [True, False])
async def test_what_has_no_rows_cannot_be_rebuilt(tmp_path: Path, read_only: bool) -> None:
    async with opened(tmp_path) as service:
        with pytest.raises(NoRows, match="active-exercises, agreements, incursions, presence"):
            service.rebuild(["exercises", "actors"])
        with pytest.raises(NotFound, match="no view 'exercise'"):
            service.rebuild(["exercise"])
    folding = await open_service(f"sqlite:///{tmp_path}/a.db" if read_only else "memory:", read_only=read_only)
    with pytest.raises(NoRows, match="no rows are kept"):
        folding.rebuild(["exercises"])
    assert folding.mark("exercises") == (1, 1, False, None)
    await folding.close()


@pytest.mark.parametrize("seed", range(3))
async def test_a_rebuild_that_fails_anywhere_goes_on_and_is_right(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(200 + seed)
    Hold(monkeypatch)
    monkeypatch.setattr(keeping, "RETRY_SECONDS", 0.001)
    caplog.set_level(logging.CRITICAL, logger=keeping.__name__)
    async with opened(tmp_path) as service:
        await append_all(service, history(chance, 40))
        assert await keeper(service).caught_up((await service.head()).position, 20)
        before = await live(service)
        for name in ("keep", "build", "finish", "swap", "begin"):
            failing(monkeypatch, name, chance)
        service.rebuild([])
        await append_all(service, history(chance, 10))
        with anyio.fail_after(20):
            while any(found.id == before[name].id for name, found in (await live(service)).items()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await assert_same(service, chance, 60)
    assert service.keeping_failures > 0


def failing(monkeypatch: pytest.MonkeyPatch, name: str, chance: random.Random) -> None:
    honest = getattr(SqliteRows, name)

    async def work(self: SqliteRows, *given: Any) -> Any:
        if chance.random() < 0.25:
            raise OSError("planted")
        result = await honest(self, *given)
        if chance.random() < 0.25:
            raise OSError("planted after the commit")
        return result

    monkeypatch.setattr(SqliteRows, name, work)


async def test_whoever_waits_for_a_rebuild_is_told_that_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, logger=keeping.__name__)
    async with opened(tmp_path) as service:
        await reported(service, 3)
        failing(monkeypatch, "swap", random.Random(0))
        monkeypatch.setattr(random.Random, "random", lambda self: 0.0)
        service.rebuild(["exercises"])
        with anyio.fail_after(10), pytest.raises(StoreUnavailable, match="rows could not be built"):
            await service.rebuilt(lambda building: None)
