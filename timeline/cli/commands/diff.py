"""`timeline diff`: what changed in a view, and because of which events."""

import asyncio
from collections.abc import Iterator
from typing import Annotated

import typer

from events import edtf
from timeline import clock
from timeline.cli import options, output, wording
from timeline.cli.documents import Document
from timeline.cli.output import Cell, Column
from timeline.cli.pages import whole_diff
from timeline.cli.source import Place, opened
from timeline.question import LIMIT_DEFAULT, Certainty, Knowledge, Question
from timeline.view_questions import DiffQuestion

EXAMPLE = "timeline diff active-exercises --on 2024-09-19 --base-at-position 33"
BASE = "What is compared with: each as the option without base where left out"


def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The view: active-exercises, pending-agreements, conflicts …")],
    on: options.On = None,
    during: Annotated[
        edtf.Edtf | None,
        typer.Option(parser=options.interval, metavar="EDTF", help="Rows of any day of an interval: 2024-09-01/2024-09-30."),
    ] = None,
    published_by: options.PublishedBy = None,
    known_at: options.KnownAt = None,
    at_position: options.AtPosition = None,
    base_on: Annotated[
        edtf.Day | None, typer.Option(parser=options.day, metavar="DAY", help="The earlier day.", rich_help_panel=BASE)
    ] = None,
    base_published_by: Annotated[
        edtf.Day | None, typer.Option(parser=options.day, metavar="DAY", help="The earlier day of publication.", rich_help_panel=BASE)
    ] = None,
    base_known_at: Annotated[
        clock.Instant | None, typer.Option(parser=options.instant, metavar="INSTANT", help="The earlier instant.", rich_help_panel=BASE)
    ] = None,
    base_at_position: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="The earlier position of the log.", rich_help_panel=BASE)
    ] = None,
    certainty: Annotated[Certainty | None, typer.Option(help="Only sure or only possible rows.")] = None,
    filters: Annotated[
        list[str] | None, typer.Option("--filter", metavar="NAME=VALUE", help="A filter of the view, such as participant=JP; repeatable.")
    ] = None,
    limit: options.Limit = LIMIT_DEFAULT,
    every: options.All = False,
    store: options.Store = None,
    url: options.Url = None,
    as_json: options.Json = False,
) -> None:
    """Show what changed in a view, and because of which events."""
    for other in (name for name, value in (("--on", on), ("--base-on", base_on)) if value is not None and during is not None):
        raise typer.BadParameter(f"give {other} or --during, not both")
    known = options.knowledge(published_by, known_at, at_position)
    base = Knowledge(base_published_by, base_known_at, base_at_position)
    asked = DiffQuestion(Question(name, on, during, known, certainty, options.filters(filters), limit), base_on, base)
    if asked.base_on is None and base == Knowledge():
        output.note("both sides are asked the same: give one of the --base options")
    answer = asyncio.run(_ask(options.place(store, url), asked, every))
    if as_json:
        output.document(answer)
    else:
        show(answer)


async def _ask(place: Place, asked: DiffQuestion, every: bool) -> Document:
    async with opened(place) as source:
        return await (whole_diff(source, asked) if every else source.diff(asked))


def show(answer: Document) -> None:
    """The changes as a table in order of key, with the two questions above it."""
    output.say(f"{answer['view']} {wording.asked(answer, 'base_')} → {wording.asked(answer)}", "bold")
    lines = [line for _, line in sorted(_lines(answer), key=lambda keyed: keyed[0])]
    if lines:
        output.table([Column(""), Column("Key", "cyan", width_max=30), Column("What", width_max=44), Column("Because")], lines)
    more = "; there are more: give --all, or a greater --limit" if answer["next"] else ""
    output.say(f"{len(lines)} {'change' if len(lines) == 1 else 'changes'}{more}", "dim")


def _lines(answer: Document) -> Iterator[tuple[str, list[Cell]]]:
    """Each change with its key."""
    for sign, name in (("+", "added"), ("-", "removed")):
        yield from ((row["key"], [[sign], [row["key"]], [wording.row(row)], row["because"]]) for row in answer[name])
    for change in answer["changed"]:
        differences = list(wording.differences(change["before"], change["after"]))
        yield change["key"], [["~"], [change["key"]], differences, change["because"]]
