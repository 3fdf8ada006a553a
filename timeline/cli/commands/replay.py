"""`timeline replay`: the log again, as it became known."""

import asyncio
from typing import Annotated

import typer

from events import edtf
from timeline import clock
from timeline.cli import event_lines, options, output, row_lines
from timeline.cli.changes import Changes
from timeline.cli.documents import Document
from timeline.cli.pages import event_pages
from timeline.cli.source import Place, Source, opened
from timeline.cli.steps import Step, steps
from timeline.question import EventsQuestion, Knowledge, Question

EXAMPLE = "timeline replay --to 2024-09-20 --view active-exercises --on 2024-09-12"


def run(
    to: Annotated[
        edtf.Day | None, typer.Option(parser=options.day, metavar="DAY", help="Up to the end of this UTC day by recorded_at.")
    ] = None,
    published_by: options.PublishedBy = None,
    at_position: options.AtPosition = None,
    view: Annotated[str | None, typer.Option(metavar="NAME", help="Show how this view changed, append by append.")] = None,
    on: Annotated[edtf.Day | None, typer.Option(parser=options.day, metavar="DAY", help="The day of the view; today when absent.")] = None,
    store: options.Store = None,
    url: options.Url = None,
    as_json: options.Json = False,
) -> None:
    """Go through the log in the order in which it was recorded."""
    if on is not None and view is None:
        raise typer.BadParameter("--on is the day of a view: give --view too")
    known = Knowledge(published_by, None if to is None else clock.end_of_day(to), at_position)
    place = options.place(store, url)
    if view is None:
        asyncio.run(_events(place, known, as_json))
    else:
        asyncio.run(_changes(place, Question(view, on, knowledge=known), as_json))


async def _events(place: Place, known: Knowledge, as_json: bool) -> None:
    count = 0
    async with opened(place) as source:
        with output.progress("replaying", streams=True) as bar:
            async for page in event_pages(source, EventsQuestion(knowledge=known)):
                for event in page["events"]:
                    count += 1
                    _event(event, as_json)
                if page["events"]:
                    bar(page["events"][-1]["position"], page["position"])
    if not as_json:
        output.say(f"{count} {'event' if count == 1 else 'events'}", "dim")


def _event(event: Document, as_json: bool) -> None:
    if as_json:
        output.line(event)
    else:
        output.say(f"{event_lines.recorded(event)} {event_lines.one_line(event)}")


async def _changes(place: Place, question: Question, as_json: bool) -> None:
    async with opened(place) as source:
        with output.progress(f"replaying {question.view}", streams=True) as bar:
            changed = await _follow(source, question, as_json, bar)
    if not as_json:
        output.say(f"{changed} {'append' if changed == 1 else 'appends'} changed {question.view}", "dim")


async def _follow(source: Source, question: Question, as_json: bool, bar: output.Bar) -> int:
    changed = 0
    async for step in steps(source, question):
        bar(step.position, step.head)
        if not any(step.changes):
            continue
        changed += 1
        if as_json:
            output.line(_as_json(question.view, step))
        else:
            _show(step)
    return changed


def _as_json(view: str, step: Step) -> Document:
    events = [event["id"] for event in step.events]
    recorded_at = step.events[-1]["recorded_at"]
    return {"view": view, "on": step.on, "position": step.position, "recorded_at": recorded_at, "events": events, **step.changes.as_json()}


def _show(step: Step) -> None:
    recorded = event_lines.recorded(step.events[-1])
    many = f"{len(step.events)} events" if len(step.events) > 1 else f"{step.events[0]['type']} {step.events[0]['subject']}"
    output.say(f"position {step.position}, recorded {recorded}, {many}; view on {step.on or 'any day'}", "bold")
    for text, style in _lines(step.changes):
        output.say(text, style)


def _lines(changes: Changes) -> list[row_lines.Line]:
    found = [line for row in changes.added for line in row_lines.added(row)]
    found += [line for before, after in changes.changed for line in row_lines.changed(before, after)]
    return found + [line for row in changes.removed for line in row_lines.removed(row["key"])]
