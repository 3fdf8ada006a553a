"""Rows that are built subject by subject are those that walking along the log makes, to the last column."""

import asyncio
import logging
import random
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.history import Event, said
from tests.timeline.engine.keeping.held import Hold, built, built_to, keeper, live, settled
from tests.timeline.engine.keeping.random_history import history
from tests.timeline.engine.keeping.test_kept_rows import assert_same
from tests.timeline.engine.keeping.test_rebuild import failing
from timeline.clock import system_clock
from timeline.engine.keeping import by_subject
from timeline.engine.keeping import keeper as keeping
from timeline.engine.keeping.plan import Plan, joined
from timeline.errors import Unreadable
from timeline.intake import read_json
from timeline.log.open import open_log
from timeline.log.protocol import Log
from timeline.rows.kept import Built
from timeline.service import open_service

pytestmark = pytest.mark.anyio

ROWS = "rows JOIN row_sets ON row_sets.id = rows.set_id AND state = 'live'"
NAMED = "view, rows.key, rows.subject, rows.day_from, rows.day_to, every, rows.pos_from, rows.pos_to"
FILED = "cells.day_from, cells.day_to, cells.pos_from, sure"
SAYING = "row_versions AS said JOIN bodies ON bodies.id = said.body"
STORED = (
    f"SELECT {NAMED}, said.pos_from, bodies.body FROM {ROWS} JOIN ({SAYING}) ON row = rows.id",
    f"SELECT {NAMED}, filter, value, block, {FILED} FROM {ROWS} JOIN cells ON row = rows.id JOIN scopes ON scopes.id = scope",
    f"SELECT {NAMED}, row_moves.position FROM {ROWS} JOIN row_moves ON row = rows.id",
    "SELECT view, subject, pos_from, windows FROM row_windows JOIN row_sets ON row_sets.id = set_id AND state = 'live'",
    "SELECT view, position FROM row_sets WHERE state = 'live'",
    "SELECT subject, first, last, position, in_order, joined FROM publications",
    "SELECT * FROM publication_days",
)
"""All that is stored of rows that answer and of publications, but for numbers and for how far rows as published are."""


def stored(path: Path) -> list[list[Any]]:
    connection = sqlite3.connect(path)
    try:
        return [sorted(connection.execute(query), key=repr) for query in STORED]
    finally:
        connection.close()


async def logged(path: Path, appends: Sequence[list[Event]]) -> None:
    """A log without rows."""
    log = await open_log(f"sqlite:///{path}", read_only=False, clock=system_clock)
    for append in appends:
        await log.append([read_json(orjson.dumps(append))])
    await log.close()


async def walked(path: Path, appends: Sequence[list[Event]]) -> list[list[Any]]:
    """What is stored of these appends when rows follow the log."""
    service = await open_service(f"sqlite:///{path}")
    await built(service)
    for append in appends:
        with suppress(Unreadable):  # a correction that cannot be read over its target
            await service.append(read_json(orjson.dumps(append)))
    await settled(service)
    await service.close()
    return stored(path)


SIZES = ("EVENTS_PER_PIECE", "EVENTS_PER_LARGE_PIECE")


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SIZES:
        monkeypatch.setattr(by_subject, name, 7)


@pytest.mark.parametrize("processes", [0, 2])
@pytest.mark.parametrize("seed", range(4))
async def test_what_is_stored_is_the_same(tmp_path: Path, seed: int, processes: int) -> None:
    chance = random.Random(seed)
    appends = list(history(chance, 60))
    await logged(tmp_path / "a.db", appends)
    service = await open_service(f"sqlite:///{tmp_path}/a.db", folding_processes=processes)
    await settled(service)
    await assert_same(service, chance, 40)
    await service.close()
    assert stored(tmp_path / "a.db") == await walked(tmp_path / "b.db", appends)


@pytest.mark.parametrize("processes", [0, 2])
async def test_a_large_subject_is_built_bit_by_bit_and_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    """One subject of 40 reports, some of another one that it is merged with, and small ones before and behind it."""
    chance, hold = random.Random(9), Hold(monkeypatch)
    one, other = "deployment/m", "deployment/z"
    large = [report(chance, number, chance.choice((one, one, one, other))) for number in range(40)]
    large.insert(25, said("subject.merged", other, "2024-10-01", into=one))
    small = [report(chance, number, f"deployment/{name}") for number, name in enumerate("abyaxb")]
    appends = (
        [[event] for event in (*small[:3], *large[:20])] + [large[20:24] + small[3:5]] + [[event] for event in (*large[24:], small[5])]
    )
    await logged(tmp_path / "a.db", appends)
    for hold.at in (3 + 7, 3 + 14):
        service = await open_service(f"sqlite:///{tmp_path}/a.db")
        await built_to(service, hold.at, "presence")
        half = (await keeper(service)._rows.building())["presence"].built
        assert half is not None
        assert (half.subject, half.within > 0) == ("deployment/b", True)
        await service.close()
    hold.at = None
    for name in SIZES:
        monkeypatch.setattr(by_subject, name, 1_000)  # pieces may be larger than when it was begun
    service = await open_service(f"sqlite:///{tmp_path}/a.db", folding_processes=processes)
    await settled(service)
    await service.close()
    assert stored(tmp_path / "a.db") == await walked(tmp_path / "b.db", appends)


def report(chance: random.Random, number: int, subject: str) -> Event:
    days = f"2024-09-{chance.randint(1, 28):02d}"
    figure = {"value": chance.randint(1, 50)}
    return said("deployment.presence_reported", subject, days, actor="FR", figure=figure, id=f"{subject[-1]}{number}")


@pytest.mark.parametrize("seed", range(3))
async def test_a_build_that_fails_anywhere_goes_on(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(300 + seed)
    monkeypatch.setattr(keeping, "RETRY_SECONDS", 0.001)
    caplog.set_level(logging.CRITICAL, logger=keeping.__name__)
    appends = list(history(chance, 60))
    await logged(tmp_path / "a.db", appends)
    with monkeypatch.context() as planted:
        for name in ("build", "finish", "swap"):
            failing(planted, name, chance)
        service = await open_service(f"sqlite:///{tmp_path}/a.db")
        await keeper(service).came((await service.head()).position, 20)
        await service.close()
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    await settled(service)
    await service.close()
    assert stored(tmp_path / "a.db") == await walked(tmp_path / "b.db", appends)


@pytest.mark.parametrize(("further", "anew"), [(5, False), (40, True)])
async def test_rows_that_lack_most_of_the_log_are_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, further: int, anew: bool
) -> None:
    monkeypatch.setattr(keeping, "FAR_BEHIND_EVENTS", 10)
    chance = random.Random(4)
    path, appends = tmp_path / "a.db", [[report(chance, number, f"deployment/{chance.choice('abc')}")] for number in range(20 + further)]
    await logged(path, appends[:20])
    service = await open_service(f"sqlite:///{path}")
    await built(service)
    before = await live(service)
    await service.close()
    await logged(path, appends[20:])
    service = await open_service(f"sqlite:///{path}")
    await settled(service)
    after = await live(service)
    await service.close()
    assert {after[name].id == found.id for name, found in before.items()} == {not anew}
    assert stored(path) == await walked(tmp_path / "b.db", appends)


@pytest.mark.parametrize("processes", [0, 1])
async def test_rows_are_built_while_appends_never_pause(tmp_path: Path, processes: int) -> None:
    await logged(tmp_path / "a.db", [[report(random.Random(number), number, "deployment/a")] for number in range(40)])
    service = await open_service(f"sqlite:///{tmp_path}/a.db", folding_processes=processes)
    async with asyncio.timeout(20):
        while not await live(service):
            with keeper(service).traffic.appending(1):
                await asyncio.sleep(0.01)
    await service.close()


async def planned(log: Log, built: Built, most: int) -> list[tuple[list[list[str]], str, int]]:
    plan, found = Plan(log, built), []
    while (piece := await plan.next(most)) is not None:
        found.append((piece.subjects, piece.last, piece.most))
    return found


async def test_a_plan_takes_subjects_in_order_of_name_and_those_that_may_be_one_together() -> None:
    log = await open_log("memory:", read_only=False, clock=system_clock)
    events = [report(random.Random(0), number, f"deployment/{name}") for number, name in enumerate("caacabbbbbd")]
    events.append(said("subject.merged", "deployment/c", "2024-10-01", into="deployment/a", id="merge"))
    changes = {"changes": {"data": {"into": "deployment/d"}}}
    events.append(said("claim.corrected", "deployment/c", "2024-10-02", target="merge", **changes))
    await log.append([read_json(orjson.dumps(events))])
    together = ["deployment/a", "deployment/c", "deployment/d"]
    assert await joined(log, 13) == dict.fromkeys(together, together)
    assert await joined(log, 11) == {}
    large, small = ([together], "deployment/a", 4), ([["deployment/b"]], "deployment/b", 4)
    assert await planned(log, Built(13), 4) == [large, small, ([], "deployment/d", 0)]
    assert await planned(log, Built(13, within=3), 20) == [([together], "deployment/a", 20), ([["deployment/b"]], "deployment/d", 0)]
    assert await planned(log, Built(13), 8) == [([together], "deployment/a", 0), ([["deployment/b"]], "deployment/d", 0)]
    assert await planned(log, Built(13), 20) == [([together, ["deployment/b"]], "deployment/d", 0)]
    assert await planned(log, Built(13, "deployment/a"), 20) == [([["deployment/b"]], "deployment/d", 0)]
    assert await planned(log, Built(13, "deployment/d"), 20) == []
