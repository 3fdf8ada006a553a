"""Places in the changes of a view, and the opaque cursors that name them. Nothing in one is local to a process."""

import base64
import binascii
from datetime import date
from typing import Any, Literal, NamedTuple

import orjson

from events.edtf import Bound
from timeline.errors import BadRequest, Fault

Phase = Literal["at", "append", "clock", "snapshot"]
PHASES: tuple[Phase, ...] = ("at", "append", "clock", "snapshot")
BYTES_MAX = 4_000
NOT_OURS = "this is not a cursor of this stream; use the id of an event that it sent, or leave it out to begin"


class Place(NamedTuple):
    """How far somebody is who follows a view.

    `at` a position, the end of an append, on a day (None where the day does not move); or within what happens there, up to `key`: in
    the `append` that ends at the position, in the coming of the day (`clock`), or in a `snapshot` of that day as of the position.
    `version` is that of the code by which the rows were made.
    """

    version: str
    position: int
    day: Bound
    phase: Phase = "at"
    key: str = ""

    def write(self, question: str) -> str:
        """The cursor, good for one question only."""
        return base64.urlsafe_b64encode(orjson.dumps([question, *self])).decode().rstrip("=")

    def here(self) -> "Place":
        """The same once all that happens there is told."""
        return self._replace(phase="at", key="")


def read(text: str, question: str, *, moves: bool) -> Place:
    """The place that a cursor of the question names; `moves` says whether its day does. Raises BadRequest."""
    try:
        if len(text) > BYTES_MAX:
            raise ValueError(text[:80])
        found: Any = orjson.loads(base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True))
        asked, *parts = found
        place = Place(*parts)
    except (ValueError, TypeError, UnicodeEncodeError, binascii.Error):
        raise refused(NOT_OURS) from None
    if asked != question:
        raise refused("this is a cursor of another question; repeat the parameters of the stream that it comes from")
    well_typed = (str, int, int if moves else type(None), str, str)
    if len(parts) != len(well_typed) or not all(type(part) is kind for part, kind in zip(parts, well_typed, strict=True)):
        raise refused(NOT_OURS)
    day = 1 if place.day is None else place.day
    if place.phase not in PHASES or place.position < 0 or not 1 <= day <= date.max.toordinal():
        raise refused(NOT_OURS)
    return place


def refused(detail: str) -> BadRequest:
    return BadRequest(detail, faults=(Fault(detail, parameter="after"),))
