"""What the newest appends did, page by page, is what a stream tells, the other way round."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from events import edtf
from tests.history import Event, said
from tests.timeline.engine.following.streamed import HOUR, Lived, lived, lived_through, random_question, whole
from timeline.errors import BadRequest, NotFound
from timeline.projections.catalog import views
from timeline.question import Question
from timeline.rows import body
from timeline.service import Service
from timeline.view_questions import AppendedChange

pytestmark = pytest.mark.anyio
STORES = ("memory:", "sqlite:///{}/a.db")
A, B = "exercise/a", "exercise/b"
LONG_MERGED: list[list[Event]] = [
    [said("exercise.started", B, "2024-09-08", id="begun")],
    [said("subject.merged", A, "2024-09-09", into=B, id="merged")],
    [
        said("statement.made", A, "2024-09-10", speaker="FR", act="hope", summary="s", id="beside"),
        said("exercise.concluded", B, "2024-09-21", id="ended"),
    ],
]


async def newest(service: Service, question: Question, limit: int) -> list[AppendedChange]:
    """All of them, page by page."""
    found: list[AppendedChange] = []
    question = replace(question, limit=limit)
    while True:
        page = await service.newest(question)
        found += page.changes
        if page.next is None:
            return found
        assert page.changes, "a page that is not the last one has something"
        question = replace(question, after=page.next)


async def assert_newest_is_the_stream_backwards(lived: Lived, question: Question, limit: int) -> int:
    _, streamed = await whole(lived, question)
    told = [(one.place.position, one.said["key"], one.said["before"], one.said["after"], one.said["because"]) for one in streamed]
    found = [
        (one.position, one.key, one.before and one.before.as_json(), one.after and one.after.as_json(), one.because)
        for one in await newest(lived.service, question, limit)
    ]
    assert found == sorted(told, key=lambda one: -one[0])
    return len(found)


@pytest.mark.parametrize("store", STORES)
@pytest.mark.parametrize("seed", range(4))
async def test_pages_of_any_question(tmp_path: Path, store: str, seed: int) -> None:
    chance = random.Random(seed)
    async with lived(store.format(tmp_path), seed=300 + seed) as history:
        counted = 0
        for _ in range(12):
            question = random_question(chance, history.states[-1][0])
            if question.on is None and question.during is None and not views()[question.view].every_day:
                question = replace(question, on=edtf.day("2024-09-12"))
            counted += await assert_newest_is_the_stream_backwards(history, question, chance.choice((1, 3, 100)))
        assert counted


@pytest.mark.parametrize("store", STORES)
async def test_an_event_of_a_subject_merged_long_ago_is_no_cause_of_what_another_did(tmp_path: Path, store: str) -> None:
    async with lived_through(store.format(tmp_path), ((append, HOUR) for append in LONG_MERGED)) as history:
        question = Question("active-exercises", on=edtf.day("2024-09-12"))
        first, *_ = await newest(history.service, question, 10)
        assert (first.kind, first.key, first.because, first.position) == ("changed", B, ("ended",), 4)
        assert first.recorded_at == history.now - 2 * 24 * HOUR
        await assert_newest_is_the_stream_backwards(history, question, 1)


async def test_one_append_that_is_larger_than_a_page_and_than_what_is_looked_at_together(tmp_path: Path) -> None:
    many = [said("exercise.held", f"exercise/e{n:03}", "2024-09-12") for n in range(150)]
    async with lived_through(f"sqlite:///{tmp_path}/a.db", [([many[0]], HOUR), (many[1:], HOUR)]) as history:
        assert await assert_newest_is_the_stream_backwards(history, Question("exercises", on=edtf.day("2024-09-12")), 40) == 150


async def test_a_page_goes_on_with_the_day_and_the_knowledge_of_page_one(tmp_path: Path) -> None:
    async with lived(f"sqlite:///{tmp_path}/a.db", seed=4) as history:
        first = await history.service.newest(Question("exercises", on=edtf.day("2024-09-12"), limit=2))
        assert (first.on, first.next is not None) == (edtf.day("2024-09-12"), True)
        second = await history.service.newest(Question("exercises", limit=2, after=first.next))
        assert second.on == first.on
        assert {body.write(one.row) for one in second.changes}.isdisjoint(body.write(one.row) for one in first.changes)
        for question in (
            Question("exercises", on=edtf.day("2024-09-13"), after=first.next),
            Question("presence", after=first.next),
            Question("exercises", filters={"x": ("y",)}),
        ):
            with pytest.raises(BadRequest):
                await history.service.newest(question)
        with pytest.raises(NotFound):
            await history.service.newest(Question("nothing"))
