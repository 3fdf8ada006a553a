"""`/v1/views`: the picture of a day, as one chooses to know it."""

import time
from functools import partial
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from events.edtf import iso
from timeline import clock
from timeline.exports.forms import ACCEPTED
from timeline.http import exports, memento, parameters, questions
from timeline.http.answers import address, at_head, is_fresh, json_response, next_link, weak_tag
from timeline.http.context import context
from timeline.http.media import JSON, answer_type
from timeline.http.row_schema import row_schema
from timeline.http.view_answers import at_version, headers_of
from timeline.question import Question


async def views(request: Request) -> Response:
    parameters.read(request.query_params, ())
    answer_type(request.headers.getlist("accept"), (JSON,))
    here = context(request)
    head = (await here.service.head()).position
    kept = {view.name: here.service.kept_until(view.name) for view in here.service.views()}
    marks = {view.name: here.service.mark(view.name) for view in here.service.views()}
    found = [
        {
            "name": view.name,
            "version": marks[view.name].version,
            "outdated": marks[view.name].outdated,
            "building": None if (under_way := marks[view.name].building) is None else under_way._asdict(),
            "row": view.row,
            "filters": {name: one.selects for name, one in view.filters.items()},
            "choices": {name: one.choices for name, one in view.filters.items() if one.choices is not None},
            "live": f"/v1/views/{view.name}/live",
            "schema": here.once(f"view {view.name}", partial(row_schema, view)),
            "position": head if (until := kept[view.name]) is None else min(until, head),
            "lag": 0 if until is None else max(0, head - until),
        }
        for view in here.service.views()
    ]
    return json_response({"views": found, "position": head}, headers=at_head(head))


async def view(request: Request) -> Response:
    """A page of rows, or 304 where If-None-Match knows it; an export where Accept names the form of one."""
    here = context(request)
    media_type = answer_type(request.headers.getlist("accept"), (JSON, *ACCEPTED))
    if media_type in ACCEPTED:
        return await exports.view_as(request, request.path_params["view"], ACCEPTED[media_type].suffix)
    known = questions.view_named(request.path_params["view"], here.service.views())
    given = parameters.read(request.query_params, questions.page_of(known))
    given = memento.with_accepted_instant(request, given)
    question = questions.view_question(known.name, given, known.filters)
    began = time.perf_counter()
    answer = await here.service.view(question)
    here.metrics.read(known.name, time.perf_counter() - began)
    rows = orjson.dumps(answer.rows_as_json())
    asked = {**_echo(answer.question), "on": iso(answer.on)}
    tag = weak_tag(address(request).encode(), orjson.dumps(asked), rows, b"more" if answer.next else b"")
    head = at_version(request, known.name) | at_head(answer.position)
    headers = headers_of(request, answer.question.knowledge.known_at, tag, head, next_link(request, answer.next))
    if is_fresh(request, tag):
        return Response(status_code=304, headers=headers)
    return json_response({**asked, "position": answer.position, "rows": orjson.Fragment(rows), "next": answer.next}, headers=headers)


async def row(request: Request) -> Response:
    """One row of a view; its key may hold slashes."""
    here = context(request)
    known = questions.view_named(request.path_params["view"], here.service.views())
    given = memento.with_accepted_instant(request, parameters.read(request.query_params, questions.ROW))
    answer_type(request.headers.getlist("accept"), (JSON,))
    question = questions.view_question(known.name, given)
    began = time.perf_counter()
    shown = await here.service.row(request.path_params["key"], question)
    here.metrics.read(known.name, time.perf_counter() - began)
    found = orjson.dumps(shown.as_json())
    tag = weak_tag(address(request).encode(), found)
    headers = headers_of(request, question.knowledge.known_at, tag, at_version(request, known.name))
    return Response(status_code=304, headers=headers) if is_fresh(request, tag) else Response(found, headers=headers, media_type=JSON)


def _echo(question: Question) -> dict[str, Any]:
    """What was asked, as the answer repeats it; of the rarer arguments only those that were sent."""
    known = question.knowledge
    asked: dict[str, Any] = {"view": question.view, "on": None}
    if question.during is not None:
        asked["during"] = question.during.text
    asked["published_by"] = iso(known.published_by)
    asked["known_at"] = None if known.known_at is None else clock.write(known.known_at)
    if known.at_position is not None:
        asked["at_position"] = known.at_position
    return asked
