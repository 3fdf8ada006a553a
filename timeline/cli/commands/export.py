"""`timeline export`: a view or the log as a spreadsheet, a map, a calendar, a feed."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Literal
from urllib.parse import quote

import typer
from starlette.datastructures import QueryParams

from events import edtf
from events.edtf import iso
from timeline import clock
from timeline.cli import options, output
from timeline.cli.source import Place
from timeline.client import Client
from timeline.errors import Refused
from timeline.exports.export import LOG
from timeline.exports.forms import form_named
from timeline.http import exports, parameters, questions
from timeline.question import Certainty
from timeline.service import open_service
from timeline.settings import load

EXAMPLE = "timeline export active-exercises --format ics --out active-exercises.ics"

Parameters = Sequence[tuple[str, str]]


def run(
    what: Annotated[str, typer.Argument(metavar="VIEW|events", help="A view, or the log.")],
    format_: Annotated[Literal["csv", "ndjson", "geojson", "ics", "atom", "timeline.json"], typer.Option("--format", help="The form.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write to this file instead of stdout.")] = None,
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
        list[str] | None,
        typer.Option("--filter", metavar="NAME=VALUE", help="participant=JP for a view, 'type=exercise.*' for the log; repeatable."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="At most this many; default all, and 100 as atom.")] = None,
    store: options.Store = None,
    url: options.Url = None,
) -> None:
    """Write a view or the log in a form for other programs."""
    place = options.place(store, url)
    given = {
        "on": iso(on),
        "during": during and during.text,
        "published_by": iso(published_by),
        "known_at": None if known_at is None else clock.write(known_at),
        "at_position": at_position,
        "certainty": certainty,
        "limit": limit,
    }
    sent = [(name, str(value)) for name, value in given.items() if value is not None]
    sent += [(name, value) for name, values in options.filters(filters).items() for value in values]
    pieces = _served(place.url, what, format_, sent) if place.url is not None else _stored(place, what, format_, sent)
    asyncio.run(_write(pieces, out, f"writing {what}.{format_}, kB"))


async def _served(url: str, what: str, form: str, sent: Parameters) -> AsyncIterator[bytes]:
    client = Client(url)
    path = f"/v1/{LOG}.{form}" if what == LOG else f"/v1/views/{quote(what, safe='')}.{form}"
    try:
        async for piece in client.download(path, sent):
            yield piece
    finally:
        await client.close()


async def _stored(place: Place, what: str, form: str, sent: Parameters) -> AsyncIterator[bytes]:
    """Asked of the store as a service is asked, with the same refusals."""
    service = await open_service(load(store=place.store).store, read_only=True)
    try:
        if what == LOG:
            export = await exports.log_export(service, form_named(form), parameters.read(QueryParams([*sent]), exports.LOG))
        else:
            view = questions.view_named(what, service.views())
            given = parameters.read(QueryParams([*sent]), exports.parameters_of(view))
            export = await exports.view_export(service, view, form_named(form), given)
        async for piece in export.pieces:
            yield piece
    finally:
        await service.close()


async def _write(pieces: AsyncIterator[bytes], out: Path | None, label: str) -> None:
    """Nothing is written before there is something to write, so that a refused question leaves a file as it was."""
    first = await anext(pieces, b"")
    with _opened(out) as file, output.progress(label, streams=out is None) as bar:
        file.write(first)
        size = len(first)
        async for piece in pieces:
            file.write(piece)
            size += len(piece)
            bar(size // 1_000, size // 1_000)


@contextmanager
def _opened(out: Path | None) -> Iterator[BinaryIO]:
    """Stdout, or the file, which takes the place of an older one when it is whole."""
    if out is None:
        yield sys.stdout.buffer
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise Refused(f"cannot write {out}: {error.strerror or error}; name another file with --out") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
