"""The body of an append: read within its limit, in each listed media type, with pointers into the body as it was sent."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import orjson
from starlette.requests import Request

from timeline import intake, strict_json
from timeline.errors import BadRequest, Fault, TimelineError, TooLarge, Unreadable
from timeline.http import cloudevents
from timeline.http.media import CLOUDEVENT, CLOUDEVENTS, JSON, NDJSON
from timeline.record import Proposed
from timeline.settings import Settings

LISTED = (JSON, NDJSON, CLOUDEVENT, CLOUDEVENTS)
_EVENT = re.compile(r"/(\d+)(?:/([^/]*))?")

Locate = Callable[[str], str]
"""From a pointer that begins with the number of the event to one into the body."""


class Append(NamedTuple):
    """What a body asks to append."""

    events: list[Proposed]
    single: bool
    locate: Locate


async def read_body(request: Request, most: int) -> bytes:
    """The whole body. Raises TooLarge as soon as it is known to have more than `most` bytes."""
    refusal = TooLarge(f"this body may have at most {most} bytes; send it in parts", bytes_max=most)
    declared = request.headers.get("content-length", "0")
    if not (declared.isascii() and declared.isdecimal()):
        raise BadRequest("Content-Length is a number of bytes")
    if int(declared) > most:
        raise refusal
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise refusal
        chunks.append(chunk)
    return b"".join(chunks)


def bytes_max(media_type: str, settings: Settings) -> int:
    return settings.ndjson_bytes_max if media_type == NDJSON else settings.json_bytes_max


def read_append(media_type: str, body: bytes, limits: intake.Limits) -> Append:
    """The events of a body of a listed media type. Raises NotJson, TooLarge or Unreadable with pointers into it."""
    match media_type:
        case "application/x-ndjson":
            return Append(intake.read_ndjson(body, limits), single=False, locate=lambda pointer: pointer)
        case "application/json":
            single = not body.lstrip(b" \t\r\n").startswith(b"[")
            return Append(intake.read_json(body, limits), single, _without_number if single else lambda pointer: pointer)
    return _read_cloudevents(strict_json.loads(body, depth_max=limits.depth_max), media_type == CLOUDEVENT, limits)


def relocated(error: TimelineError, locate: Locate) -> TimelineError:
    """The error with its pointers turned into ones into the body."""
    error.faults = tuple(Fault(f.detail, f.pointer if f.pointer is None else locate(f.pointer), f.parameter) for f in error.faults)
    return error


def _without_number(pointer: str) -> str:
    return _EVENT.sub(lambda match: "" if match[2] is None else f"/{match[2]}", pointer, count=1)


def _read_cloudevents(sent: Any, single: bool, limits: intake.Limits) -> Append:
    if isinstance(sent, list) is single:
        raise Unreadable(
            f"{CLOUDEVENT} holds one event, {CLOUDEVENTS} an array of them",
            faults=(Fault("one or an array, as Content-Type says", pointer=""),),
        )
    unwrapped = [cloudevents.unwrap(one) for one in ([sent] if single else sent)]
    locate = _into_envelopes(unwrapped, single)
    faults = tuple(
        Fault(fault.detail, pointer=("" if single else f"/{number}") + (fault.pointer or ""))
        for number, one in enumerate(unwrapped) for fault in one.faults
    )  # fmt: skip
    if faults:
        raise Unreadable("a CloudEvent cannot be read", faults=faults)
    try:
        return Append(intake.read_json(orjson.dumps([one.event for one in unwrapped]), limits), single, locate)
    except TimelineError as error:
        raise relocated(error, locate) from None


def _into_envelopes(unwrapped: Sequence[cloudevents.Unwrapped], single: bool) -> Locate:
    """A member that an attribute filled in is where the attribute is; every other is in `data`."""

    def locate(pointer: str) -> str:
        match = _EVENT.match(pointer)
        if match is None:
            return pointer
        start = "" if single else f"/{match[1]}"
        inside = pointer[len(match[1]) + 1 :]
        return start + inside if match[2] in unwrapped[int(match[1])].filled else f"{start}/data{inside}"

    return locate
