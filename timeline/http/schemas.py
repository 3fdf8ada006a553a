"""The components of the OpenAPI document: the vocabulary as it is, and the shapes of answers."""

from collections.abc import Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from events.registry import reports
from timeline.http.row_schema import row_schema
from timeline.projections.projection import Projection

Schema = dict[str, Any]

EXAMPLE: Schema = {
    "type": "exercise.started",
    "subject": "exercise/brunet-takamori-2024",
    "valid": "2024-09-08",
    "data": {"name": "Brunet-Takamori 2024"},
    "source": {"publisher": "French Army", "published": "2024-09-08", "reliability": "B", "credibility": 2},
}
_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_POSITION: Schema = {"type": "integer", "minimum": 0}
_TEXT: Schema = {"type": "string"}
_INSTANT: Schema = {"type": "string", "format": "date-time"}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def closed(**members: Schema) -> Schema:
    """An object with exactly these members."""
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


def components(views: Sequence[Projection]) -> dict[str, Schema]:
    return {**_vocabulary(), **_shapes(), **_rows(views)}


def row_name(view: Projection) -> str:
    """``active-exercises`` → ``ActiveExercisesRow``."""
    return "".join(word.capitalize() for word in view.name.split("-")) + "Row"


def _vocabulary() -> dict[str, Schema]:
    models = reports()
    names, made = models_json_schema([(model, "validation") for model in models.values()], ref_template="#/components/schemas/{model}")
    refs = {wire: names[(model, "validation")]["$ref"] for wire, model in models.items()}
    union: Schema = {"oneOf": [{"$ref": ref} for ref in refs.values()], "discriminator": {"propertyName": "type", "mapping": refs}}
    return {**made["$defs"], "Event": {**union, "examples": [EXAMPLE]}}


def _shapes() -> dict[str, Schema]:
    """The shapes of answers that do not depend on the vocabulary."""
    return {
        "RecordedEvent": {
            "description": "The event as it was sent, with what the service adds.",
            "type": "object",
            "properties": {
                "id": _TEXT, "type": _TEXT, "subject": _TEXT, "valid": _TEXT, "valid_mode": _TEXT, "modality": _TEXT,
                "data": {"type": "object"}, "source": {"type": "object"}, "position": _POSITION, "version": _POSITION,
                "recorded_at": _INSTANT, "leaf_hash": _TEXT, "earliest": _DAY, "latest": _DAY,
                "standing": {"type": "object", "required": ["status"]},
            },
            "required": ["id", "type", "subject", "valid", "valid_mode", "modality", "data", "source", "position", "recorded_at"],
        },
        "CloudEvent": {
            "type": "object",
            "properties": {
                "specversion": {"const": "1.0"}, "id": _TEXT, "source": _TEXT, "type": _TEXT, "subject": _TEXT, "time": _INSTANT,
                "datacontenttype": {"const": "application/json"}, "sequence": {"type": "string", "pattern": "^[0-9]{20}$"},
                "data": {"type": "object"},
            },
            "required": ["specversion", "id", "source", "type", "data"],
        },
        "Appended": closed(
            position=_POSITION,
            events=array(
                closed(id=_TEXT, subject=_TEXT, version=_POSITION, position=_POSITION, recorded_at=_INSTANT, duplicate={"type": "boolean"})
            ),
        ),
        "Problem": {
            "description": "RFC 9457",
            "type": "object",
            "properties": {
                "type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT,
                "errors": array(
                    {"type": "object", "properties": {"pointer": _TEXT, "parameter": _TEXT, "detail": _TEXT}, "required": ["detail"]}
                ),
            },
            "required": ["type", "title", "status", "detail"],
        },
    }  # fmt: skip


def _with_causes(row: Schema) -> Schema:
    """A row with the events that added or removed it."""
    properties = {**row["properties"], "because": array(_TEXT)}
    return {**row, "properties": properties, "required": [*row["required"], "because"]}


def _rows(views: Sequence[Projection]) -> dict[str, Schema]:
    """The row of every view, its definitions lifted out beside it."""
    found: dict[str, Schema] = {}
    for view in views:
        schema = row_schema(view, definitions_at=f"#/components/schemas/{row_name(view)}.")
        definitions = schema.pop("$defs", {})
        schema.pop("$schema")
        found[row_name(view)] = schema
        found[f"{row_name(view)}Changed"] = _with_causes(schema)
        found |= {f"{row_name(view)}.{name}": made for name, made in definitions.items()}
    return found
