"""`timeline history`: every version of one row."""

import asyncio
from typing import Annotated

import typer

from timeline.cli import options, output, wording
from timeline.cli.documents import Document
from timeline.cli.output import Cell, Column
from timeline.cli.source import Place, opened
from timeline.view_questions import HistoryQuestion

EXAMPLE = "timeline history active-exercises exercise/brunet-takamori-2024"


def run(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The view: active-exercises, pending-agreements, conflicts …")],
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key of the row, as the view shows it.")],
    published_by: options.PublishedBy = None,
    known_at: options.KnownAt = None,
    at_position: options.AtPosition = None,
    store: options.Store = None,
    url: options.Url = None,
    as_json: options.Json = False,
) -> None:
    """Show every version of a row, and what made and ended it."""
    asked = HistoryQuestion(name, key, options.knowledge(published_by, known_at, at_position))
    answer = asyncio.run(_ask(options.place(store, url), asked))
    if as_json:
        output.document(answer)
    else:
        show(answer)


async def _ask(place: Place, asked: HistoryQuestion) -> Document:
    async with opened(place) as source:
        return await source.history(asked)


def show(answer: Document) -> None:
    """The versions as a table, in the order in which they were made."""
    versions = answer["versions"]
    output.say(f"{answer['view']} {answer['key']}", "bold")
    columns = [Column("Believed", width_max=13), Column("Days", width_max=13, joint=" "), Column("Row", width_max=24)]
    output.table([*columns, Column("Made by"), Column("Ended by")], [_cells(version) for version in versions])
    output.say(f"{len(versions)} {'version' if len(versions) == 1 else 'versions'}", "dim")


def _cells(version: Document) -> list[Cell]:
    ended = version["to_position"]
    believed = f"from {version['from_position']}" if ended is None else f"{version['from_position']} to {ended - 1}"
    row = [part for part in (version["row"]["status"], version["row"]["certainty"], wording.evidence(version["row"])) if part]
    days = wording.window(version["days"])
    return [[believed], days, row, version["made_by"], version["ended_by"]]
