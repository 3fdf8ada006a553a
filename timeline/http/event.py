"""`/v1/events/{id}`: one event as it was sent, and how it stands."""

import orjson
from starlette.requests import Request
from starlette.responses import Response

from timeline.cloudevents import wrap
from timeline.http import parameters, questions
from timeline.http.answers import at_head, json_response
from timeline.http.context import context
from timeline.http.media import CLOUDEVENT, JSON, answer_type
from timeline.question import EventAnswer


async def event(request: Request) -> Response:
    given = parameters.read(request.query_params, questions.EVENT)
    wanted = {"json": JSON, "cloudevents": CLOUDEVENT, None: None}[given.get("format")]
    media_type = wanted or answer_type(request.headers.getlist("accept"), (JSON, CLOUDEVENT))
    answer = await context(request).service.event(request.path_params["event_id"], questions.knowledge(given))
    headers = {**at_head(answer.position), "vary": "Accept"}
    if media_type == CLOUDEVENT:
        return json_response(wrap(answer.event), headers=headers, media_type=CLOUDEVENT)
    return Response(_with_standing(answer), headers=headers, media_type=JSON)


def _with_standing(answer: EventAnswer) -> bytes:
    """The stored bytes with one member more."""
    return answer.event.served()[:-1] + b',"standing":' + orjson.dumps(answer.standing) + b"}"
