"""The options that several commands share, and how their values are read."""

from collections.abc import Callable
from typing import Annotated, Literal

import typer

from events import edtf
from timeline import clock
from timeline.cli.source import Place
from timeline.http import parameters
from timeline.question import LIMIT_MAX, Knowledge

KNOWN = "What one chooses to know"
WHERE = "Where to look"


def day(text: str) -> edtf.Day:
    """A day as an ordinal."""
    try:
        return edtf.day(text)
    except edtf.EdtfError as error:
        raise typer.BadParameter(str(error)) from None


def interval(text: str) -> edtf.Edtf:
    try:
        return edtf.parse(text)
    except edtf.EdtfError as error:
        raise typer.BadParameter(str(error)) from None


def instant(text: str) -> clock.Instant:
    try:
        return clock.read(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no instant with a zone; write it like 2024-09-20T12:00:00Z") from None


def same_as(parameter: parameters.Parameter) -> Callable[[str], str]:
    """Reads an option as the query parameter is read, so that a store and a service refuse the same."""

    def read(text: str) -> str:
        try:
            return str(parameter.read(text))
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None

    return read


def filters(texts: list[str] | None) -> dict[str, tuple[str, ...]]:
    """Each ``name=value``; the values of one name together."""
    found: dict[str, tuple[str, ...]] = {}
    for text in texts or ():
        name, _, value = text.partition("=")
        if not (name and value):
            raise typer.BadParameter(f"{text!r} is no NAME=VALUE, such as participant=JP", param_hint="--filter")
        found[name] = (*found.get(name, ()), value)
    return found


def place(store: str | None, url: str | None) -> Place:
    """Refuses both at once."""
    if store is not None and url is not None:
        raise typer.BadParameter("give --store or --url, not both")
    return Place(store, url)


def knowledge(published_by: edtf.Day | None, known_at: clock.Instant | None, at_position: int | None) -> Knowledge:
    return Knowledge(published_by, known_at, at_position)


Store = Annotated[
    str | None,
    typer.Option(help="A store: sqlite:///FILE. Default: the setting TIMELINE_STORE.", metavar="URL", rich_help_panel=WHERE),
]
Url = Annotated[
    str | None,
    typer.Option(help="A running service instead, such as http://127.0.0.1:8000.", metavar="URL", rich_help_panel=WHERE),
]
Json = Annotated[bool, typer.Option("--json", help="JSON as the HTTP interface gives it; a stream is one JSON object a line.")]
On = Annotated[
    edtf.Day | None,
    typer.Option(parser=day, metavar="DAY", help="A day of valid time, YYYY-MM-DD."),
]
PublishedBy = Annotated[
    edtf.Day | None,
    typer.Option(parser=day, metavar="DAY", help="Only what was published by the end of this day.", rich_help_panel=KNOWN),
]
KnownAt = Annotated[
    clock.Instant | None,
    typer.Option(
        parser=instant, metavar="INSTANT", help="Only what was recorded here by then: 2024-09-20T12:00:00Z.", rich_help_panel=KNOWN
    ),
]
AtPosition = Annotated[
    int | None,
    typer.Option(min=0, metavar="N", help="Only the log up to this position.", rich_help_panel=KNOWN),
]
Types = Annotated[
    list[str] | None,
    typer.Option("--type", parser=same_as(parameters.TYPE), metavar="TYPE", help="A type, or a prefix such as 'exercise.*'; repeatable."),
]
Subject = Annotated[
    str | None,
    typer.Option(parser=same_as(parameters.SUBJECT), metavar="SUBJECT", help="A subject, or a prefix that ends in /."),
]
Actor = Annotated[str | None, typer.Option(parser=same_as(parameters.ACTOR), metavar="ACTOR", help="Events that name this actor.")]
ValidFrom = Annotated[edtf.Day | None, typer.Option(parser=day, metavar="DAY", help="Valid on this day or later.")]
ValidTo = Annotated[edtf.Day | None, typer.Option(parser=day, metavar="DAY", help="Valid on this day or earlier.")]
Standing = Annotated[
    Literal["effective", "corrected", "retracted", "disputed"] | None, typer.Option(help="What later claims made of them.")
]
Words = Annotated[
    str | None,
    typer.Option("--q", parser=same_as(parameters.WORDS), metavar="WORDS", help='Words and "quoted phrases" that must all occur.'),
]
Limit = Annotated[int, typer.Option(min=1, max=LIMIT_MAX, help="At most this many.", metavar="N")]
All = Annotated[bool, typer.Option("--all", help="All of them, page after page.")]
