"""What pydantic found wrong, as faults that point into the body as it was sent and say what to do."""

from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from events.registry import facts
from timeline.errors import Fault

ADDED_BY_SERVICE = frozenset({"position", "version", "recorded_at", "leaf_hash", "earliest", "latest"})
FAULTS_MAX = 100
"""More than these help nobody."""


def faults(error: ValidationError, sent: Any, at: str = "") -> tuple[Fault, ...]:
    """One fault a place, in the order found. `at` is where `sent` itself stands in the body."""
    found: dict[str, str] = {}
    for problem in error.errors(include_url=False, include_input=False):
        pointer = _pointer(problem["loc"], sent, absent=problem["type"] in {"missing", "extra_forbidden"})
        context = problem.get("ctx", {})
        pointer += str(context.get("at", ""))
        if problem["type"].startswith("union_tag_"):
            pointer += "/type"
        message = _message(problem["type"], problem["msg"], context, problem["loc"][-1:])
        if message not in found.get(pointer, ""):
            found[pointer] = f"{found[pointer]}; or: {message}" if pointer in found else message
    return tuple(Fault(message, pointer=at + pointer) for pointer, message in list(found.items())[:FAULTS_MAX])


def _pointer(location: tuple[int | str, ...], sent: Any, *, absent: bool) -> str:
    """The location without the tags that unions put into it, found by walking what was sent; `absent` when its end is a field that is not there."""
    pointer, here = "", sent
    for number, step in enumerate(location):
        if isinstance(here, dict) and (step in here or (absent and number == len(location) - 1)):
            pointer += "/" + str(step).replace("~", "~0").replace("/", "~1")
            here = here.get(str(step))
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            pointer += f"/{step}"
            here = here[step]
    return pointer


def _message(kind: str, text: str, context: dict[str, Any], last: tuple[int | str, ...]) -> str:
    if kind == "missing" or kind == "union_tag_not_found":
        return "this field is required"
    if kind == "extra_forbidden":
        name = str(last[0])
        return "set by the service; leave it out" if name in ADDED_BY_SERVICE else f"unknown field {name!r}"
    if kind == "union_tag_invalid":
        tag = str(context.get("tag", ""))
        near = get_close_matches(tag, facts(), n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; GET /v1/types lists them all"
        return f"unknown type {tag[:80]!r}{hint}"
    if kind == "string_pattern_mismatch":
        return f"does not have the form {context.get('pattern', '')}"
    return text[:500]
