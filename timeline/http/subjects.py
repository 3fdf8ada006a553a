"""`/v1/subjects`: what reports are about, and all that is known of one."""

from starlette.requests import Request
from starlette.responses import Response

from timeline.http import parameters, questions
from timeline.http.answers import at_head, json_response, next_link, stored
from timeline.http.context import context
from timeline.http.media import JSON, answer_type
from timeline.question import LIMIT_DEFAULT


async def subjects(request: Request) -> Response:
    given = parameters.read(request.query_params, questions.SUBJECTS)
    answer_type(request.headers.getlist("accept"), (JSON,))
    page = await context(request).service.subjects(
        prefix=given.get("prefix", ""),
        after=given.get("after", ""),
        limit=given.get("limit", LIMIT_DEFAULT),
        knowledge=questions.knowledge(given),
    )
    found = [{"subject": one.subject, "version": one.version, "position": one.position} for one in page.subjects]
    headers = {**at_head(page.position), **next_link(request, page.next)}
    return json_response({"subjects": found, "next": page.next, "position": page.position}, headers=headers)


async def subject(request: Request) -> Response:
    """The subject's events in its own order, and its rows in every view that has one."""
    given = parameters.read(request.query_params, questions.ROW)
    answer_type(request.headers.getlist("accept"), (JSON,))
    name = f"{request.path_params['kind']}/{request.path_params['slug']}"
    answer = await context(request).service.subject(name, questions.view_question("", given))
    body = {
        "subject": answer.subject,
        "merged_into": answer.merged_into,
        "events": stored(answer.events),
        "rows": {view: [row.as_json() for row in rows] for view, rows in answer.rows.items()},
        "position": answer.position,
    }
    return json_response(body, headers=at_head(answer.position))
