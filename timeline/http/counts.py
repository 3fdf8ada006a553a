"""`/v1/views/{view}/counts`: how many rows there are, by time and by the values of filters."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from timeline.engine.asking.counts import BUCKETS
from timeline.http import memento, parameters, questions
from timeline.http.context import context
from timeline.http.media import JSON, answer_type
from timeline.http.view_answers import answered
from timeline.projections.projection import Projection
from timeline.view_questions import CountsQuestion


def parameters_of(view: Projection) -> Sequence[parameters.Parameter]:
    """Those of the view but for its pages, and what to count by."""
    one = f"({'|'.join((*BUCKETS, *view.filters))})"
    by = parameters.Parameter(
        "by",
        f"What to count by, parted by commas: at most one of {', '.join(BUCKETS)} (of the first possible day), and filters of the view.",
        lambda text: tuple(text.split(",")),
        {"type": "string", "pattern": f"^{one}(,{one})*$", "examples": ["month"]},
    )
    return (*questions.ROW, parameters.CERTAINTY, *parameters.view_filters(view.filters), by)


async def counts(request: Request) -> Response:
    """All counts, in order of what was counted by."""
    here = context(request)
    view = questions.view_named(request.path_params["view"], here.service.views())
    given = memento.with_accepted_instant(request, parameters.read(request.query_params, parameters_of(view)))
    answer_type(request.headers.getlist("accept"), (JSON,))
    asked = CountsQuestion(questions.view_question(view.name, given, view.filters), given.get("by", ()))
    answer = await here.service.counts(asked)
    return answered(request, answer.echo(), answer.shown(), answer.position, known_at=asked.question.knowledge.known_at)
