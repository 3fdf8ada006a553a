"""What pydantic found wrong, as faults that point into the body as it was sent and say what to do."""

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, NamedTuple, get_args

import orjson
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from events.model import step
from events.registry import facts, reports
from events.text import FORMS
from timeline.errors import Fault

ADDED_BY_SERVICE = frozenset({"position", "version", "recorded_at", "leaf_hash", "earliest", "latest"})
FAULTS_MAX = 100
"""More than these help nobody."""
SHOWN_MAX = 80
"""Characters of what was sent that a message repeats."""

Model = type[BaseModel]


class Spot(NamedTuple):
    """Where something is wrong: the value sent there, the model that the value should be or hold, the model that holds it."""

    pointer: str
    value: Any
    model: Model | None
    holder: Model | None


def faults(error: ValidationError, sent: Any, at: str = "") -> tuple[Fault, ...]:
    """One fault a place, in the order found. `at` is where `sent` itself stands in the body."""
    found: dict[str, dict[str, str]] = {}
    problems = error.errors(include_url=False, include_input=False)
    for problem in islice(problems, FAULTS_MAX):
        spot = _spot(problem["loc"], sent)
        context = problem.get("ctx", {})
        pointer = spot.pointer + ("/type" if problem["type"].startswith("union_tag_") else str(context.get("at", "")))
        found.setdefault(pointer, {})[problem["type"]] = _message(problem, context, spot)
    return tuple(Fault("; or: ".join(_distinct(messages)), pointer=at + pointer) for pointer, messages in found.items())


def _distinct(messages: dict[str, str]) -> Iterator[str]:
    """What is wrong at one place. That it is no integer says nothing where any number would do."""
    yield from dict.fromkeys(text for kind, text in messages.items() if kind != "int_type" or "float_type" not in messages)


def _spot(location: tuple[int | str, ...], sent: Any) -> Spot:
    """Follows a location from the model of the event's type, past the tags of unions that pydantic puts into it."""
    steps = list(location)
    spot = Spot("", sent, None, None)
    if steps and isinstance(sent, list):
        number = int(steps.pop(0))
        spot = Spot(f"/{number}", sent[number], None, None)
    if steps:
        spot = spot._replace(model=reports()[str(steps.pop(0))])
    for name in steps:
        if isinstance(spot.value, dict) and spot.model is not None:
            spot = Spot(f"{spot.pointer}/{step(name)}", spot.value.get(name), _fields(spot.model).get(str(name)), spot.model)
        elif isinstance(spot.value, list) and isinstance(name, int):
            spot = spot._replace(pointer=f"{spot.pointer}/{name}", value=spot.value[name])
    return spot


def _fields(model: Model) -> dict[str, Model | None]:
    """The fields of a model by the names in which they are sent, with the model that each holds, if any."""
    return {field.alias or name: next(_models(field.annotation), None) for name, field in model.model_fields.items()}


def _models(annotation: Any) -> Iterator[Model]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _message(problem: ErrorDetails, context: Mapping[str, Any], spot: Spot) -> str:
    kind = problem["type"]
    if kind == "missing" or kind == "union_tag_not_found" or (kind == "union_tag_invalid" and spot.value["type"] is None):
        return "this field is required; GET /v1/types lists the types" if kind.startswith("union") else _required(spot)
    if kind == "extra_forbidden":
        return _unknown_field(spot)
    if kind == "union_tag_invalid":
        return _unknown_type(spot.value["type"])
    if spot.value is None and spot.pointer:
        listed = spot.pointer.rpartition("/")[2].isdecimal()
        return "a list cannot hold null; leave it out" if listed else f"{_required(spot)}, and cannot be null"
    made = MESSAGES.get(kind)
    return made(context, spot) if made else problem["msg"][:500]


def _required(spot: Spot) -> str:
    return "this field is required" + (f": {_an_object(spot.model)}" if spot.model else "")


def _unknown_field(spot: Spot) -> str:
    name = spot.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
    if name in ADDED_BY_SERVICE:
        return "set by the service; leave it out"
    assert spot.holder is not None
    known = sorted(_fields(spot.holder))
    if near := get_close_matches(name[:SHOWN_MAX], known, n=1):
        return f"unknown field {_shown(name)}; did you mean {near[0]!r}?"
    return f"unknown field {_shown(name)}; " + (f"known are {', '.join(known)}" if known else "there are none here")


def _unknown_type(tag: Any) -> str:
    if not isinstance(tag, str):
        return "must be a text, such as 'exercise.started'; GET /v1/types lists the types"
    near = get_close_matches(tag[:SHOWN_MAX].lower(), facts(), n=3)
    return f"unknown type {_shown(tag)}; " + (f"did you mean {' or '.join(near)}?" if near else "GET /v1/types lists them all")


def _text(_context: Mapping[str, Any], spot: Spot) -> str:
    known = isinstance(spot.value, int | float) and not isinstance(spot.value, bool)
    return f"must be a text; write {orjson.dumps(str(spot.value)).decode()}" if known else "must be a text"


def _form(context: Mapping[str, Any], spot: Spot) -> str:
    pattern = str(context["pattern"])
    whole = re.compile(pattern.removesuffix("$") + r"\Z")
    sent = spot.value.strip()
    near = next((text for text in (sent, sent.upper(), sent.lower()) if whole.match(text)), None)
    hint = f"; did you mean {_shown(near)}?" if near else ""
    return f"{_shown(spot.value)} does not have the form: {FORMS.get(pattern, pattern)}{hint}"


def _choice(context: Mapping[str, Any], spot: Spot) -> str:
    expected = str(context["expected"])
    choices = re.findall(r"'([^']*)'", expected)
    sent = str(spot.value)[:SHOWN_MAX]
    near = [one for one in choices if one.lower() == sent.lower()] or get_close_matches(sent.lower(), choices, n=1)
    return f"must be {expected}" + (f"; did you mean {near[0]!r}?" if near else "")


def _object(_context: Mapping[str, Any], spot: Spot) -> str:
    return f"must be {_an_object(spot.model)}"


def _an_object(model: Model | None) -> str:
    needed = [field.alias or name for name, field in model.model_fields.items() if field.is_required()] if model else []
    return "an object {…}" + (f" with {', '.join(needed)}" if needed else "")


def _list(_context: Mapping[str, Any], spot: Spot) -> str:
    whole = isinstance(spot.value, str | int | float) and len(str(spot.value)) < SHOWN_MAX
    return f"must be a list; write {orjson.dumps([spot.value]).decode()}" if whole else "must be a list […]"


def _number(_context: Mapping[str, Any], spot: Spot) -> str:
    written = isinstance(spot.value, str) and re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", spot.value[:SHOWN_MAX])
    return "must be a number" + (f"; write {written[0]} without quotes" if written else "")


MESSAGES: dict[str, Callable[[Mapping[str, Any], Spot], str]] = {
    "string_type": _text,
    "string_pattern_mismatch": _form,
    "string_too_short": lambda *_: "must not be empty",
    "string_too_long": lambda context, _: f"must have at most {context['max_length']} characters",
    "literal_error": _choice,
    "model_type": _object,
    "model_attributes_type": _object,
    "dict_type": _object,
    "tuple_type": _list,
    "int_type": lambda *given: _number(*given).replace("a number", "a whole number"),
    "int_from_float": lambda *_: "must be a whole number",
    "float_type": _number,
    "bool_type": lambda *_: "must be true or false, without quotes",
    "greater_than_equal": lambda context, _: f"must be at least {context['ge']}",
    "less_than_equal": lambda context, _: f"must be at most {context['le']}",
}
"""What to say of each kind of pydantic error that the vocabulary can raise, from its context and where it stands."""


def _shown(text: str) -> str:
    return repr(text if len(text) <= SHOWN_MAX else text[: SHOWN_MAX - 1] + "…")
