"""A view as it changed with what became known: one step an atomic append."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from events import edtf
from timeline.cli.changes import Changes, between
from timeline.cli.documents import Document
from timeline.cli.pages import event_pages, whole_view
from timeline.cli.source import Source
from timeline.question import EventsQuestion, Knowledge, Question


@dataclass(frozen=True, slots=True)
class Step:
    """What an append did to the view: `position` is its last one, `events` those of it that the question knows."""

    position: int
    head: int
    on: str | None
    events: Sequence[Document]
    changes: Changes


async def steps(source: Source, question: Question) -> AsyncIterator[Step]:
    """The view after each append, compared with before it; the day is that of the first answer throughout."""
    at_start = await _at(source, question, 0)
    if at_start["on"] is not None:
        question = replace(question, on=edtf.day(at_start["on"]))
    rows = at_start["rows"]
    async for append, head in _appends(source, question):
        position = append[-1]["position"]
        events = [event for event in append if _is_public(event, question.knowledge.published_by)]
        if not events:
            continue
        after = (await _at(source, question, position))["rows"]
        yield Step(position, head, at_start["on"], events, between(rows, after))
        rows = after


async def _at(source: Source, question: Question, position: int) -> Document:
    return await whole_view(source, replace(question, knowledge=replace(question.knowledge, at_position=position)))


def _is_public(event: Document, published_by: edtf.Day | None) -> bool:
    latest = edtf.parse(event["source"]["published"]).latest
    return published_by is None or (latest is not None and latest <= published_by)


async def _appends(source: Source, question: Question) -> AsyncIterator[tuple[Sequence[Document], int]]:
    """The log up to the cut of the question, whole append by whole append, with the head of the log."""
    known = replace(question.knowledge, published_by=None)
    held: list[Document] = []
    head = 0
    async for page in event_pages(source, EventsQuestion(knowledge=known)):
        head = page["position"]
        moments = [list(events) for _, events in groupby([*held, *page["events"]], key=lambda event: event["recorded_at"])]
        held = moments.pop() if moments else []
        for moment in moments:
            for events in await _divided(source, moment):
                yield events, head
    for events in await _divided(source, held):
        yield events, head


async def _divided(source: Source, moment: Sequence[Document]) -> Sequence[Sequence[Document]]:
    """The events of one instant, append by append.

    An append shares one `recorded_at`, but several may have the same. A position inside an append means the state before
    it, so the last event known just before the end of an append is the end of the one before.
    """
    if len(moment) < 2:
        return [moment] if moment else []
    ends: set[int] = set()
    end = moment[-1]["position"]
    while end >= moment[0]["position"]:
        ends.add(end)
        end = await _known_before(source, end)
    return list(_cut(moment, ends))


async def _known_before(source: Source, position: int) -> int:
    """The last position of the state of knowledge just below `position`, 0 for none."""
    page = await source.events(EventsQuestion(limit=1, descending=True, knowledge=Knowledge(at_position=position - 1)))
    return int(page["events"][0]["position"]) if page["events"] else 0


def _cut(moment: Sequence[Document], ends: set[int]) -> Iterator[Sequence[Document]]:
    part: list[Document] = []
    for event in moment:
        part.append(event)
        if event["position"] in ends:
            yield part
            part = []
    if part:
        yield part
