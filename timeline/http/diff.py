"""`/v1/views/{view}/diff`: what changed between two days, two states of knowledge, or both."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from timeline.http import memento, parameters, questions
from timeline.http.context import context
from timeline.http.media import JSON, answer_type
from timeline.http.view_answers import answered
from timeline.projections.projection import Projection
from timeline.question import Knowledge
from timeline.view_questions import DiffQuestion

BASE = tuple(
    replace(one, name=f"base_{one.name}", doc=f"{one.name} of the earlier side; where absent, that of the later one.")
    for one in (parameters.ON, *parameters.KNOWLEDGE)
)


def parameters_of(view: Projection) -> Sequence[parameters.Parameter]:
    """Those of a page of the view, and the base side's."""
    return (*questions.page_of(view), *BASE)


async def diff(request: Request) -> Response:
    """A page of changes in order of key. Raises BadRequest for `base_on` together with `during`."""
    here = context(request)
    view = questions.view_named(request.path_params["view"], here.service.views())
    given = memento.with_accepted_instant(request, parameters.read(request.query_params, parameters_of(view)))
    answer_type(request.headers.getlist("accept"), (JSON,))
    parameters.refuse_together(given, "during", "base_on")
    base = Knowledge(given.get("base_published_by"), given.get("base_known_at"), given.get("base_at_position"))
    asked = DiffQuestion(questions.view_question(view.name, given, view.filters), given.get("base_on"), base)
    answer = await here.service.diff(asked)
    found = {**answer.shown(), "next": answer.next}
    return answered(request, answer.echo(), found, answer.position, known_at=asked.question.knowledge.known_at)
