"""Whoever was interrupted is told what he would have been told: at every id, over a restart, a rebuild and days slept over."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from events import edtf
from tests.timeline.engine.following.streamed import DAY, Lived, kept, lived, random_question, replayed, rows, told_from, whole
from tests.timeline.engine.keeping.held import built
from timeline import clock
from timeline.engine.following.followed import Followed, Told
from timeline.engine.following.place import Place
from timeline.errors import BadRequest
from timeline.projections.catalog import views
from timeline.question import EventsQuestion, Knowledge, Question
from timeline.service import open_service

pytestmark = pytest.mark.anyio
STORES = ("memory:", "sqlite:///{}/a.db")


async def resumed(lived: Lived, followed: Followed, at: Place) -> list[Told]:
    """What is told to somebody who comes back with the cursor of a place."""
    again, place = await lived.service.following(followed.question, resumes=at.write(followed.name))
    assert place == at
    return await told_from(lived, again, place)


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("view", sorted(views()))
async def test_an_interruption_at_any_id_changes_nothing(tmp_path: Path, store: str, view: str) -> None:
    async with lived(store.format(tmp_path), seed=2) as history:
        followed, told = await whole(history, Question(view))
        for number, one in enumerate(told):
            assert await resumed(history, followed, one.place) == told[number + 1 :]


@pytest.mark.parametrize("seed", range(4))
async def test_small_pages_tell_the_same(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    async with lived(f"sqlite:///{tmp_path}/a.db", seed=200 + seed) as history:
        questions = [random_question(chance, history.states[-1][0]) for _ in range(10)] + [Question("actors"), Question("indicators")]
        large = [(await whole(history, question))[1] for question in questions]
        monkeypatch.setattr("timeline.engine.following.kept_changes.MOVES_AT_ONCE", 3)
        monkeypatch.setattr("timeline.engine.following.folded_changes.CHANGES_AT_ONCE", 1)
        monkeypatch.setattr("timeline.engine.following.folded_changes.EVENTS_AT_ONCE", 2)
        monkeypatch.setattr("timeline.engine.following.follower.POSITIONS_AT_ONCE", 1)
        assert [(await whole(history, question))[1] for question in questions] == large


async def test_a_stream_goes_on_after_a_restart_and_after_a_rebuild(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/a.db"
    async with lived(store, seed=3) as history:
        followed, told = await whole(history, Question("exercises"))
        at = told[len(told) // 2]
        history.service.rebuild(["exercises"], afresh=True)
        await built(history.service)
        assert await resumed(history, followed, at.place) == told[len(told) // 2 + 1 :]
    service = await open_service(store, clock=lambda: history.now)
    try:
        await kept(service)
        assert await resumed(Lived(service, history.now), followed, at.place) == told[len(told) // 2 + 1 :]
    finally:
        await service.close()


@pytest.mark.parametrize("store", STORES)
async def test_days_that_were_slept_over_are_told_one_by_one(tmp_path: Path, store: str) -> None:
    async with lived(store.format(tmp_path), seed=4) as history:
        followed, told = await whole(history, Question("exercises"))
        history.now += 400 * DAY
        again = await told_from(history, followed, told[-1].place)
        assert {one.said["because"] for one in again} <= {"clock"}
        found = dict[str, bytes]()
        replayed(found, [*told, *again])
        assert found == await rows(history, followed, (history.states[-1][0], history.today))


@pytest.mark.parametrize("store", STORES)
async def test_a_snapshot_is_told_as_added_rows_and_can_be_interrupted(tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.engine.following.snapshots.CHANGES_AT_ONCE", 2)
    async with lived(store.format(tmp_path), seed=5) as history:
        head = history.states[-1][0]
        for view in sorted(views()):
            followed, place = await history.service.following(Question(view), snapshot=True)
            told = await told_from(history, followed, place)
            assert {one.name for one in told[:-1]} <= {"row.added"}
            assert (told[-1].name, told[-1].said["position"]) == ("view.snapshot", head)
            found = dict[str, bytes]()
            replayed(found, told[:-1])
            assert found == await rows(history, followed, (head, history.today))
            assert all(one.said["because"] for one in told[:-1])
            for number, one in enumerate(told):
                assert await resumed(history, followed, one.place) == told[number + 1 :]


async def test_a_snapshot_may_be_of_any_place(tmp_path: Path) -> None:
    async with lived(f"sqlite:///{tmp_path}/a.db", seed=6) as history:
        followed, told = await whole(history, Question("exercises"))
        at = told[len(told) // 2].place
        asked = replace(followed.question, after=at.write(followed.name))
        _, place = await history.service.following(asked, snapshot=True)
        again = await told_from(history, followed, place)
        found = dict[str, bytes]()
        replayed(found, [one for one in again if one.name != "view.snapshot"])
        assert found == await rows(history, followed, history.states[-1])


async def test_rows_of_newer_code_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = f"sqlite:///{tmp_path}/a.db"
    async with lived(store, seed=7) as history:
        followed, told = await whole(history, Question("exercises"))
    newer = {name: replace(view, version=2) if name == "exercises" else view for name, view in views().items()}
    monkeypatch.setattr("timeline.service.views", lambda: newer)
    service = await open_service(store, clock=lambda: history.now)
    try:
        await built(service)
        now = Lived(service, history.now)
        head, *_ = await service.reach()
        again = await resumed(now, followed, told[3].place)
        assert (again[0].name, again[0].said["version"], again[0].said["position"]) == ("view.reset", "2", head)
        assert again[-1].name == "view.snapshot"
        found = dict[str, bytes]()
        replayed(found, again[1:-1])
        assert found == await rows(now, followed, (head, history.today))
        assert await resumed(now, followed, again[0].place) == again[1:]
    finally:
        await service.close()


async def test_cursors_that_are_none_of_the_stream_are_refused(tmp_path: Path) -> None:
    async with lived("memory:", seed=8) as history:
        followed, told = await whole(history, Question("exercises"))
        good = told[2].place
        bad = [
            "x", "é", "-1", "1.5", "9" * 30, "9999", "W10", good.write("other"), good.write(followed.name)[:-3],
            good._replace(position=9_999).write(followed.name), good._replace(day=None).write(followed.name),
            good._replace(day=good.day and good.day + 9_000).write(followed.name), good._replace(day=0).write(followed.name),
            good._replace(phase="x").write(followed.name), good._replace(key=3).write(followed.name),  # type: ignore[arg-type]
            good._replace(position=-1).write(followed.name), good._replace(position=True).write(followed.name), "a" * 5_000,
        ]  # fmt: skip
        for text in bad:
            for asked, resumes in ((replace(followed.question, after=text), None), (followed.question, text)):
                with pytest.raises(BadRequest) as caught:
                    await history.service.following(asked, resumes=resumes)
                assert caught.value.faults[0].parameter == "after"
        for other in (Question("presence"), replace(followed.question, certainty="sure"), replace(followed.question, on=good.day)):
            with pytest.raises(BadRequest, match="another question"):
                await history.service.following(other, resumes=good.write(followed.name))
        events = (await history.service.events(EventsQuestion(limit=1_000))).events
        inside = next(event for event in events if event.first != event.position)
        with pytest.raises(BadRequest, match="where no stream can be"):
            await history.service.following(followed.question, resumes=good._replace(position=inside.position - 1).write(followed.name))


async def test_the_reader_that_stopped_comes_before_after_and_a_snapshot(tmp_path: Path) -> None:
    async with lived("memory:", seed=9) as history:
        followed, told = await whole(history, Question("exercises"))
        at = told[1].place
        asked = replace(followed.question, after="garbage")
        _, place = await history.service.following(asked, resumes=at.write(followed.name), snapshot=True)
        assert place == at


async def test_a_stream_without_a_place_begins_at_the_head_of_today(tmp_path: Path) -> None:
    async with lived("memory:", seed=10) as history:
        head = history.states[-1][0]
        assert (await history.service.following(Question("exercises")))[1] == Place("1", head, clock.day_of(history.now))
        assert (await history.service.following(Question("conflicts")))[1] == Place("1", head, None)
        first = history.states[0][0]
        known = Question("exercises", knowledge=Knowledge(at_position=first))
        assert (await history.service.following(known))[1].position == first
        on = Question("exercises", on=edtf.day("2024-09-08"))
        assert (await history.service.following(on))[1].day is None
        with pytest.raises(BadRequest, match="none of them"):
            await history.service.following(replace(known, knowledge=Knowledge(at_position=head + 1)))
