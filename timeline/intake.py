"""Bytes in, proposed events out: the same reading at every entrance, with errors that name the field."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import orjson
import uuid_utils
from pydantic import ValidationError

from events.claim import Claim
from events.fact import Fact, Report
from events.registry import batch_reader, reader
from timeline import strict_json
from timeline.errors import Fault, NotJson, TooLarge, Unreadable
from timeline.faults import faults
from timeline.record import Proposed

LINE = re.compile(rb"[^ \t\r\n][^\n]*")
"""A line of NDJSON that is not blank, from its first character."""


class Limits(NamedTuple):
    """What is refused as soon as it is exceeded."""

    event_bytes_max: int = 65_536
    array_events_max: int = 1_000
    ndjson_events_max: int = 10_000
    depth_max: int = strict_json.DEPTH_MAX


def read_json(body: bytes, limits: Limits = Limits()) -> list[Proposed]:
    """One event or an array of them. Raises NotJson, TooLarge or Unreadable."""
    sent = strict_json.loads(body, depth_max=limits.depth_max)
    if isinstance(sent, list):
        _refuse_count(len(sent), limits.array_events_max)
        try:
            reports = batch_reader().validate_json(body, strict=True)
        except ValidationError as error:
            raise Unreadable("an event cannot be read", faults=faults(error, sent)) from None
        return _distinct([_propose(one, report, f"/{i}", limits) for i, (one, report) in enumerate(zip(sent, reports, strict=True))])
    return [_propose(sent, _read_one(body, sent, ""), "", limits)]


def read_ndjson(body: bytes, limits: Limits = Limits()) -> list[Proposed]:
    """One event a line; blank lines are passed over. Pointers begin with the number of the event, from 0."""
    most = limits.ndjson_events_max
    lines = [match[0] for match in islice(LINE.finditer(body), most + 1)]
    _refuse_count(len(lines), most)
    return _distinct(list(_read_lines(lines, limits)))


def _read_lines(lines: Iterable[bytes], limits: Limits) -> Iterator[Proposed]:
    for number, line in enumerate(lines):
        try:
            sent = strict_json.loads(line, depth_max=limits.depth_max)
        except NotJson as error:
            raise NotJson(f"event {number + 1}: {error.detail}", faults=_below(number, error)) from None
        yield _propose(sent, _read_one(line, sent, f"/{number}"), f"/{number}", limits)


def _below(number: int, error: NotJson) -> tuple[Fault, ...]:
    """The faults of one line, with pointers that begin with its number."""
    return tuple(Fault(fault.detail, pointer=f"/{number}{fault.pointer or ''}") for fault in error.faults)


def _read_one(body: bytes, sent: Any, at: str) -> Report[Fact]:
    try:
        return reader().validate_json(body, strict=True)
    except ValidationError as error:
        raise Unreadable("the event cannot be read", faults=faults(error, sent, at)) from None


def _refuse_count(count: int, most: int) -> None:
    if count == 0:
        raise Unreadable("an append holds at least one event", faults=(Fault("send at least one event", pointer=""),))
    if count > most:
        why = f"an append holds at most {most} events; send them in parts"
        raise Unreadable(why, faults=(Fault(why, pointer=""),))


def _distinct(batch: list[Proposed]) -> list[Proposed]:
    seen: set[str] = set()
    for number, event in enumerate(batch):
        if event.id in seen:
            raise Unreadable(
                f"the id {event.id!r} stands twice in this append",
                faults=(Fault("this id stands earlier in the same append", pointer=f"/{number}/id"),),
            )
        seen.add(event.id)
    return batch


def _propose(sent: dict[str, Any], report: Report[Fact], at: str, limits: Limits) -> Proposed:
    event_id = report.id or str(uuid_utils.uuid7())
    content = {key: value for key, value in sent.items() if value is not None and key != "expected_version"}
    content["id"] = event_id
    payload = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    if len(payload) > limits.event_bytes_max:
        raise TooLarge(
            f"an event has at most {limits.event_bytes_max} bytes, this one {len(payload)}",
            faults=(Fault(f"more than {limits.event_bytes_max} bytes", pointer=at),),
        )
    filled = {"modality": report.claimed_as, "valid_mode": report.mode}
    defaults = orjson.dumps({key: value for key, value in filled.items() if key not in content})[1:-1]
    said = report.model_dump(by_alias=True, exclude_defaults=True) | filled
    for envelope_only in ("id", "expected_version"):
        said.pop(envelope_only, None)
    digest = hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()
    time, data = report.time, report.data
    target = data.target if isinstance(data, Claim) else None
    return Proposed(event_id, report, payload, defaults, digest, time.earliest, time.latest, report.published, target)
