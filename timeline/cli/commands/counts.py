"""`timeline counts`: how many rows a view has."""

import asyncio
from typing import Annotated

import typer

from events import edtf
from timeline.cli import options, output, wording
from timeline.cli.documents import Document
from timeline.cli.output import Column
from timeline.cli.source import Place, opened
from timeline.question import Certainty, Question
from timeline.view_questions import CountsQuestion

EXAMPLE = "timeline counts incursions --by week,actor"


def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The view: active-exercises, pending-agreements, conflicts …")],
    by: Annotated[
        str | None, typer.Option(metavar="WHAT", help="At most one of day, week, month, year, and filters of the view: week,actor.")
    ] = None,
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
    store: options.Store = None,
    url: options.Url = None,
    as_json: options.Json = False,
) -> None:
    """Count the rows of a view by time and by the values of its filters."""
    if on is not None and during is not None:
        raise typer.BadParameter("give --on or --during, not both")
    known = options.knowledge(published_by, known_at, at_position)
    asked = CountsQuestion(Question(name, on, during, known, certainty, options.filters(filters)), tuple(by.split(",")) if by else ())
    answer = asyncio.run(_ask(options.place(store, url), asked))
    if as_json:
        output.document(answer)
    else:
        show(answer)


async def _ask(place: Place, asked: CountsQuestion) -> Document:
    async with opened(place) as source:
        return await source.counts(asked)


def show(answer: Document) -> None:
    """The counts as a table."""
    output.say(f"{answer['view']} {wording.asked(answer)}", "bold")
    columns = [*(Column(name.capitalize()) for name in answer["by"]), Column("Sure", number=True), Column("Possible", number=True)]
    rows = [[[str(value if value is not None else wording.NOT_SURE)] for value in count.values()] for count in answer["counts"]]
    output.table(columns, rows)
