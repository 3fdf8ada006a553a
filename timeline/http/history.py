"""`/v1/views/{view}/history/{key}`: every version of one row."""

from starlette.requests import Request
from starlette.responses import Response

from timeline.http import memento, parameters, questions
from timeline.http.context import context
from timeline.http.media import JSON, answer_type
from timeline.http.view_answers import answered
from timeline.view_questions import HistoryQuestion

PARAMETERS = (*parameters.KNOWLEDGE, parameters.STALE)


async def history(request: Request) -> Response:
    """All versions of a row, in the order in which they were made; its key may hold slashes."""
    here = context(request)
    view = questions.view_named(request.path_params["view"], here.service.views())
    given = memento.with_accepted_instant(request, parameters.read(request.query_params, PARAMETERS))
    answer_type(request.headers.getlist("accept"), (JSON,))
    knowledge = questions.knowledge(given)
    answer = await here.service.history(HistoryQuestion(view.name, request.path_params["key"], knowledge))
    return answered(request, answer.echo(), answer.shown(), answer.position, known_at=knowledge.known_at)
