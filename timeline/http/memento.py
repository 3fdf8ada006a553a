"""`Accept-Datetime` as `known_at` (Memento, RFC 7089): the address without `known_at` is original and time gate, with it the memento."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request

from timeline import clock
from timeline.errors import BadRequest
from timeline.http.answers import address
from timeline.http.context import context
from timeline.http.parameters import Given

_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT", re.ASCII)


def with_accepted_instant(request: Request, given: Given) -> Given:
    """The parameters, with `known_at` from the header where the address has none. Raises BadRequest for an unreadable date.

    Of an instant that has yet to come the newest knowledge is nearest (RFC 7089, section 4.5.3).
    """
    text = request.headers.get("accept-datetime")
    if text is None or "known_at" in given:
        return given
    return {**given, "known_at": min(_instant(text), context(request).service.clock())}


def headers(request: Request, known_at: clock.Instant | None) -> Mapping[str, str]:
    """What a response says of itself as a memento; only `Vary` when it shows the newest knowledge, of which more may come."""
    if known_at is None or known_at > context(request).service.clock():
        return {"vary": "Accept, Accept-Datetime"}
    return {
        "vary": "Accept, Accept-Datetime",
        "memento-datetime": format_datetime(datetime.fromtimestamp(known_at // 1_000_000, UTC), usegmt=True),
        "content-location": address(request, known_at=clock.write(known_at)),
        "link": f'<{address(request, known_at=None)}>; rel="original timegate"',
    }


def _instant(text: str) -> clock.Instant:
    try:
        if _HTTP_DATE.fullmatch(text):
            return clock.read(parsedate_to_datetime(text).isoformat())
    except ValueError:
        pass
    raise BadRequest("Accept-Datetime is an HTTP-date such as Fri, 20 Sep 2024 12:00:00 GMT")
