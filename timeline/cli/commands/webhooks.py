"""`timeline webhooks`: who is told of what happens, and what became of it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Literal
from urllib.parse import quote

import httpx2
import typer

from events import edtf
from events.edtf import iso
from timeline.cli import options, output
from timeline.cli.documents import Document
from timeline.cli.output import Column
from timeline.cli.source import Place
from timeline.client import Client
from timeline.http import parameters
from timeline.http.app import make_app
from timeline.question import LIMIT_DEFAULT
from timeline.service import open_service
from timeline.settings import load

EXAMPLE = "timeline webhooks create https://example.org/hook --type 'exercise.*' --url http://127.0.0.1:8000"
GROUP = typer.Typer(help="Tell others of what happens, by signed messages.", no_args_is_help=True)

LIST = (Column("Id", "cyan"), Column("Status", "bold"), Column("Of"), Column("To"), Column("Next attempt"))
DELIVERIES = (Column("Delivery", "cyan"), Column("Status", "bold"), Column("Answer", width_max=40), Column("Last attempt, next"))
ANSWER_CHARACTERS = 80
"""Of an answer as a table shows it; --json gives what is kept of it."""
Id = Annotated[str, typer.Argument(metavar="ID", help="The id of a webhook, as list shows it.")]
Json = Annotated[bool, typer.Option("--json", help="JSON as the HTTP interface gives it.")]


@GROUP.command("list")
def list_(store: options.Store = None, url: options.Url = None, as_json: Json = False) -> None:
    """List the webhooks."""
    answer = _ask(options.place(store, url), "GET")
    if as_json:
        output.document(answer)
        return
    found = answer["webhooks"]
    if found:
        output.table(LIST, [[[w["id"]], [_standing(w)], _topic(w), [w["url"]], [_moment(w["next_attempt"])]] for w in found])
    output.say(f"{len(found)} {'webhook' if len(found) == 1 else 'webhooks'}", "dim")


@GROUP.command(epilog=f"Example: {EXAMPLE}")
def create(
    to: Annotated[str, typer.Argument(metavar="ADDRESS", help="Where messages go: https://example.org/hook.")],
    types: Annotated[
        list[str] | None,
        typer.Option(
            "--type",
            parser=options.same_as(parameters.TYPE),
            metavar="TYPE",
            help="A type of event, or all of a kind such as 'exercise.*'; repeatable. Default: every event.",
        ),
    ] = None,
    view: Annotated[str | None, typer.Option(metavar="NAME", help="Rows of this view instead of events.")] = None,
    filters: Annotated[
        list[str] | None, typer.Option("--filter", metavar="NAME=VALUE", help="A filter of the view, such as participant=JP; repeatable.")
    ] = None,
    on: Annotated[
        edtf.Day | None, typer.Option(parser=options.day, metavar="DAY", help="A day of the view; without it the day moves.")
    ] = None,
    format_: Annotated[Literal["event", "cloudevents"], typer.Option("--format", help="What a message is.")] = "event",
    description: Annotated[str | None, typer.Option(metavar="TEXT", help="What it is for.")] = None,
    store: options.Store = None,
    url: options.Url = None,
    as_json: Json = False,
) -> None:
    """Make a webhook, and show its secret this once."""
    asked = {
        "url": to,
        "types": None if view else types or ["*"],
        "view": view,
        "filters": {name: list(values) for name, values in options.filters(filters).items()} or None,
        "on": iso(on),
        "format": format_,
        "description": description,
    }
    made = _ask(options.place(store, url), "POST", body={name: value for name, value in asked.items() if value is not None})
    if as_json:
        output.document(made)
        return
    _show(made)
    _show_secret(made)


@GROUP.command()
def show(webhook: Id, store: options.Store = None, url: options.Url = None, as_json: Json = False) -> None:
    """Show a webhook: what it asks for, and how far it has come."""
    _say(_ask(options.place(store, url), "GET", webhook), as_json)


@GROUP.command()
def delete(webhook: Id, store: options.Store = None, url: options.Url = None) -> None:
    """Forget a webhook, and what became of its messages."""
    _ask(options.place(store, url), "DELETE", webhook)
    output.say(f"{webhook} is deleted", "green")


@GROUP.command()
def pause(webhook: Id, store: options.Store = None, url: options.Url = None, as_json: Json = False) -> None:
    """Send nothing until it is resumed; nothing is lost."""
    _say(_ask(options.place(store, url), "PATCH", webhook, body={"status": "paused"}), as_json)


@GROUP.command()
def resume(webhook: Id, store: options.Store = None, url: options.Url = None, as_json: Json = False) -> None:
    """Go on where it was paused or disabled."""
    _say(_ask(options.place(store, url), "POST", webhook, "enable"), as_json)


@GROUP.command()
def rotate(webhook: Id, store: options.Store = None, url: options.Url = None, as_json: Json = False) -> None:
    """Make a new secret, and show it this once; the one before signs too for a day."""
    made = _ask(options.place(store, url), "POST", webhook, "secret")
    if as_json:
        output.document(made)
    else:
        _show_secret(made)


@GROUP.command()
def deliveries(
    webhook: Id, limit: options.Limit = LIMIT_DEFAULT, store: options.Store = None, url: options.Url = None, as_json: Json = False
) -> None:
    """List what became of the messages, newest first."""
    answer = _ask(options.place(store, url), "GET", webhook, "deliveries", params=[("limit", str(limit))])
    if as_json:
        output.document(answer)
        return
    found = answer["deliveries"]
    if found:
        output.table(DELIVERIES, [_cells(each) for each in found])
    more = "; there are more: give a greater --limit" if answer["next"] else ""
    output.say(f"{len(found)} {'delivery' if len(found) == 1 else 'deliveries'}{more}", "dim")


@GROUP.command()
def redeliver(
    webhook: Id,
    delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="The id of a delivery, as deliveries shows it.")],
    store: options.Store = None,
    url: options.Url = None,
    as_json: Json = False,
) -> None:
    """Send a message again."""
    asked = _ask(options.place(store, url), "POST", webhook, "deliveries", delivery, "redeliver")
    if as_json:
        output.document(asked)
    else:
        output.say(f"{asked['id']} is sent again {'at once' if url else 'as soon as the store is served'}", "green")


def _ask(place: Place, method: str, *steps: str, body: Document | None = None, params: Sequence[tuple[str, str]] = ()) -> Document:
    path = "/".join(("/v1/webhooks", *(quote(step, safe="") for step in steps)))

    async def ask() -> Document:
        async with _client(place, writing=method != "GET") as client:
            return await client.send(method, path, body, list(params))

    return asyncio.run(ask())


@asynccontextmanager
async def _client(place: Place, *, writing: bool) -> AsyncIterator[Client]:
    """A client of the service, or of the store, which is asked as a service is. Only a service that is served sends anything."""
    if place.url is not None:
        client = Client(place.url)
        try:
            yield client
        finally:
            await client.close()
        return
    settings = load(store=place.store)
    service = await open_service(settings.store, read_only=not writing)
    try:
        yield Client("http://localhost", transport=httpx2.ASGITransport(make_app(service, settings)))
    finally:
        await service.close()


def _say(webhook: Document, as_json: bool) -> None:
    if as_json:
        output.document(webhook)
    else:
        _show(webhook)


def _show(webhook: Document) -> None:
    """Its members, one a line."""
    told = {
        "id": webhook["id"],
        "to": webhook["url"],
        "of": ", ".join(_topic(webhook)),
        "format": webhook["format"],
        "description": webhook["description"],
        "status": _standing(webhook),
        "reason": webhook["reason"],
        "delivered up to": webhook["cursor"],
        "failures": webhook["failures"] or None,
        "next attempt": webhook["next_attempt"],
        "since": webhook["created_at"],
    }
    output.table([Column("Webhook", "cyan"), Column("")], [[[name], [str(value)]] for name, value in told.items() if value is not None])


def _show_secret(made: Document) -> None:
    output.say(f"secret: {made['secret']}", "bold")
    if made["previous_secret_until"]:
        output.say(f"the one before signs too until {made['previous_secret_until']}")
    output.note("keep the secret now: it is not shown again")


def _topic(webhook: Document) -> list[str]:
    if "types" in webhook:
        return ["every event" if each == "*" else each for each in webhook["types"]]
    narrowed = [f"{name}={value}" for name, values in webhook["filters"].items() for value in values]
    return [f"rows of {webhook['view']}", *narrowed, *([f"on {webhook['on']}"] if webhook["on"] else [])]


def _standing(webhook: Document) -> str:
    return "failing" if webhook["status"] == "active" and webhook["failures"] else str(webhook["status"])


def _cells(delivery: Document) -> list[list[str]]:
    response, attempts = delivery["response"], delivery["attempts"]
    said = delivery["error"] if response is None else f"{response['status']} {response['body']}".strip()
    tried = f"{attempts} {'try' if attempts == 1 else 'tries'}, {delivery['latency_ms']:.0f} ms"
    shown = said[:ANSWER_CHARACTERS] + "…" if said and len(said) > ANSWER_CHARACTERS else said or ""
    following = [f"next {_moment(delivery['next_attempt'])}"] if delivery["next_attempt"] else []
    return [[delivery["id"], delivery["type"]], [delivery["status"], tried], [shown], [_moment(delivery["last_attempt"]), *following]]


def _moment(instant: str | None) -> str:
    """To the second, in UTC."""
    return "" if instant is None else f"{instant[:19].replace('T', ' ')}Z"
