"""How far the log is known, as one chooses to know it."""

from timeline.log.protocol import Log
from timeline.question import Knowledge


async def head_and_cut(log: Log, knowledge: Knowledge) -> tuple[int, int]:
    """The head, and the last position that is known, never past that head though appends go on.

    Raises BadRequest when `at_position` lies beyond the head.
    """
    head = (await log.head()).position
    if knowledge.known_at is None and knowledge.at_position is None:
        return head, head
    return head, min(head, await log.cut(known_at=knowledge.known_at, at_position=knowledge.at_position))
