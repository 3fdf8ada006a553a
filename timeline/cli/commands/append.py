"""`timeline append`: facts from a file or a pipe into the log, all or none."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from timeline.cli import options, output
from timeline.cli.documents import Document
from timeline.cli.incoming import Incoming, inspect, placed
from timeline.cli.source import Place, opened
from timeline.errors import TimelineError
from timeline.settings import load

EXAMPLE = "timeline append reports.ndjson --url http://127.0.0.1:8000"

COLUMNS = (
    output.Column("Position", "cyan", number=True),
    output.Column("Id"),
    output.Column("Subject"),
    output.Column("Version", number=True),
    output.Column("", "yellow"),
)


def run(
    file: Annotated[str, typer.Argument(help="One event or an array of them as JSON, or NDJSON; - reads stdin.", metavar="FILE|-")],
    store: options.Store = None,
    url: options.Url = None,
    as_json: options.Json = False,
) -> None:
    """Append reported facts from a file: all of them or none."""
    place = options.place(store, url)
    incoming = inspect(_read(file), load(store=place.store).limits)
    answer = asyncio.run(_append(place, incoming))
    if as_json:
        output.document(answer)
        return
    _show(answer)


def _read(file: str) -> bytes:
    if file == "-":
        if sys.stdin.isatty():
            output.note("reading events from the terminal; end with Ctrl-D")
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"cannot read {file}: {error.strerror}", param_hint="FILE") from None


async def _append(place: Place, incoming: Incoming) -> Document:
    with output.progress(f"appending {incoming.count} events"):
        async with opened(place, writing=True) as source:
            try:
                return await source.append(incoming.body, ndjson=incoming.ndjson)
            except TimelineError as error:
                error.faults = tuple(placed(fault, incoming) for fault in error.faults)
                raise


def _show(answer: Document) -> None:
    events = answer["events"]
    output.table(
        COLUMNS,
        [[[str(e["position"])], [e["id"]], [e["subject"]], [str(e["version"])], ["duplicate" if e["duplicate"] else ""]] for e in events],
    )
    known = sum(event["duplicate"] for event in events)
    output.say(f"{len(events) - known} appended, {known} known already; the last stands at position {answer['position']}", style="green")
