"""What the exports ask of the service, and its answers followed to the end: memory for one page, one state of the log throughout."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Protocol

from timeline.question import LIMIT_MAX, Answer, EventsPage, EventsQuestion, Knowledge, Question
from timeline.record import Recorded
from timeline.view_questions import NewestAnswer


class Answers(Protocol):
    """The part of the service that is asked here; see `timeline.service.Service`."""

    async def view(self, question: Question) -> Answer: ...

    async def newest(self, question: Question) -> NewestAnswer: ...

    async def events(self, question: EventsQuestion) -> EventsPage: ...

    async def recorded(self, ids: Sequence[str]) -> list[Recorded]: ...


def pinned(knowledge: Knowledge, position: int) -> Knowledge:
    """The same, but of nothing past the position."""
    asked = knowledge.at_position
    return replace(knowledge, at_position=position if asked is None else min(asked, position))


async def row_pages(answers: Answers, question: Question, first: Answer, limit: int | None) -> AsyncIterator[Answer]:
    """Page one and those after it; the cursor pins the day and the position of page one."""
    page, left = first, limit
    while True:
        yield page
        left = None if left is None else left - len(page.rows)
        if page.next is None or left == 0:
            return
        page = await answers.view(replace(question, after=page.next, limit=page_size(left)))


async def event_pages(answers: Answers, question: EventsQuestion, first: EventsPage, limit: int | None) -> AsyncIterator[EventsPage]:
    """Page one and those after it, of the log as it stood at page one."""
    question = replace(question, knowledge=pinned(question.knowledge, first.position))
    page, left = first, limit
    while True:
        yield page
        left = None if left is None else left - len(page.events)
        if page.next is None or left == 0:
            return
        page = await answers.events(replace(question, after=page.next, limit=page_size(left)))


def page_size(left: int | None) -> int:
    """How much to ask for when so much is left, None for all."""
    return LIMIT_MAX if left is None else min(left, LIMIT_MAX)
