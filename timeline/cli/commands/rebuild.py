"""`timeline rebuild`: the rows of views anew from the log, beside those that answer."""

import asyncio
import time
from typing import Annotated

import typer

from timeline.cli import options, output
from timeline.cli.documents import Document
from timeline.cli.source import Place, opened
from timeline.client import Client
from timeline.engine.keeping.rebuild import Building, Order, rebuildable
from timeline.projections.catalog import views
from timeline.service import open_service
from timeline.settings import load

EXAMPLE = "timeline rebuild exercises agreements"
PATH = "/v1/views/rebuild"


def run(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[VIEW]…", help="The views; all that have rows of their own if none.")
    ] = None,
    afresh: Annotated[bool, typer.Option("--afresh", help="Go on with nothing that a rebuild left behind which was cancelled.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="Cancel the rebuild that a running service does; needs --url.")] = False,
    store: options.Store = None,
    url: options.Url = None,
    as_json: options.Json = False,
) -> None:
    """Build the rows of views anew, then swap them in in one step.

    Ctrl-C cancels it: the rows that answer stay as they are, and a later rebuild of the same views goes on where it stopped.
    With --url the running service does it and this returns at once; that needs the scope admin once keys exist.
    """
    place = options.place(store, url)
    if place.url is None:
        if cancel:
            raise typer.BadParameter(
                "a rebuild of a store is cancelled with Ctrl-C; give --url for that of a service", param_hint="--cancel"
            )
        done = asyncio.run(_rebuild(place, Order(rebuildable(names or (), views()), afresh)))
        if as_json:
            output.document(done)
        else:
            output.say(f"{_counted(done['views'])} rebuilt from {done['events']:,} events in {done['seconds']} s", "green")
        return
    if cancel and (names or afresh):
        raise typer.BadParameter("--cancel stops the rebuild as a whole; give it without views", param_hint="--cancel")
    answer = asyncio.run(_ask(place.url, names or [], "DELETE" if cancel else "POST", afresh))
    if as_json:
        output.document(answer)
    elif cancel:
        output.say("the rebuild is cancelled; the rows that answer are as they were", "green")
    else:
        output.say(f"{_counted(answer['views'])} being rebuilt; GET {answer['progress']} shows how far they are", "green")


async def _rebuild(place: Place, order: Order) -> Document:
    """Raises StoreUnavailable where there is no store, and StoreOwned where another process owns it."""
    async with opened(place):
        pass  # opened for reading only, a store is not made where there is none
    began = time.perf_counter()
    settings = load(store=place.store)
    service = await open_service(settings.store, order=order, folding_processes=settings.folding_processes)
    built: list[Building] = []
    try:
        with output.progress(f"rebuilding {_counted(sorted(order.views))}") as bar:

            def told(building: Building) -> None:
                built.append(building)
                bar(building.events, building.head)

            await service.rebuilt(told)
        events = (await service.head()).position - built[0].events if built else 0
    finally:
        await service.close()
    return {"views": sorted(order.views), "events": events, "seconds": round(time.perf_counter() - began, 3)}


async def _ask(url: str, names: list[str], method: str, afresh: bool) -> Document:
    client = Client(url)
    try:
        return await client.send(method, PATH, params=[("view", name) for name in names] + [("afresh", "true")] * afresh)
    finally:
        await client.close()


def _counted(views: list[str]) -> str:
    return views[0] if len(views) == 1 else f"{len(views)} views"
