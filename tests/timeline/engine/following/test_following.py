"""What is told of a view, done to its rows one by one, gives what the view answers after every append and every midnight."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from tests.timeline.engine.following.streamed import Lived, lived, random_question, replayed, rows, whole
from timeline.engine.following.followed import Followed, Told
from timeline.projections.catalog import views
from timeline.question import LIMIT_MAX, Knowledge, Question
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
