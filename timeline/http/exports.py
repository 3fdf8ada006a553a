"""The views and the log in other forms: `/v1/views/{view}.csv`, `/v1/events.ics` …, and the same by `Accept`."""

from collections.abc import AsyncIterator, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from timeline import clock
from timeline.exports import forms
from timeline.exports.answers import Answers
from timeline.exports.export import Export, Link, of_log, of_view
from timeline.exports.forms import Form
from timeline.http import memento, parameters, questions
from timeline.http.answers import address, at_head, is_fresh, weak_tag
from timeline.http.context import context
from timeline.http.view_answers import VERSION, at_version, headers_of
from timeline.projections.projection import Projection


def _count_from_one(text: str) -> int:
    number = parameters.count(text)
    if number == 0:
        raise ValueError("is at least 1")
    return number


LIMIT = parameters.Parameter(
    "limit", "How many at most; without it all of them, and the newest 100 as Atom.", _count_from_one,
    {"type": "integer", "minimum": 1, "maximum": parameters.AT_POSITION.schema["maximum"]},
)  # fmt: skip
LOG = tuple(LIMIT if one is parameters.LIMIT else one for one in questions.LIST)


def parameters_of(view: Projection) -> Sequence[parameters.Parameter]:
    """Those of a page of the view, but that the limit has no bound."""
    return tuple(LIMIT if one is parameters.LIMIT else one for one in questions.page_of(view))


async def view(request: Request) -> Response:
    """A view by suffix."""
    name, _, suffix = f"{request.path_params['view']}.{request.path_params['form']}".partition(".")
    return await view_as(request, name, suffix)


async def events(request: Request) -> Response:
    """The log by suffix."""
    return await events_as(request, request.path_params["form"])


async def view_as(request: Request, name: str, suffix: str) -> Response:
    """The rows of a view in a form, or 304. Raises as the JSON endpoint does, and NotFound for an unknown suffix."""
    here = context(request)
    known = questions.view_named(name, here.service.views())
    given = memento.with_accepted_instant(request, parameters.read(request.query_params, parameters_of(known)))
    form = forms.form_named(suffix)
    version = at_version(request, name)
    headers = headers_of(request, given.get("known_at"), await _tag(request, suffix, version[VERSION]), version)
    if is_fresh(request, headers["etag"]) and "stale" not in given:
        return Response(status_code=304, headers=headers)
    return await _sent(request, await view_export(here.service, known, form, given, _link(request, suffix)), headers)


async def events_as(request: Request, suffix: str) -> Response:
    """The log in a form, or 304."""
    given = parameters.read(request.query_params, LOG)
    form = forms.form_named(suffix)
    headers = {"vary": "Accept", "etag": await _tag(request, suffix, "")}
    if is_fresh(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    return await _sent(request, await log_export(context(request).service, form, given, _link(request, suffix)), headers)


def _link(request: Request, suffix: str) -> Link:
    """Addresses by suffix, also where the form was asked for by Accept."""

    def link(after: object) -> str:
        path, mark, query = address(request, after=after).partition("?")
        return f"{path.removesuffix(f'.{suffix}')}.{suffix}{mark}{query}"

    return link


async def view_export(answers: Answers, view: Projection, form: Form, given: parameters.Given, link: Link | None = None) -> Export:
    """The export that the parameters of a view ask for."""
    question = questions.view_question(view.name, given, view.filters)
    return await of_view(answers, view, form, question, given.get("limit"), link)


async def log_export(answers: Answers, form: Form, given: parameters.Given, link: Link | None = None) -> Export:
    """The export that the parameters of the log ask for."""
    return await of_log(answers, form, questions.events_question(given), given.get("limit"), link)


async def _tag(request: Request, suffix: str, version: str) -> str:
    """The entity tag of an export: of the question, the head, the day, and the code behind the rows. It is known before anything is read.

    What is read afterwards may know more than this head, which then never comes again; so a tag never stands for two documents,
    unless the reader is content with rows that are behind.
    """
    service = context(request).service
    state = ((await service.head()).position, clock.day_of(service.clock()), version, forms.WRITTEN_AS)
    return weak_tag(address(request).encode(), request.headers.get("accept-datetime", "").encode(), suffix.encode(), str(state).encode())


async def _sent(request: Request, export: Export, headers: Mapping[str, str]) -> Response:
    """The document in pieces; the first one is made before anything is sent."""
    first = await anext(export.pieces)
    manner = "inline" if export.form.inline else "attachment"
    headers = {
        **headers,
        **at_head(export.position),
        "content-type": export.form.media_type,
        "content-disposition": f'{manner}; filename="{export.filename}"',
    }
    if request.method == "HEAD":  # no Content-Length is claimed for what is only known when it is written
        return StreamingResponse(iter(()), headers=headers)
    return StreamingResponse(_from(first, export.pieces), headers=headers)


async def _from(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece
