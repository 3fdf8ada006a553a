"""`timeline follow`: the log or a view, live."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Coroutine, Mapping
from contextlib import aclosing
from typing import Annotated, Any

import typer

from timeline.cli import event_lines, options, output, row_lines
from timeline.cli.documents import Document
from timeline.cli.following import followed, followed_view
from timeline.cli.source import Place, Source, Store, opened
from timeline.client import Client, RowChange, ViewEvent
from timeline.errors import TimelineError
from timeline.http import parameters
from timeline.question import Certainty, EventsQuestion, Knowledge, Question

EXAMPLE = "timeline follow active-exercises --filter participant=JP"
OF_LOG = "Narrows the log"
OF_VIEW = "Narrows a view"


def run(
    view: Annotated[str | None, typer.Argument(metavar="[VIEW]", help="A view; without it the log.")] = None,
    after: Annotated[
        str | None, typer.Option(metavar="CURSOR", help="Go on behind this place: a position of the log, or a cursor of a view.")
    ] = None,
    on: options.On = None,
    published_by: options.PublishedBy = None,
    type_: options.Types = None,
    subject: options.Subject = None,
    actor: options.Actor = None,
    valid_from: options.ValidFrom = None,
    valid_to: options.ValidTo = None,
    standing: options.Standing = None,
    q: options.Words = None,
    known_at: options.KnownAt = None,
    certainty: Annotated[Certainty | None, typer.Option(help="Only sure or only possible rows of a view.")] = None,
    filters: Annotated[
        list[str] | None, typer.Option("--filter", metavar="NAME=VALUE", help="A filter of the view, such as participant=JP; repeatable.")
    ] = None,
    snapshot: Annotated[bool, typer.Option("--snapshot", help="The rows of the view first.")] = False,
    store: options.Store = None,
    url: options.Url = None,
    as_json: options.Json = False,
) -> None:
    """Show what comes, as it comes, until Ctrl-C."""
    place = options.place(store, url)
    of_log = {"--type": type_, "--subject": subject, "--actor": actor, "--valid-from": valid_from, "--valid-to": valid_to}
    if view is None:
        _none_of({"--known-at": known_at, "--certainty": certainty, "--filter": filters, "--snapshot": snapshot}, "a view: name it")
        question = EventsQuestion(
            after=_position(after), types=tuple(type_ or ()), subject=subject, actor=actor, on=on, valid_from=valid_from, valid_to=valid_to,
            knowledge=Knowledge(published_by), standing=standing, q=q,
        )  # fmt: skip
        _until_interrupted(_log(place, question, as_json))
    else:
        _none_of({**of_log, "--standing": standing, "--q": q}, "the log: leave the view out, or filter it with --filter")
        known = Knowledge(published_by, known_at)
        asked = Question(view, on, knowledge=known, certainty=certainty, filters=options.filters(filters), after=after)
        _until_interrupted(_view(place, asked, snapshot, as_json))


def _none_of(given: Mapping[str, object], of: str) -> None:
    """Refuses options that have no meaning here."""
    for option, value in given.items():
        if value:
            raise typer.BadParameter(f"{option} is an option of {of}")


def _position(after: str | None) -> int | None:
    try:
        return None if after is None else parameters.count(after)
    except ValueError as error:
        raise typer.BadParameter(f"{error}; the cursor of a view goes with the view", param_hint="--after") from None


def _until_interrupted(main: Coroutine[Any, Any, None]) -> None:
    """Ctrl-C is how following is ended, so it is no failure."""
    try:
        asyncio.run(main)
    except KeyboardInterrupt:
        return


async def _log(place: Place, question: EventsQuestion, as_json: bool) -> None:
    async with opened(place) as source:
        if isinstance(source, Client):
            following = source.follow(question, _lost)
            async for event in following:
                _show_event(event, as_json)
            return
        async with aclosing(followed(source, question)) as events:
            async for event in events:
                _show_event(event, as_json)


async def _view(place: Place, question: Question, snapshot: bool, as_json: bool) -> None:
    cursor: str | None = None
    try:
        async with opened(place) as source, aclosing(_changes(source, question, snapshot)) as changes:
            async for change in changes:
                cursor = change.cursor
                _show_change(change, as_json)
    finally:
        if cursor is not None and sys.stderr.isatty():
            output.note(f"to go on from here: --after {cursor}")


async def _changes(source: Source, question: Question, snapshot: bool) -> AsyncGenerator[ViewEvent, None]:
    if isinstance(source, Client):
        async for change in source.follow_view(question, snapshot=snapshot, lost=_lost):
            yield change
    elif isinstance(source, Store):
        async with aclosing(followed_view(source.service, question, snapshot=snapshot)) as changes:
            async for change in changes:
                yield change


def _lost(error: TimelineError, seconds: float) -> None:
    output.note(f"{error.detail}; trying again in {seconds:.1f} s")


def _show_event(event: Document, as_json: bool) -> None:
    if as_json:
        output.line(event)
    else:
        output.say(f"{event_lines.recorded(event)} {event_lines.one_line(event)}")
    sys.stdout.flush()


def _show_change(change: ViewEvent, as_json: bool) -> None:
    if as_json:
        output.line(change.as_json())
    else:
        for text, style in _lines(change):
            output.say(text, style)
    sys.stdout.flush()


def _lines(change: ViewEvent) -> list[row_lines.Line]:
    if not isinstance(change, RowChange):
        return [(f"{change.event} {change.data.get('view', '')}".rstrip(), "bold")]
    lines = _of_row(change)
    why = "because a day passed" if change.because == "clock" else f"because of {', '.join(change.because)}"
    return [*lines, (f"      {why}", "dim")] if change.because else lines


def _of_row(change: RowChange) -> list[row_lines.Line]:
    if change.after is None:
        return row_lines.removed(change.key)
    return row_lines.added(change.after) if change.before is None else row_lines.changed(change.before, change.after)
