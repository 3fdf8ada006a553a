"""`/v1/events`: append to the log, and read it."""

import time
from collections.abc import Callable

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from timeline import clock
from timeline.cloudevents import wrap
from timeline.delivery import sse
from timeline.delivery.frames import as_cloudevent
from timeline.errors import BadRequest, Fault, TimelineError
from timeline.exports.forms import ACCEPTED
from timeline.http import exports, parameters, questions, streams
from timeline.http.answers import at_head, json_response, next_link, stored
from timeline.http.bodies import LISTED, bytes_max, read_append, read_body, relocated
from timeline.http.context import Context, context
from timeline.http.idempotency import Reply, fingerprint_of, key_of, with_made_ids
from timeline.http.media import CLOUDEVENTS, EVENT_STREAM, JSON, answer_type, body_type
from timeline.record import Appended, Proposed, Receipt, Recorded

THREAD_BYTES_MIN = 65_536
"""A body from this size on is read in a thread, so that others are answered meanwhile."""


async def events(request: Request) -> Response:
    """The one endpoint of the address, so that `Allow` is right."""
    return await (append(request) if request.method == "POST" else list_events(request))


async def append(request: Request) -> Response:
    here = context(request)
    parameters.read(request.query_params, ())
    media_type = body_type(request.headers, LISTED)
    key = key_of(request.headers)
    body = await read_body(request, bytes_max(media_type, here.settings))
    if key is None:
        return await _append(here, media_type, body)
    fingerprint = fingerprint_of(media_type, body)
    kept = here.replies.begin(key, fingerprint)
    if kept is not None:
        return Response(kept.body, kept.status, {**kept.headers, "idempotency-replayed": "true"}, JSON)
    try:
        answer = await _append(here, media_type, body, lambda events: with_made_ids(events, key, fingerprint))
    except BaseException:
        here.replies.forget(key)
        raise
    location = {name: value for name, value in answer.headers.items() if name == "location"}
    here.replies.finish(key, Reply(answer.status_code, location, bytes(answer.body)))
    return answer


async def _append(here: Context, media_type: str, body: bytes, prepare: Callable[[list[Proposed]], list[Proposed]] = list) -> Response:
    limits = here.settings.limits
    if len(body) < THREAD_BYTES_MIN:
        asked = read_append(media_type, body, limits)
    else:
        asked = await anyio.to_thread.run_sync(read_append, media_type, body, limits)
    began = time.perf_counter()
    try:
        appended = await here.service.append(prepare(asked.events))
    except TimelineError as error:
        raise relocated(error, asked.locate) from None
    here.metrics.appended(sum(not receipt.duplicate for receipt in appended.receipts), time.perf_counter() - began)
    here.tail.wake(appended.position)
    return _answer(appended, asked.single)


def _answer(appended: Appended, single: bool) -> Response:
    """What was appended last is the head that the answer reflects; where all was there before, the head is asked for later."""
    head = max((receipt.position for receipt in appended.receipts if not receipt.duplicate), default=None)
    headers = {} if head is None else at_head(head)
    if single:
        headers["location"] = f"/v1/events/{appended.receipts[0].id}"
    body = {"position": appended.position, "events": [_receipt(receipt) for receipt in appended.receipts]}
    return json_response(body, 200 if head is None else 201, headers)


def _receipt(receipt: Receipt) -> dict[str, object]:
    return {
        "id": receipt.id,
        "subject": receipt.subject,
        "version": receipt.version,
        "position": receipt.position,
        "recorded_at": clock.write(receipt.recorded_at),
        "duplicate": receipt.duplicate,
    }


async def list_events(request: Request) -> Response:
    """A page of the log; as a batch of CloudEvents its `next` is in the Link header alone. Accept may name an export."""
    media_type = answer_type(request.headers.getlist("accept"), (JSON, CLOUDEVENTS, *ACCEPTED))
    if media_type in ACCEPTED:
        return await exports.events_as(request, ACCEPTED[media_type].suffix)
    given = parameters.read(request.query_params, questions.LIST)
    page = await context(request).service.events(questions.events_question(given))
    headers = {**at_head(page.position), **next_link(request, page.next), "vary": "Accept"}
    if media_type == CLOUDEVENTS:
        return json_response([wrap(event) for event in page.events], headers=headers, media_type=CLOUDEVENTS)
    return json_response({"events": stored(page.events), "next": page.next, "position": page.position}, headers=headers)


async def live(request: Request) -> Response:
    """History from where the reader stopped, else from `after`, else from the head; then what comes."""
    here = context(request)
    given = parameters.read(request.query_params, questions.LIVE)
    answer_type(request.headers.getlist("accept"), (EVENT_STREAM,))
    head = (await here.service.head()).position
    start = _last_event_id(request)
    start = given.get("after", head) if start is None else start
    if start > head:
        why = f"position {start} lies past the head {head} of this log"
        raise BadRequest(why, faults=(Fault(why, parameter="after"),))
    encode = as_cloudevent if given.get("format") == "cloudevents" else Recorded.served
    question = questions.events_question({**given, "after": start})
    told = sse.stream(here.frames, question, encode=encode, progress=streams.wants_progress(request))
    return streams.live(request, head, told)


def _last_event_id(request: Request) -> int | None:
    """Raises BadRequest where it is not one of ours."""
    text = request.headers.get("last-event-id", "").strip()
    try:
        return parameters.count(text) if text else None
    except ValueError as error:
        raise BadRequest(f"Last-Event-ID {error}") from None
