"""`/v1/views/{view}/live`: a view as server-sent events, as the log grows and days pass."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from timeline.engine.following.followed import Followed
from timeline.engine.following.place import Place
from timeline.errors import BadRequest
from timeline.http import memento, parameters, questions, streams
from timeline.http.context import context
from timeline.http.media import EVENT_STREAM, answer_type
from timeline.http.view_answers import at_version
from timeline.projections.projection import Projection
from timeline.question import Question
from timeline.service import Service

AFTER = parameters.Parameter(
    "after",
    "The id of an event of this stream, or a position of the log, which is taken under the day on which it was recorded; "
    "without it the stream begins at the head. `Last-Event-ID` comes first.",
    parameters.words,
    {"type": "string", "minLength": 1},
)
SNAPSHOT = parameters.Parameter(
    "snapshot",
    "`true` sends the rows first, as `row.added`, and then `view.snapshot`.",
    lambda text: parameters.one_of("true", "false")(text) == "true",
    {"type": "string", "enum": ["true", "false"]},
)


def parameters_of(view: Projection) -> Sequence[parameters.Parameter]:
    """Those of the view, but for pages and for rows that are behind."""
    asked = (one for one in questions.page_of(view) if one not in (parameters.LIMIT, parameters.CURSOR, parameters.STALE))
    return (*asked, AFTER, SNAPSHOT)


async def live(request: Request) -> Response:
    """What becomes of the rows, from where the reader stopped, else from `after`, else from the head."""
    here = context(request)
    view = questions.view_named(request.path_params["view"], here.service.views())
    given = memento.with_accepted_instant(request, parameters.read(request.query_params, parameters_of(view)))
    answer_type(request.headers.getlist("accept"), (EVENT_STREAM,))
    question = questions.view_question(view.name, given, view.filters)
    resumes = request.headers.get("last-event-id", "").strip() or None
    followed, place = await _begin(here.service, question, resumes, snapshot=given.get("snapshot", False))
    more = {**memento.headers(request, question.knowledge.known_at), **at_version(request, view.name)}
    blocks = here.view_streams.stream(followed, place, progress=streams.wants_progress(request))
    return streams.live(request, (await here.service.head()).position, blocks, more)


async def _begin(service: Service, question: Question, resumes: str | None, *, snapshot: bool) -> tuple[Followed, Place]:
    """Raises NotFound and BadRequest, which names the header where that is what cannot be read."""
    try:
        return await service.following(question, resumes=resumes, snapshot=snapshot)
    except BadRequest as error:
        if resumes is not None and any(fault.parameter == AFTER.name for fault in error.faults):
            raise BadRequest(f"Last-Event-ID: {error.detail}") from None
        raise
