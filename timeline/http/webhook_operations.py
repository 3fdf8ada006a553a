"""The operations on webhooks in the OpenAPI document."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from timeline.delivery.webhooks.wanted import Changed, Wanted
from timeline.http import webhooks
from timeline.http.media import JSON
from timeline.http.operations import Operation, operation
from timeline.http.schemas import Schema, array, closed

_TEXT: Schema = {"type": "string"}
_TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_INSTANT: Schema = {"type": "string", "format": "date-time"}
_INSTANT_OR_NULL: Schema = {"type": ["string", "null"], "format": "date-time"}
_DELIVERY = closed(
    id=_TEXT, cursor=_TEXT, type=_TEXT, status={"enum": ["delivered", "failing", "skipped"]}, attempts=_COUNT, first_attempt=_INSTANT,
    last_attempt=_INSTANT, next_attempt=_INSTANT_OR_NULL, latency_ms={"type": "number"}, error=_TEXT_OR_NULL,
    response={"type": ["object", "null"], "properties": {"status": {"type": "integer"}, "body": _TEXT}},
)  # fmt: skip
_PATCHED = {
    "413": "The body is too large.",
    "415": "The media type is not one that is read here.",
    "422": "The content cannot be accepted.",
}
_CONFLICT = {"409": "The webhook is not active, or asks for something else by now."}
ONE, ALL = "/v1/webhooks/{id}", "/v1/webhooks"


def webhook_paths() -> dict[str, dict[str, Operation]]:
    """Every address of webhooks with its operations."""
    shown = _webhook()
    secret = _webhook(secret=_TEXT, previous_secret_until=_INSTANT_OR_NULL)
    page = closed(deliveries=array(_DELIVERY), next={"type": ["integer", "null"]})
    again = "/deliveries/{delivery}/redeliver"
    found: dict[str, dict[str, Operation]] = {
        ALL: {
            "get": operation("listWebhooks", "Who is told of what", {JSON: closed(webhooks=array(shown))}),
            "post": _doing("createWebhook", "Be told of what happens from now on; the secret is shown once", ("201", secret), Wanted),
        },
        ONE: {
            "get": operation("getWebhook", "One webhook", {JSON: shown}, path=["id"]),
            "patch": _doing("changeWebhook", "Pause or resume it, or change what it asks for", ("200", shown), Changed, path=["id"]),
            "delete": _doing("deleteWebhook", "Forget it", ("204", None), path=["id"]),
        },
        f"{ONE}/secret": {
            "post": _doing("rotateSecret", "A new secret; the one before signs too for 24 hours", ("200", secret), path=["id"])
        },
        f"{ONE}/enable": {"post": _doing("enableWebhook", "Go on where it stopped", ("200", shown), path=["id"])},
        f"{ONE}/deliveries": {
            "get": operation("listDeliveries", "What became of its messages, newest first", {JSON: page}, webhooks.DELIVERIES, ["id"])
        },
        f"{ONE}{again}": {"post": _doing("redeliver", "Send a message again", ("202", _DELIVERY), path=["id", "delivery"], more=_CONFLICT)},
    }
    for operations in found.values():
        for each in operations.values():
            each["tags"] = ["Webhooks"]
    return found


def _webhook(**more: Schema) -> Schema:
    """A webhook asks for types of events, or for a view."""
    topic: dict[str, Schema] = {"types": array(_TEXT), "view": _TEXT, "filters": {"type": "object"}, "on": _TEXT_OR_NULL}
    common = closed(
        id=_TEXT, url=_TEXT, format={"enum": ["event", "cloudevents"]}, description=_TEXT_OR_NULL,
        status={"enum": ["active", "paused", "disabled"]}, reason=_TEXT_OR_NULL, cursor=_TEXT, failures=_COUNT,
        next_attempt=_INSTANT_OR_NULL, created_at=_INSTANT, **more,
    )  # fmt: skip
    return {**common, "properties": {**common["properties"], **topic}}


def _doing(
    name: str,
    summary: str,
    done: tuple[str, Schema | None],
    body: type[BaseModel] | None = None,
    *,
    path: list[str] | None = None,
    more: Mapping[str, str] | None = None,
) -> Operation:
    """An operation that changes something; it answers in JSON whatever the request accepts."""
    status, answer = done
    made = operation(name, summary, {JSON: answer or {}}, path=path or [])
    responses: dict[str, Any] = made["responses"]
    good, problem = responses.pop("200"), responses["400"]
    responses.pop("406", None)
    if answer is None:
        good.pop("content")
    wrong = {**({} if body is None else _PATCHED), **(more or {})}
    made["responses"] = {status: good, **responses, **{code: {**problem, "description": words} for code, words in wrong.items()}}
    if body is not None:
        media_types = (JSON, webhooks.MERGE_PATCH) if body is Changed else (JSON,)
        made["requestBody"] = {"required": True, "content": {name: {"schema": body.model_json_schema()} for name in media_types}}
    return made
