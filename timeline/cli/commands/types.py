"""`timeline types`: what may be reported."""

import asyncio
from difflib import get_close_matches
from typing import Annotated, Any, get_args

import typer

from events.registry import facts, schema
from events.text import SUBJECT_KINDS, Actor, EventId, JsonPointer, Subject
from timeline.cli import documents, options, output
from timeline.cli.documents import Document
from timeline.cli.output import Column
from timeline.client import Client
from timeline.errors import NotFound

EXAMPLE = "timeline types exercise.started"

LIST = (Column("Type", "cyan"), Column("Stands on"), Column("What it says"))
FIELDS = (Column("Field", "cyan"), Column("Required"), Column("Form"))
FORMS = {
    get_args(form)[1].pattern: words
    for form, words in (
        (Actor, "actor, such as FR or org/nato"),
        (Subject, "subject, such as exercise/brunet-takamori-2024"),
        (EventId, "id of an event"),
        (JsonPointer, "JSON Pointer"),
    )
}
"""What a pattern of the vocabulary stands for."""


def run(
    name: Annotated[str | None, typer.Argument(metavar="[TYPE]", help="One type, with the fields of its data.")] = None,
    url: options.Url = None,
    as_json: options.Json = False,
) -> None:
    """List what may be reported, or the fields of one type."""
    document = asyncio.run(_from_service(url, name)) if url else _from_vocabulary(name)
    if as_json:
        output.document(document)
    elif name is None:
        output.table(LIST, [[[one["name"]], [_kinds(one["kinds"])], [one["doc"].split("\n\n")[0]]] for one in document["types"]])
    else:
        _show(name, document)


def _kinds(kinds: list[str]) -> str:
    return "any" if set(kinds) >= set(SUBJECT_KINDS) else ", ".join(kinds)


def _from_vocabulary(name: str | None) -> Document:
    if name is None:
        return documents.types()
    if name not in facts():
        near = get_close_matches(name, facts(), n=3)
        raise NotFound(f"there is no type {name!r}; {'did you mean ' + ' or '.join(near) + '?' if near else 'timeline types lists them'}")
    return schema(name)


async def _from_service(url: str, name: str | None) -> Document:
    client = Client(url)
    try:
        return await (client.types() if name is None else client.type(name))
    finally:
        await client.close()


def _show(name: str, document: Document) -> None:
    definitions = document.get("$defs", {})
    data = _resolved(document["properties"]["data"], definitions)
    required = set(data.get("required", ()))
    output.say(name, "bold")
    output.say(document.get("description", ""))
    fields = data.get("properties", {})
    if fields:
        output.table(FIELDS, [[[field], ["yes" if field in required else ""], [_form(one, definitions)]] for field, one in fields.items()])
    output.say("These are the fields of data; --json gives the whole JSON Schema.", "dim")


def _resolved(part: Any, definitions: Document) -> Document:
    name = str(part.get("$ref", "")).rpartition("/")[2]
    found: Document = definitions[name] if name else part
    return found


def _form(part: Document, definitions: Document) -> str:
    """A field's form in a few words."""
    if "$ref" in part:
        return str(part["$ref"]).rpartition("/")[2]
    if "anyOf" in part:
        return " or ".join(_form(one, definitions) for one in part["anyOf"] if one.get("type") != "null")
    if "enum" in part:
        return ", ".join(map(str, part["enum"]))
    if "const" in part:
        return str(part["const"])
    if part.get("type") == "array":
        return f"list of {_form(part.get('items', {}), definitions)}"
    if part.get("description"):
        return str(part["description"])
    return FORMS.get(str(part.get("pattern")), str(part.get("type", "any")))
