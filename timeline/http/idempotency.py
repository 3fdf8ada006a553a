"""The `Idempotency-Key` of a request (IETF draft-ietf-httpapi-idempotency-key-header): the same key and body, the same answer.

Answers are kept in memory, so after a restart none is known. The ids of events are made from key and body, so even then the
log recognises a repeated append and answers with duplicates instead of appending again.
"""

import hashlib
import re
import uuid
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from starlette.datastructures import Headers

from timeline.clock import Clock, Instant
from timeline.errors import BadRequest, Conflict, Unreadable
from timeline.record import Proposed

KEPT_MICROSECONDS = 7 * 86_400 * 1_000_000
REPLIES_MAX = 10_000
REPLY_BYTES_MAX = 64 * 1024 * 1024
"""Older answers make room."""
_KEY = re.compile(r'"([ !#-~]{1,255})"|([!#-~]{1,255})')
_NAMESPACE = uuid.UUID("6f1d5a6e-2c0b-5b52-9a51-0d2c1c6d9a11")


class Reply(NamedTuple):
    """An answer to keep and to give again."""

    status: int
    headers: dict[str, str]
    body: bytes


class _Kept(NamedTuple):
    fingerprint: bytes
    since: Instant
    reply: Reply | None
    """None while the request is running."""


class Replies:
    """The answers of the last seven days by key. Only successes are kept: a request that was refused did nothing."""

    def __init__(self, clock: Clock, *, replies_max: int = REPLIES_MAX, bytes_max: int = REPLY_BYTES_MAX) -> None:
        self._clock = clock
        self._replies_max = replies_max
        self._bytes_max = bytes_max
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._bytes = 0

    def begin(self, key: str, fingerprint: bytes) -> Reply | None:
        """The answer that was given, or None: then the caller answers, and says so with `finish` or `forget`.

        Raises Conflict while a request with the key is running, Unreadable when it came with another body.
        """
        self._drop_expired()
        kept = self._kept.get(key)
        if kept is None:
            self._make_room()
            self._kept[key] = _Kept(fingerprint, self._clock(), None)
            return None
        if kept.fingerprint != fingerprint:
            raise Unreadable("this Idempotency-Key came with another body before; make a new key for a new request")
        if kept.reply is None:
            raise Conflict("a request with this Idempotency-Key is still running; wait for its answer")
        return kept.reply

    def finish(self, key: str, reply: Reply) -> None:
        self._kept[key] = self._kept[key]._replace(reply=reply)
        self._bytes += len(reply.body)

    def forget(self, key: str) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None and kept.reply is not None:
            self._bytes -= len(kept.reply.body)

    def _drop_expired(self) -> None:
        expired = self._clock() - KEPT_MICROSECONDS
        for key in list(takewhile(lambda key: self._kept[key].since <= expired, self._kept)):
            self.forget(key)

    def _make_room(self) -> None:
        """Forget the oldest answers until there is room for one more; requests that are running stay."""
        finished = iter([key for key, kept in self._kept.items() if kept.reply is not None]) if self._crowded() else iter(())
        while self._crowded() and (key := next(finished, None)) is not None:
            self.forget(key)

    def _crowded(self) -> bool:
        return len(self._kept) >= self._replies_max or self._bytes >= self._bytes_max


def key_of(headers: Headers) -> str | None:
    """The key, written as a quoted string or bare. Raises BadRequest for anything else."""
    sent = headers.getlist("idempotency-key")
    if not sent:
        return None
    match = _KEY.fullmatch(sent[0].strip())
    if match is None or len(sent) > 1:
        raise BadRequest('send one Idempotency-Key of 1 to 255 visible ASCII characters, such as "8e03978e-40d5-43dd-bc93-6894a57f9324"')
    return match[1] or match[2]


def fingerprint_of(media_type: str, body: bytes) -> bytes:
    return hashlib.sha256(media_type.encode() + b"\0" + body).digest()


def with_made_ids(events: Sequence[Proposed], key: str, fingerprint: bytes) -> list[Proposed]:
    """The events, with ids that follow from key and body in place of random ones."""
    return [event if event.report.id else _renamed(event, f"{key}\0{fingerprint.hex()}\0{i}") for i, event in enumerate(events)]


def _renamed(event: Proposed, name: str) -> Proposed:
    made = str(uuid.uuid5(_NAMESPACE, name))
    payload = event.payload.replace(event.id.encode(), made.encode())
    return replace(event, id=made, payload=payload)
