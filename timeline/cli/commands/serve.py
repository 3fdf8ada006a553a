"""`timeline serve`: the service behind a socket."""

from typing import Annotated

import typer

from timeline.cli import options
from timeline.cli.serving import serve_store
from timeline.http.server import run as run_loop
from timeline.settings import load

EXAMPLE = "timeline serve --store sqlite:///timeline.db --port 8000 --demo-if-empty"


def run(
    host: Annotated[str | None, typer.Option(help="The address to listen on.", metavar="HOST")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one.", metavar="PORT")] = None,
    store: options.Store = None,
    open_: Annotated[bool, typer.Option("--open", help="Serve everybody who can reach the address, without keys.")] = False,
    demo_if_empty: Annotated[bool, typer.Option("--demo-if-empty", help="Load the demo facts into a store that has no event.")] = False,
) -> None:
    """Serve a store over HTTP until Ctrl-C."""
    settings = load(host=host, port=port, store=store, open=open_ or None)
    run_loop(serve_store(settings, demo_if_empty=demo_if_empty))
