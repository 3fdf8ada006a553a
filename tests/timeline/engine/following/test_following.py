"""What is told of a view, done to its rows one by one, gives what the view answers after every append and every midnight."""

import asyncio
import random
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from events import edtf
from tests.history import Event, said
from tests.timeline.engine.following.streamed import (
    DAY,
    HOUR,
    Lived,
    lived,
    lived_through,
    random_question,
    reach,
    replayed,
    rows,
    told_from,
    whole,
)
from tests.timeline.engine.keeping.held import built
from timeline.engine.following.followed import Followed, Page, Reach, Told
from timeline.engine.keeping.stride import Strider
from timeline.intake import read_json
from timeline.projections.catalog import views
from timeline.question import LIMIT_MAX, Knowledge, Question
from timeline.rows.sqlite.store import SqliteRows
from timeline.rows.wanted import Move, Moved
from timeline.view_questions import DiffQuestion

pytestmark = pytest.mark.anyio
STORES = ("memory:", "sqlite:///{}/a.db")


async def assert_told_is_what_the_view_answers(lived: Lived, question: Question) -> int:
    """In every state that there was, in order, and nothing beside. Gives how much was told."""
    followed, told = await whole(lived, question)
    left, found = list(told), dict[str, bytes]()
    position = 0
    cut = question.knowledge.at_position
    for end, day in lived.states:
        state = end if cut is None or end <= cut else position, day if followed.moves else None
        step = [one for one in left if (one.place.position, one.place.day) == state]
        assert step == left[: len(step)], "what is told comes in order"
        del left[: len(step)]
        replayed(found, step)
        assert found == await rows(lived, followed, (end, day)), (question, state)
        if end > position and state[0] == end:
            await assert_causes_are_those_of_the_diff(lived, followed, step, position)
        else:
            assert all(one.said["because"] == "clock" for one in step)
        position = state[0]
    assert left == []
    return len(told)


async def assert_causes_are_those_of_the_diff(lived: Lived, followed: Followed, step: list[Told], before: int) -> None:
    if not step:
        return
    position, day = step[0].place.position, step[0].place.day
    question = replace(followed.question, knowledge=replace(followed.question.knowledge, at_position=position), limit=LIMIT_MAX)
    asked = DiffQuestion(replace(question, on=day) if followed.moves else question, base=Knowledge(at_position=before))
    answer = await lived.service.diff(asked)
    assert {one.key: one.because for one in answer.changes} == {one.said["key"]: one.said["because"] for one in step}


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("view", sorted(views()))
async def test_every_view_is_told_as_it_is(tmp_path: Path, store: str, view: str) -> None:
    async with lived(store.format(tmp_path), seed=1) as history:
        assert await assert_told_is_what_the_view_answers(history, Question(view)) > 1


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_asked_is_told_as_it_is(tmp_path: Path, store: str, seed: int) -> None:
    chance = random.Random(seed)
    async with lived(store.format(tmp_path), seed=100 + seed) as history:
        head = history.states[-1][0]
        for _ in range(12):
            await assert_told_is_what_the_view_answers(history, random_question(chance, head))


A, B, S = "exercise/a", "exercise/b", "topic/rate"
PLAN = said("exercise.announced", A, "2024-09-08/2024-09-21", name="A", id="plan")
OFF = said("exercise.cancelled", A, "2024-09-01", published="2024-09-21", id="off")
BESIDE = said("statement.made", A, "2024-09-02", speaker="FR", act="hope", summary="s", id="beside")
MERGE, SPLIT = said("subject.merged", A, "2024-10-01", into=B), said("subject.split", B, "2024-10-02", **{"from": A})
HELD = [said("exercise.held", subject, "2024-09-08/2024-09-10") for subject in (A, B)]
FIGURES = [
    said("indicator.reported", S, f"2024-09-{day:02d}", indicator="rate", figure={"value": day}, id=f"f{day}") for day in range(1, 25)
]
TOGETHER = [
    [said("indicator.reported", S, f"2024-09-{day:02d}?", indicator="rate", figure={"value": value}) for day, value in pairs]
    for pairs in (((8, 3), (9, 4), (8, 5)), ((10, 1), (10, 2)), ((7, 1), (8, 1), (9, 1)))
]
HISTORIES: dict[str, list[list[Event]]] = {
    "a plan that is called off, and what is said beside it": [[PLAN], [BESIDE, OFF]],
    "a merge that a split on the other subject ends": [HELD, [MERGE], [SPLIT]],
    "many figures of one subject, some of them near one another in one append": [[one] for one in FIGURES] + TOGETHER,
    "claims that take one another back": [
        [PLAN], *([said("claim.retracted", A, "2024-09-22", target=of, id=name)] for of, name in (("plan", "x"), ("x", "y"), ("y", "z"))),
    ],
    "an append that changes a row and changes it back": [[PLAN], [OFF, said("claim.retracted", A, "2024-09-22", target="off")]],
}  # fmt: skip


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("name", HISTORIES)
async def test_what_random_histories_seldom_hold_is_told_as_it_is(tmp_path: Path, store: str, name: str) -> None:
    appends = [(append, (HOUR, DAY)[number % 2]) for number, append in enumerate(HISTORIES[name])]
    async with lived_through(store.format(tmp_path), appends) as history:
        for view in sorted(views()):
            for during in (None, "2024-09"):
                question = Question(view, during=None if during is None else edtf.parse(during))
                await assert_told_is_what_the_view_answers(history, question)
        await assert_told_is_what_the_view_answers(history, Question("active-exercises", edtf.day("2024-09-12")))


async def test_rows_that_are_swapped_while_they_are_read_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with lived(f"sqlite:///{tmp_path}/a.db", seed=12) as history:
        undisturbed = (await whole(history, Question("exercises")))[1]
        moves, swapped = SqliteRows.moves, list[int]()

        async def late(self: SqliteRows, wanted: Moved, until: int) -> list[Move]:
            if await moves(self, wanted, until) and not swapped:
                swapped.extend(wanted.sets)
                history.service.rebuild(["exercises"], afresh=True)
                await built(history.service)  # the old rows are gone
            return await moves(self, wanted, until)

        monkeypatch.setattr(SqliteRows, "moves", late)
        assert (await whole(history, Question("exercises")))[1] == undisturbed
        assert swapped


async def test_rows_that_begin_to_answer_meanwhile_are_not_believed_beyond_their_position(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with lived(f"sqlite:///{tmp_path}/a.db", seed=13) as history:
        followed, place = await history.service.following(Question("exercises"))
        monkeypatch.setattr(Strider, "advance", lambda self: asyncio.sleep(0, result=False))
        await history.service.append(read_json(orjson.dumps(HELD[0])))
        seen_without_rows = Reach(place.position + 1, None, (), history.today)
        assert await history.service.followed(followed, place, seen_without_rows) == Page([], place, ended=True)


async def test_a_snapshot_waits_for_the_rows_of_its_position(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with lived(f"sqlite:///{tmp_path}/a.db", seed=14) as history:
        before = await reach(history)
        with monkeypatch.context() as held:
            held.setattr(Strider, "advance", lambda self: asyncio.sleep(0, result=False))
            await history.service.append(read_json(orjson.dumps(said("exercise.held", "exercise/new", "2024-01-01/2024-12-31"))))
            followed, place = await history.service.following(Question("exercises"), snapshot=True)
            assert await history.service.followed(followed, place, before) == Page([], place, ended=True)
        history.service.rebuild(["exercises"])  # wakes the keeper
        await built(history.service)
        assert "exercise/new" in {one.said.get("key") for one in await told_from(history, followed, place)}
