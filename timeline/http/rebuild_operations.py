"""Rebuilding views in the OpenAPI document."""

from collections.abc import Sequence

from timeline.http import rebuild
from timeline.http.media import JSON
from timeline.http.operations import Operation, operation
from timeline.http.parameters import Parameter
from timeline.http.schemas import Schema, array, closed
from timeline.projections.projection import Projection

ORDERED = closed(views=array({"type": "string"}), progress={"type": "string"})
_SCOPE = "One rebuild runs at a time. Once keys exist this needs the scope admin."


def rebuild_paths(views: Sequence[Projection]) -> dict[str, dict[str, Operation]]:
    """Every address with its operations."""
    kept: Schema = {"type": "string", "enum": [view.name for view in views if not view.parts]}
    several, one = "/v1/views/rebuild", "/v1/views/{view}/rebuild"
    found = {
        several: {
            "post": _order("rebuildViews", "Build the rows of views anew beside those that answer", rebuild.SEVERAL),
            "delete": _cancel("cancelRebuild", "Cancel the rebuild that is running"),
        },
        one: {
            "post": _order("rebuildView", "Build the rows of a view anew beside those that answer", rebuild.ONE, ["view"]),
            "delete": _cancel("cancelRebuildOfView", "Cancel the rebuild that the view is part of", ["view"]),
        },
    }
    for each in found[one].values():
        each["parameters"][0]["schema"] = kept
    return found


def _order(name: str, summary: str, parameters: Sequence[Parameter], path: Sequence[str] = ()) -> Operation:
    made = _changing(name, summary, parameters, path)
    good = made["responses"].pop("200")
    progress = {"description": "Where it is shown how far it is.", "schema": {"type": "string"}}
    accepted = {**good, "description": "It runs.", "headers": {**good["headers"], "Location": progress}}
    refused = {**made["responses"]["404"], "description": "Rows are being built already."}
    made["responses"] = {"202": accepted, **made["responses"], "409": refused}
    return made


def _cancel(name: str, summary: str, path: Sequence[str] = ()) -> Operation:
    made = _changing(name, summary, (), path)
    good = made["responses"].pop("200")
    good.pop("content")
    made["responses"] = {"204": {**good, "description": "It is cancelled; the rows that answer are as they were."}, **made["responses"]}
    return made


def _changing(name: str, summary: str, parameters: Sequence[Parameter], path: Sequence[str]) -> Operation:
    """It answers in JSON whatever the request accepts."""
    made = operation(name, summary, {JSON: ORDERED}, parameters, path)
    made["description"], made["tags"] = _SCOPE, ["Views"]
    made["responses"].pop("406")
    return made
