"""Answers that come in pages, followed to the end."""

from collections.abc import AsyncIterator
from dataclasses import replace

from timeline.cli.documents import Document
from timeline.cli.output import Bar
from timeline.cli.source import Source
from timeline.question import LIMIT_MAX, EventsQuestion, Question
from timeline.view_questions import DiffQuestion


def _no_bar(done: int, total: int) -> None:
    """Progress that nobody looks at."""


async def event_pages(source: Source, question: EventsQuestion) -> AsyncIterator[Document]:
    """Every page of the log as it stands at the first page: what is appended meanwhile is not part of it."""
    question = replace(question, limit=LIMIT_MAX)
    page = await source.events(question)
    cuts = [cut for cut in (question.knowledge.at_position, page["position"]) if cut is not None]
    question = replace(question, knowledge=replace(question.knowledge, at_position=min(cuts)))
    yield page
    while page["next"] is not None:
        page = await source.events(replace(question, after=page["next"]))
        yield page


async def whole_view(source: Source, question: Question, bar: Bar = _no_bar) -> Document:
    """All rows in one document; the cursor pins the day and the position of page one."""
    question = replace(question, limit=LIMIT_MAX)
    answer = await source.view(question)
    rows, cursor = answer["rows"], answer["next"]
    while cursor is not None:
        bar(len(rows), len(rows) + LIMIT_MAX)
        page = await source.view(replace(question, after=cursor))
        rows, cursor = rows + page["rows"], page["next"]
    return {**answer, "rows": rows, "next": None}


async def whole_diff(source: Source, asked: DiffQuestion) -> Document:
    """All changes in one document; the cursor pins the day and the position of page one."""
    asked = replace(asked, question=replace(asked.question, limit=LIMIT_MAX))
    answer = page = await source.diff(asked)
    while page["next"] is not None:
        page = await source.diff(replace(asked, question=replace(asked.question, after=page["next"])))
        answer = {**answer, **{name: answer[name] + page[name] for name in ("added", "removed", "changed")}}
    return {**answer, "next": None}
