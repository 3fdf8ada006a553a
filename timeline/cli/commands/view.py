"""`timeline view`: the picture of a day."""

import asyncio
from typing import Annotated

import typer

from events import edtf
from timeline.cli import options, output, wording
from timeline.cli.documents import Document
from timeline.cli.output import Column
from timeline.cli.pages import whole_view
from timeline.cli.source import Place, opened
from timeline.question import LIMIT_DEFAULT, Certainty, Question

EXAMPLE = "timeline view active-exercises --on 2024-09-12 --filter participant=JP"

WIDE = 96
"""From so many columns of a terminal on, possible and sure days stand side by side."""


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
    """Show a view on a day, as known then or now."""
    if on is not None and during is not None:
        raise typer.BadParameter("give --on or --during, not both")
    known = options.knowledge(published_by, known_at, at_position)
    question = Question(name, on, during, known, certainty, options.filters(filters), limit)
    answer = asyncio.run(_ask(options.place(store, url), question, every))
    if as_json:
        output.document(answer)
    else:
        show(answer)


async def _ask(place: Place, question: Question, every: bool) -> Document:
    async with opened(place) as source:
        if not every:
            return await source.view(question)
        with output.progress(f"reading {question.view}") as bar:
            return await whole_view(source, question, bar)


def show(answer: Document) -> None:
    """The answer as a table, with the question above it."""
    rows = answer["rows"]
    output.say(f"{answer['view']} {wording.asked(answer)}", "bold")
    if rows:
        wide = not output.at_terminal() or output.width() >= WIDE
        output.table(_columns(wide), [_cells(row, wide) for row in rows])
    more = "; there are more: give --all, or a greater --limit" if answer["next"] else ""
    output.say(f"{len(rows)} {'row' if len(rows) == 1 else 'rows'}{more}", "dim")


def _columns(wide: bool) -> list[Column]:
    key = [Column("Key", "cyan", width_max=30 if wide else 22), Column("Status", width_max=12)]
    days = [Column(title, width_max=13, joint=" ") for title in (("Possible", "Sure") if wide else ("Days",))]
    return [*key, *days, Column("F/C", "dim", number=True, width_max=7), Column("Known")]


def _cells(row: Document, wide: bool) -> list[list[str]]:
    possible, sure = wording.window(row["possible"]), wording.window(row["sure"])
    if wide:
        days = [possible, sure]
    elif possible == sure:
        days = [possible]
    else:
        days = [[*possible, *([] if row["sure"] is None else ["sure:", *sure])]]
    key = [row["key"]] if wide else row["key"].replace("/", "/\n").split("\n")
    return [key, [part for part in (row["status"], row["certainty"]) if part], *days, [wording.evidence(row)], wording.known(row["state"])]
