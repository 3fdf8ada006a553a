"""The log as server-sent events (WHATWG HTML, section 9.2): history first, then live, nothing missing and nothing twice."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

from timeline.delivery.tail import Tail
from timeline.question import LIMIT_MAX, EventsPage, EventsQuestion
from timeline.record import Recorded

SILENCE_SECONDS = 15.0
"""After so long a comment shows both sides that the connection lives."""
RETRY_MILLISECONDS = 1_000
COMMENT = b": nothing new\n\n"

Pages = Callable[[EventsQuestion], Awaitable[EventsPage]]


def frame(event: Recorded) -> bytes:
    """One event: its id the position, its name the type, its data the event, which as JSON has no line breaks."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.position, event.type.encode(), event.served())


async def stream(pages: Pages, tail: Tail, question: EventsQuestion, silence_seconds: float = SILENCE_SECONDS) -> AsyncIterator[bytes]:
    """The events that answer the question after its `after`, as they come, until the tail is closed.

    The cursor is a position of the log. Where a page is the last, it moves to the head that was read before the page: all up
    to there has been looked at, and what came in between is on the next page.
    """
    cursor = question.after or 0
    retry = b"retry: %d\n" % RETRY_MILLISECONDS
    while not tail.closed:
        head = await tail.head()
        page = await pages(replace(question, after=cursor, limit=LIMIT_MAX, descending=False))
        if page.events:
            yield retry + b"".join(frame(event) for event in page.events)
            retry = b""
            cursor = page.events[-1].position
        if page.next is None:
            cursor = max(cursor, head)
            if not await tail.beyond(cursor, silence_seconds) and not tail.closed:
                yield COMMENT
