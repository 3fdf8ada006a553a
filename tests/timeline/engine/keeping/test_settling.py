"""Rows as published by a day are what folding says that was published by then, and are told anew after each further report."""

import random
import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from events import edtf
from tests.history import Event, said
from tests.timeline.engine.keeping import test_kept_rows
from tests.timeline.engine.keeping.held import built, live, settled
from tests.timeline.engine.keeping.random_history import history
from tests.timeline.engine.keeping.test_kept_rows import append_all, assert_same
from timeline.engine.asking import finder
from timeline.engine.keeping import settling
from timeline.intake import read_json
from timeline.projections.catalog import views
from timeline.question import Knowledge, Question
from timeline.service import Service, open_service

pytestmark = pytest.mark.anyio

BY = tuple(map(edtf.day, ("2024-08-31", "2024-09-01", "2024-09-30", "2024-10-01", "2024-10-31", "2024-11-01")))


@pytest.fixture
def all_as_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked, it is asked as published by some day."""
    question = test_kept_rows.question

    def asked(chance: random.Random, head: int) -> Question:
        found = question(chance, head)
        return replace(found, knowledge=Knowledge(chance.choice(BY), at_position=found.knowledge.at_position))

    monkeypatch.setattr(test_kept_rows, "question", asked)


def never(*_: Any) -> None:
    raise AssertionError("nothing needs to be folded")


def contents(path: Path) -> Counter[str]:
    """How much there is of rows as published, and of all that is said."""
    with sqlite3.connect(path / "a.db") as connection:
        return Counter({
            name: connection.execute(query).fetchone()[0]
            for name, query in {
                "rows": "SELECT count(*) FROM rows WHERE set_id < 0",
                "cells": "SELECT count(*) FROM cells WHERE row < 0",
                "versions": "SELECT count(*) FROM row_versions WHERE row < 0",
                "windows": "SELECT count(*) FROM row_windows WHERE set_id < 0",
                "bodies": "SELECT count(*) FROM bodies WHERE id < 0",
                "moves": "SELECT count(*) FROM row_moves WHERE row < 0",
                "scopes": "SELECT count(*) FROM scopes WHERE set_id < 0",
                "sets": "SELECT count(*) FROM row_sets WHERE id < 0",
                "untold": "SELECT count(*) FROM bodies WHERE NOT EXISTS (SELECT 1 FROM row_versions WHERE body = bodies.id)",
            }.items()
        })  # fmt: skip


@pytest.mark.usefixtures("all_as_published")
@pytest.mark.parametrize("seed", range(8))
async def test_rows_as_published_equal_folding_and_nothing_is_folded(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        for append in history(chance, 60):
            await append_all(service, iter([append]))
            if chance.random() < 0.1:
                await settled(service)  # so that subjects are told anew when more is said of them
        await settled(service)
        await assert_same(service, chance, 60)
        monkeypatch.setattr(finder, "_rows_wanted", never)
        for view in sorted(views()):
            for by in BY:
                await service.view(Question(view, on=edtf.day("2024-09-12"), knowledge=Knowledge(by)))
    finally:
        await service.close()


@pytest.mark.usefixtures("all_as_published")
@pytest.mark.parametrize("processes", [0, 2])
async def test_large_subjects_are_folded(tmp_path: Path, processes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "EVENTS_MAX", 8)  # of other processes the limit stays as it is
    chance = random.Random(20)
    service = await open_service(f"sqlite:///{tmp_path}/a.db", folding_processes=processes)
    try:
        for _ in range(3):
            await append_all(service, history(chance, 40))
            await settled(service)
            await assert_same(service, chance, 30)
    finally:
        await service.close()


async def test_what_is_told_anew_leaves_nothing_behind(tmp_path: Path) -> None:
    appends = list(history(random.Random(4), 60))
    for place in ("often", "once"):
        (tmp_path / place).mkdir()
        service = await open_service(f"sqlite:///{tmp_path}/{place}/a.db")
        for append in appends:
            await append_all(service, iter([append]))
            if place == "often":
                await settled(service)
        await settled(service)
        await service.close()
    once, often = contents(tmp_path / "once"), contents(tmp_path / "often")
    assert once["rows"] > 30
    for shared in ("bodies", "scopes"):  # rows of one step share what they say, and where something was ever filed is kept
        del once[shared], often[shared]
    assert often == once
    assert often["untold"] == often["moves"] == 0


@pytest.mark.usefixtures("all_as_published")
async def test_after_a_rebuild_all_are_told_anew(tmp_path: Path) -> None:
    chance = random.Random(6)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        await append_all(service, history(chance, 60))
        await settled(service)
        before, sets = contents(tmp_path), await live(service)
        service.rebuild(["exercises"])
        await built(service)
        await settled(service)
        after = contents(tmp_path)
        del before["bodies"], after["bodies"]
        assert after == before
        assert {view for view, found in (await live(service)).items() if found != sets[view]} == {"exercises"}
        await assert_same(service, chance, 30)
    finally:
        await service.close()


async def test_a_planted_fault_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: rows told in the order of the log do not pass it."""
    monkeypatch.setattr(settling, "_published", lambda event: edtf.day("2024-09-30") + event.recorded.position % 2)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        await append_all(service, history(random.Random(3), 60))
        await settled(service)
        found = [await both(service, Question("exercises", on=edtf.day("2024-09-12"), knowledge=Knowledge(by))) for by in BY]
        assert any(kept != folded for kept, folded in found)
    finally:
        await service.close()


async def both(service: Service, asked: Question) -> tuple[list[bytes], list[bytes]]:
    """What kept rows answer, and folding."""
    kept = await test_kept_rows.rows(service, asked)
    fast, service._sources._kept = service._sources._kept, None
    try:
        return kept, await test_kept_rows.rows(service, asked)
    finally:
        service._sources._kept = fast


async def test_what_came_later_is_not_in_answers_as_known_earlier(tmp_path: Path) -> None:
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        for number, (by, days) in enumerate((("2024-09-01", "2024-09-08"), ("2024-11-01", "2024-09-08"), ("2024-10-01", "2024-09-12"))):
            event = said("exercise.held", "exercise/a", days, id=f"x{number}", published=by)
            await service.append(read_json(orjson.dumps(event)))
        await settled(service)
        asked = Question("exercises", on=edtf.day("2024-09-08"), knowledge=Knowledge(edtf.day("2024-10-01"), at_position=2))
        assert [row.evidence.facts for row in (await service.view(asked)).rows] == [1]
        asked = replace(asked, knowledge=Knowledge(edtf.day("2024-10-01")))
        assert [row.evidence.facts for row in (await service.view(asked)).rows] == [2]
    finally:
        await service.close()


async def test_a_merge_that_was_corrected_counts_for_all_that_it_ever_named(tmp_path: Path) -> None:
    merge = said("subject.merged", "exercise/a", "2024-10-01", into="exercise/b", published="2024-09-30")
    changes = {"data": {"into": "exercise/c"}}
    corrected = said("claim.corrected", "exercise/a", "2024-10-05", target=merge["id"], changes=changes, published="2024-10-31")
    held = [
        said("exercise.held", f"exercise/{name}", "2024-09-12", published=by)
        for name, by in (("a", "2024-09-01"), ("b", "2024-09-01"), ("c", "2024-11-01"), ("c", "2024-08-31"))
    ]
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        for event in (*held[:3], merge, corrected, held[3]):
            await service.append(read_json(orjson.dumps(event)))
        await settled(service)
        found = {by: await both(service, Question("exercises", on=edtf.day("2024-09-12"), knowledge=Knowledge(by))) for by in BY}
        assert all(kept == folded for kept, folded in found.values())
        assert [len(kept) for kept, _ in found.values()] == [1, 3, 2, 2, 2, 2]
    finally:
        await service.close()


async def test_what_came_in_order_of_publication_needs_no_telling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    months = ("2024-09-01", "2024-10-01", "2024-10-01", "2024-11-01")

    def held(subject: str, by: str) -> Event:
        return said("exercise.held", subject, "2024-09-12", published=by)

    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        for by in months:
            await service.append(read_json(orjson.dumps([held("exercise/a", by), held("exercise/b", by)])))
        await service.append(read_json(orjson.dumps([held("exercise/at-once", by) for by in months])))
        await service.view(Question("exercises"))
        found = {by: await both(service, Question("exercises", on=edtf.day("2024-09-12"), knowledge=Knowledge(by))) for by in BY}
        assert all(kept == folded for kept, folded in found.values())
        assert [len(kept) for kept, _ in found.values()] == [0, 3, 3, 3, 3, 3]
        await settled(service)
        with sqlite3.connect(tmp_path / "a.db") as connection:
            told = connection.execute("SELECT DISTINCT subject FROM rows WHERE set_id < 0").fetchall()
        assert told == [("exercise/at-once",)]  # it was never known as it was published first
        monkeypatch.setattr(finder, "_rows_wanted", never)
        assert found == {by: await both(service, Question("exercises", on=edtf.day("2024-09-12"), knowledge=Knowledge(by))) for by in BY}
    finally:
        await service.close()


async def test_nothing_is_left_of_a_subject_that_joins_large_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "EVENTS_MAX", 5)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")

    async def merged(one: str, other: str) -> None:
        event = said("subject.merged", f"exercise/{one}", "2024-10-01", into=f"exercise/{other}")
        await service.append(read_json(orjson.dumps(event)))
        await settled(service)

    try:
        for name, count in (("x", 2), ("y", 4), ("z", 4)):
            for number in range(count, 0, -1):
                event = said("exercise.held", f"exercise/{name}", "2024-09-12", published=f"2024-09-0{number}")
                await service.append(read_json(orjson.dumps(event)))
        await settled(service)
        assert contents(tmp_path)["rows"] > 0
        await merged("y", "z")
        await merged("x", "y")
        assert contents(tmp_path)["rows"] == 0
    finally:
        await service.close()


async def test_actors_of_rows_as_published_are_all_found(tmp_path: Path) -> None:
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        for number in range(30):  # the actor that was published first is in no row of everything known
            for actor, by, grade in ((f"unit/b{number}", "2024-11-01", "A1"), (f"unit/a{number}", "2024-09-01", "E5")):
                said_ = {"actor": actor, "figure": {"value": 5}, "published": by, "grade": grade}
                event = said("deployment.presence_reported", f"deployment/d{number}", "2024-09-12", **said_)
                await service.append(read_json(orjson.dumps(event)))
        await settled(service)
        for limit in (7, 1_000):
            asked = Question("actors", on=edtf.day("2024-09-12"), knowledge=Knowledge(edtf.day("2024-10-01")), limit=limit)
            kept, folded = await both(service, asked)
            assert kept == folded
            assert len(kept) == 30
    finally:
        await service.close()
