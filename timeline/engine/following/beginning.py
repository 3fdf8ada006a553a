"""Where a stream begins: where its reader stopped, at a position, or at the head; with the rows first where they are asked for."""

from dataclasses import replace

from events.edtf import Bound
from timeline.clock import Clock, day_of
from timeline.engine.asking.asked import refuse_unknown_filters, view_named
from timeline.engine.following import place as places
from timeline.engine.following.followed import Followed
from timeline.engine.following.place import Place, refused
from timeline.engine.knowledge import head_and_cut
from timeline.log.protocol import Log, Selection
from timeline.question import Question

DIGITS_MAX = 18


async def followed_from(
    log: Log, clock: Clock, question: Question, version: str, *, resumes: str | None, snapshot: bool
) -> tuple[Followed, Place]:
    """The question settled, and the place to begin at: `resumes` is where the reader was told everything, else `after` counts.

    `after` is a cursor or a position, which is taken under the day on which it was recorded. Who resumes gets no snapshot again.
    Raises NotFound and BadRequest.
    """
    followed = Followed(view_named(question.view), replace(question, after=None))
    refuse_unknown_filters(followed.view, question.filters)
    _, until = await head_and_cut(log, question.knowledge)
    today = max(day_of(clock()), day_of((await log.head()).recorded_at))
    text = resumes or question.after
    if text is None:
        begin = Place(version, until, today if followed.moves else None)
    elif resumes is None and text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX:
        begin = await _at_position(log, followed, int(text), Place(version, until, today))
    else:
        begin = places.read(text, followed.name, moves=followed.moves)
        _refuse_beyond(begin.position, until)
        if await log.cut(known_at=None, at_position=begin.position) != begin.position or (begin.day or 0) > today + 1:
            raise refused("this is not a cursor of this log: it names a place where no stream can be")
    if snapshot and resumes is None and begin.phase != "snapshot":
        begin = begin._replace(phase="snapshot", key="")
    return followed, begin


async def _at_position(log: Log, followed: Followed, position: int, newest: Place) -> Place:
    """A position inside an append means the state before it."""
    _refuse_beyond(position, newest.position)
    position = await log.cut(known_at=None, at_position=position)
    day: Bound = None
    if followed.moves:
        near = await log.read(Selection(after=max(position - 1, 0), limit=1))
        day = day_of(near[0].recorded_at) if near else newest.day
    return newest._replace(position=position, day=day)


def _refuse_beyond(position: int, until: int) -> None:
    if position > until:
        raise refused(f"position {position} lies past {until}, the last that is known of this log")
