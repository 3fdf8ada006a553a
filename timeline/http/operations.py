"""The operations of the OpenAPI document: the same parameters that the handlers read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from timeline.exports.forms import ACCEPTED, FORMS
from timeline.http import counts, diff, exports, history, media, questions, view_live
from timeline.http.parameters import Parameter
from timeline.http.schemas import EXAMPLE, Schema, array, closed, ref, row_name
from timeline.metrics import OPENMETRICS, TEXT
from timeline.projections.projection import Projection

Operation = dict[str, Any]
_NULLABLE_TEXT: Schema = {"type": ["string", "null"]}
_POSITION: Schema = {"type": "integer", "minimum": 0}
_IDS: Schema = {"type": "array", "items": {"type": "string"}}
_INSTANT: Schema = {"type": "string", "format": "date-time"}
_PROBLEMS = {
    "400": "What was sent cannot be read.",
    "403": "The request comes from a page of another site.",
    "404": "There is no such thing.",
    "421": "The host is not served here.",
    "503": "The store or the views are behind; try again later.",
}
_NOT_ACCEPTABLE = {"406": "The answer cannot be had in a form that the request accepts."}
"""Not among the problems of an append, which answers in JSON whatever the request accepts: refused, it would only be sent again."""
_EXPORTED: Mapping[str, Schema] = {name: {"type": "object" if name.endswith("+json") else "string"} for name in ACCEPTED}
_APPEND_PROBLEMS = {
    "409": "The log holds something else.",
    "413": "The body or an event is too large.",
    "415": "The media type is not one that is read here.",
    "422": "The content cannot be accepted.",
}


def paths(views: Sequence[Projection]) -> dict[str, dict[str, Operation]]:
    """Every address with its operations; the addresses of views are spelled out, each with its own filters."""
    asked = {address: {method: _versioned(each) for method, each in found.items()} for address, found in _views(views)}
    groups = {"Log": _log(), "Vocabulary": _vocabulary(), "Views": {**_listed(), **asked}, "Service": _service()}
    for tag, addresses in groups.items():
        for operations in addresses.values():
            for each in operations.values():
                each["tags"] = [tag]
    return {address: operations for addresses in groups.values() for address, operations in addresses.items()}


def operation(
    name: str, summary: str, answer: Mapping[str, Schema], parameters: Sequence[Parameter] = (), path: Sequence[str] = ()
) -> Operation:
    """A GET that answers with one of the media types."""
    given = [{"name": each, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}} for each in path]
    return {
        "operationId": name,
        "summary": summary,
        "parameters": given + [_parameter(parameter) for parameter in parameters],
        "responses": {"200": _answer("What was asked for.", answer), **_problems({**_PROBLEMS, **_NOT_ACCEPTABLE})},
    }


def streamed(name: str, summary: str, parameters: Sequence[Parameter], path: Sequence[str] = ()) -> Operation:
    """A GET that goes on: server-sent events, resumed by a header, so many at once."""
    made = operation(name, summary, {media.EVENT_STREAM: {"type": "string"}}, parameters, path)
    resumed = "Where the reader stopped: the id of the last event that it has. It counts before `after`."
    made["parameters"].append({"name": "Last-Event-ID", "in": "header", "description": resumed, "schema": {"type": "string"}})
    made["responses"] |= _problems({"429": "This client has as many live streams open as one may have."})
    return made


def _parameter(parameter: Parameter) -> Schema:
    schema: Any = {"type": "array", "items": parameter.schema} if parameter.many else parameter.schema
    return {"name": parameter.name, "in": "query", "description": parameter.doc, "schema": schema}


def _answer(description: str, content: Mapping[str, Schema]) -> Schema:
    position = {"description": "The head of the log.", "required": True, "schema": _POSITION}
    return {
        "description": description,
        "headers": {"Timeline-Position": position},
        "content": {name: {"schema": made} for name, made in content.items()},
    }


def _problems(table: Mapping[str, str]) -> Schema:
    return {status: _answer(words, {media.PROBLEM: ref("Problem")}) for status, words in table.items()}


def _log() -> dict[str, dict[str, Operation]]:
    page = closed(events=array(ref("RecordedEvent")), next={"type": ["integer", "null"]}, position=_POSITION)
    recorded = {media.JSON: ref("RecordedEvent"), media.CLOUDEVENT: ref("CloudEvent")}
    return {
        "/v1/events": {
            "get": operation(
                "listEvents",
                "A page of the log",
                {media.JSON: page, media.CLOUDEVENTS: array(ref("CloudEvent")), **_EXPORTED},
                questions.LIST,
            ),
            "post": _append(),
        },
        "/v1/events.{form}": {"get": _export("exportEvents", "The log in another form", exports.LOG)},
        "/v1/events/live": {"get": streamed("followEvents", "The log as server-sent events", questions.LIVE)},
        "/v1/events/{id}": {"get": operation("getEvent", "One event and its standing", recorded, questions.EVENT, path=["id"])},
    }


def _append() -> Operation:
    batch = {"oneOf": [ref("Event"), {**array(ref("Event")), "minItems": 1, "maxItems": 1_000}]}
    content: Schema = {
        media.JSON: {"schema": batch, "example": EXAMPLE},
        media.NDJSON: {"schema": {"type": "string", "description": "One event a line."}},
        media.CLOUDEVENT: {"schema": ref("CloudEvent")},
        media.CLOUDEVENTS: {"schema": array(ref("CloudEvent"))},
    }
    created = _answer("Durable: the events are on disk.", {media.JSON: ref("Appended")})
    created["links"] = {"event": {"operationId": "getEvent", "parameters": {"id": "$response.body#/events/0/id"}}}
    return {
        "operationId": "appendEvents",
        "summary": "Append one event or several, all or none",
        "parameters": [{"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "pattern": "^[!#-~]{1,255}$"}}],
        "requestBody": {"required": True, "content": content},
        "responses": {
            "200": _answer("All of them were in the log already.", {media.JSON: ref("Appended")}),
            "201": created,
            **_problems({**_PROBLEMS, **_APPEND_PROBLEMS}),
        },
    }


def _export(name: str, summary: str, parameters: Sequence[Parameter]) -> Operation:
    made = operation(name, summary, {media.JSON: {"type": "object"}, **_EXPORTED}, parameters, path=["form"])
    made["parameters"][0]["schema"] = {"type": "string", "enum": list(FORMS)}
    return made


def _vocabulary() -> dict[str, dict[str, Operation]]:
    entry = closed(name={"type": "string"}, doc={"type": "string"}, kinds=array({"type": "string"}), schema={"type": "string"})
    found = closed(subject={"type": "string"}, version=_POSITION, position=_POSITION)
    subjects = closed(subjects=array(found), next=_NULLABLE_TEXT, position=_POSITION)
    rows = {"type": "object", "additionalProperties": array({"type": "object"})}
    one = closed(subject={"type": "string"}, merged_into=_NULLABLE_TEXT, events=array(ref("RecordedEvent")), rows=rows, position=_POSITION)
    return {
        "/v1/types": {"get": operation("listTypes", "What may be reported", {media.JSON: closed(types=array(entry))})},
        "/v1/types/{type}": {"get": operation("getType", "The JSON Schema of a type", {media.JSON: {"type": "object"}}, path=["type"])},
        "/v1/subjects": {"get": operation("listSubjects", "What reports are about", {media.JSON: subjects}, questions.SUBJECTS)},
        "/v1/subjects/{kind}/{slug}": {
            "get": operation("getSubject", "All that is known of a subject", {media.JSON: one}, questions.ROW, path=["kind", "slug"])
        },
    }


def _listed() -> dict[str, dict[str, Operation]]:
    building = closed(version=_POSITION, events=_POSITION, head=_POSITION)
    members: dict[str, Schema] = {
        "name": {"type": "string"}, "row": {"type": "string"}, "filters": {"type": "object"}, "choices": {"type": "object"},
        "schema": {"type": "object"}, "position": _POSITION, "lag": _POSITION, "version": _POSITION,
        "live": {"type": "string", "description": "The address at which it is followed."},
        "outdated": {"type": "boolean", "description": "Its rows were made by another version of its code, and are being built anew."},
        "building": {**building, "type": ["object", "null"], "description": "How many events the rows reflect that are being built."},
    }  # fmt: skip
    shown = closed(views=array(closed(**members)), position=_POSITION)
    return {"/v1/views": {"get": operation("listViews", "The views", {media.JSON: shown})}}


def _versioned(made: Operation) -> Operation:
    """An answer about a view says by which version of the view's code its rows are made."""
    version = {
        "description": "The version of the code by which the kept rows of the view were made, `outdated` while the code has another one.",
        "required": True,
        "schema": {"type": "string", "pattern": r"^\d+(; outdated)?$"},
    }
    made["responses"]["200"]["headers"]["Timeline-View-Version"] = version
    return made


def _views(views: Sequence[Projection]) -> Iterator[tuple[str, dict[str, Operation]]]:
    for view in views:
        name, row = row_name(view).removesuffix("Row"), ref(row_name(view))
        answer = {
            "type": "object",
            "properties": {"view": {"const": view.name}, "position": _POSITION, "rows": array(row), "next": _NULLABLE_TEXT},
        }
        answer["required"] = ["view", "on", "published_by", "known_at", "position", "rows", "next"]
        about = f"{view.name}: {view.row}"
        yield f"/v1/views/{view.name}", {"get": operation(f"view{name}", about, {media.JSON: answer, **_EXPORTED}, questions.page_of(view))}
        yield f"/v1/views/{view.name}/rows/{{key}}", {"get": operation(f"row{name}", about, {media.JSON: row}, questions.ROW, path=["key"])}
        yield f"/v1/views/{view.name}.{{form}}", {"get": _export(f"export{name}", f"{about}, in another form", exports.parameters_of(view))}
        yield from _compared(view)


def _compared(view: Projection) -> Iterator[tuple[str, dict[str, Operation]]]:
    """How a view changed, how one of its rows did, and how many there are."""
    name, row, moved = row_name(view).removesuffix("Row"), ref(row_name(view)), ref(f"{row_name(view)}Changed")
    change = closed(key={"type": "string"}, before=row, after=row, because=_IDS)
    changes = {"added": array(moved), "removed": array(moved), "changed": array(change), "next": _NULLABLE_TEXT}
    days: Schema = {"type": "array", "items": {"type": ["string", "null"], "format": "date"}, "minItems": 2, "maxItems": 2}
    version = closed(
        days=days, from_position=_POSITION, to_position={"type": ["integer", "null"]}, recorded_from=_INSTANT,
        recorded_to={"type": ["string", "null"], "format": "date-time"}, made_by=_IDS, ended_by=_IDS, row=row,
    )  # fmt: skip
    count: Schema = {
        "type": "object",
        "properties": {"sure": _POSITION, "possible": _POSITION},
        "additionalProperties": _NULLABLE_TEXT,
        "required": ["sure", "possible"],
    }
    path = f"/v1/views/{view.name}"
    yield f"{path}/diff", {"get": operation(f"diff{name}", f"What changed in {view.name}", _told(**changes), diff.parameters_of(view))}
    yield (
        f"{path}/history/{{key}}",
        {"get": operation(f"history{name}", "Every version of a row", _told(versions=array(version)), history.PARAMETERS, path=["key"])},
    )
    counted = _told(by=array({"type": "string"}), counts=array(count))
    stream = operation(
        f"follow{name}", f"{view.name} as server-sent events", {media.EVENT_STREAM: {"type": "string"}}, view_live.parameters_of(view)
    )
    yield f"{path}/live", {"get": stream}
    yield f"{path}/counts", {"get": operation(f"counts{name}", f"How many rows {view.name} has", counted, counts.parameters_of(view))}


def _told(**members: Schema) -> Mapping[str, Schema]:
    """An answer about a view: what was asked, the head, and these."""
    properties = {"view": {"type": "string"}, "position": _POSITION, **members}
    return {media.JSON: {"type": "object", "properties": properties, "required": list(properties)}}


def _service() -> dict[str, dict[str, Operation]]:
    status = {media.JSON: {"type": "object", "required": ["status"]}}
    words: Schema = {"type": "string"}
    return {
        "/livez": {"get": operation("isAlive", "Whether the process runs", status)},
        "/readyz": {"get": operation("isReady", "Whether the store answers", status)},
        "/metrics": {"get": operation("getMetrics", "Counts and times, for Prometheus", {TEXT: words, OPENMETRICS: words})},
    }
