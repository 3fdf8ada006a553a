"""`timeline events`: the log, page by page."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Literal

import typer

from timeline.cli import event_lines, options, output
from timeline.cli.documents import Document
from timeline.cli.pages import event_pages
from timeline.cli.source import Place, Source, opened
from timeline.question import LIMIT_DEFAULT, EventsQuestion

EXAMPLE = "timeline events --type 'exercise.*' --actor FR --on 2024-09-12"


def run(
    after: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Only events after this position (below it with --order desc).")
    ] = None,
    limit: options.Limit = LIMIT_DEFAULT,
    every: options.All = False,
    order: Annotated[Literal["asc", "desc"], typer.Option(help="The order of positions.")] = "asc",
    type_: options.Types = None,
    subject: options.Subject = None,
    actor: options.Actor = None,
    on: options.On = None,
    valid_from: options.ValidFrom = None,
    valid_to: options.ValidTo = None,
    published_by: options.PublishedBy = None,
    known_at: options.KnownAt = None,
    at_position: options.AtPosition = None,
    standing: options.Standing = None,
    q: options.Words = None,
    store: options.Store = None,
    url: options.Url = None,
    as_json: options.Json = False,
) -> None:
    """List the reported facts in the order of the log."""
    known = options.knowledge(published_by, known_at, at_position)
    question = EventsQuestion(
        after, limit, order == "desc", tuple(type_ or ()), subject, actor, on, valid_from, valid_to, known, standing, q
    )
    asyncio.run(_list(options.place(store, url), question, every, as_json))


async def _list(place: Place, question: EventsQuestion, every: bool, as_json: bool) -> None:
    async with opened(place) as source:
        following, count = None, 0
        async for page in _pages(source, question, every):
            following, count = page["next"], count + len(page["events"])
            if as_json:
                for event in page["events"]:
                    output.line(event)
            elif page["events"]:
                event_lines.table(page["events"])
    if following is not None:
        output.note(f"there are more: give --after {following}, a greater --limit, or --all")
    if not as_json:
        output.say(f"{count} {'event' if count == 1 else 'events'}", "dim")


async def _pages(source: Source, question: EventsQuestion, every: bool) -> AsyncIterator[Document]:
    if not every:
        yield await source.events(question)
        return
    async for page in event_pages(source, question):
        yield page
