"""The opaque cursor of a page of rows: it pins the day or the days and the position of page one, and holds nothing local to a process."""

import base64
import binascii
from datetime import date
from typing import Any, NamedTuple

import orjson

from events.edtf import Bound, EdtfError, parse
from timeline.errors import BadRequest, Fault


class Cursor(NamedTuple):
    """Where the next page goes on: after `key`, as of `position`, on day `on` (None: `during` a stretch of days, else every day)."""

    view: str
    on: Bound
    position: int
    key: str
    during: str | None = None

    def write(self) -> str:
        return base64.urlsafe_b64encode(orjson.dumps(list(self))).decode().rstrip("=")


def read(text: str, view: str) -> Cursor:
    """The cursor. Raises BadRequest when it is not one of this view."""
    try:
        found: Any = orjson.loads(base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        cursor = Cursor(*found)
    except (ValueError, TypeError, UnicodeEncodeError, binascii.Error):
        raise _refused() from None
    well_typed = [int | None, int, str, str | None]
    if found[0] != view or not all(map(isinstance, found[1:], well_typed)):
        raise _refused()
    if cursor.during is not None and not _is_edtf(cursor.during):
        raise _refused()
    if not 1 <= (cursor.on or 1) <= date.max.toordinal() or cursor.position < 0:
        raise _refused()
    return cursor


def _is_edtf(text: str) -> bool:
    try:
        parse(text)
    except EdtfError:
        return False
    return True


def _refused() -> BadRequest:
    detail = "this is not a cursor of this view; use the 'next' of an answer, or leave it out to begin"
    return BadRequest(detail, faults=(Fault(detail, parameter="after"),))
