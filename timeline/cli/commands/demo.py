"""`timeline demo`: something to look at, gone afterwards."""

from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from timeline.cli.serving import serve_store
from timeline.http.server import run as run_loop
from timeline.settings import load

EXAMPLE = "timeline demo --port 0"


def run(
    host: Annotated[str | None, typer.Option(help="The address to listen on.", metavar="HOST")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="The port; 0 takes a free one.", metavar="PORT")] = None,
) -> None:
    """Serve the demo facts from a store that is removed at the end."""
    with TemporaryDirectory(prefix="timeline-demo-") as directory:
        settings = load(host=host, port=port, store=f"sqlite:///{directory}/demo.db")
        run_loop(serve_store(settings, demo_if_empty=True))
