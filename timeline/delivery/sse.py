"""The log as server-sent events (WHATWG HTML, section 9.2): history first, then live, nothing missing and nothing twice."""

import time
from collections.abc import AsyncIterator

from timeline.delivery.frames import Encode, Frames
from timeline.question import EventsQuestion
from timeline.record import Recorded

SILENCE_SECONDS = 15.0
"""After so long, or up to STEP_SECONDS less, a comment shows both sides that the connection lives."""
STEP_SECONDS = 1.0
"""How often a reader for whom nothing comes looks at the time."""
RETRY_MILLISECONDS = 1_000
RETRY = b"retry: %d\n" % RETRY_MILLISECONDS
COMMENT = b": nothing new\n"
"""A line and no more: a block that is over makes some parsers (httpx-sse 0.4) hand out an event without data once they know an id."""


async def stream(
    frames: Frames,
    question: EventsQuestion,
    *,
    encode: Encode = Recorded.served,
    progress: bool = False,
    silence_seconds: float = SILENCE_SECONDS,
) -> AsyncIterator[bytes]:
    """The events that answer the question after its `after`, as they come, until the tail is closed.

    The cursor is a position of the log, up to which all has been looked at. With `progress` the reader is told it at the beginning,
    and in place of a comment: a block that has an id and nothing else. A browser takes note of it and shows its page nothing; many
    libraries hand it on as an event without data, so it has to be wanted.
    """
    channel, cursor = frames.channel(question, encode), question.after or 0
    retry, spoken = RETRY, time.monotonic()
    if progress:
        yield retry + progressed(cursor)
        retry = b""
    while not frames.ended:
        chunk = await channel.after(cursor)
        cursor = chunk.until
        if chunk.body:
            yield retry + chunk.body
            retry = b""
        elif time.monotonic() - spoken > silence_seconds - STEP_SECONDS:
            yield progressed(cursor) if progress else COMMENT
        else:
            continue
        spoken = time.monotonic()


def progressed(cursor: int | str) -> bytes:
    """The block that moves a reader's last event id on, and shows that the connection lives."""
    return b"id: %s\n\n" % str(cursor).encode()
