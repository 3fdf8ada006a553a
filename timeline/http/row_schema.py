"""What the rows of a view look like, as JSON Schema 2020-12."""

from typing import Any

from pydantic import TypeAdapter

from timeline.projections.projection import Projection

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
WINDOW = {
    "description": "Days [from, to], both included; null for no bound.",
    "type": "array",
    "prefixItems": [_DAY, _DAY],
    "items": False,
    "minItems": 2,
}
EVIDENCE = {
    "type": "object",
    "properties": {
        "facts": {"type": "integer", "minimum": 0},
        "chains": {"type": "integer", "minimum": 0},
        "by_field": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    },
    "required": ["facts", "chains", "by_field"],
}


def row_schema(view: Projection, definitions_at: str = "#/$defs/") -> dict[str, Any]:
    """The schema of one row of the view; references to its definitions begin with `definitions_at`."""
    state = TypeAdapter(view.state).json_schema(mode="serialization", ref_template=definitions_at + "{model}")
    definitions = state.pop("$defs", {})
    schema = {"$schema": DIALECT, "title": view.name, "description": view.row, **wrapped(state)}
    return schema | ({"$defs": definitions} if definitions else {})


def wrapped(state: dict[str, Any]) -> dict[str, Any]:
    """The shape that every row has, around the state of one view."""
    return {
        "type": "object",
        "properties": {
            "key": {"type": "string"},
            "certainty": {"enum": ["sure", "possible"]},
            "status": {"type": ["string", "null"]},
            "possible": WINDOW,
            "sure": {"anyOf": [WINDOW, {"type": "null"}]},
            "state": state,
            "evidence": EVIDENCE,
        },
        "required": ["key", "certainty", "status", "possible", "sure", "state", "evidence"],
        "additionalProperties": False,
    }
