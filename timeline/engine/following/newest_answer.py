"""A page of the newest changes of a view: the question settled, its cursor read, and when each append was recorded."""

from dataclasses import replace

from timeline.clock import Clock
from timeline.engine.asking import cursor
from timeline.engine.asking.asked import day_asked, of_page_one, refuse_unknown_filters, view_named
from timeline.engine.following.followed import Followed
from timeline.engine.following.follower import Follower
from timeline.engine.following.place import Place
from timeline.engine.knowledge import head_and_cut
from timeline.log.protocol import Log, Selection
from timeline.projections.projection import Projection
from timeline.question import Question
from timeline.view_questions import AppendedChange, NewestAnswer


async def newest_changes(log: Log, clock: Clock, follower: Follower, question: Question) -> NewestAnswer:
    """Raises NotFound and BadRequest as a view does, and ViewBehind."""
    view = view_named(question.view)
    refuse_unknown_filters(view, question.filters)
    page = cursor.read(question.after, _pages_of(view)) if question.after else None
    question = replace(of_page_one(question, page), after=None)
    on = day_asked(question, view, clock, page)
    head, until = await head_and_cut(log, question.knowledge)
    followed = Followed(view, question)
    start = Place(follower.version(view), until, on if followed.moves else None)
    if page is not None and page.position <= until:
        start = start._replace(position=await log.cut(known_at=None, at_position=page.position))
        if page.key and start.position == page.position:
            start = start._replace(phase="append", key=page.key)
    found, following = await follower.newest(followed, start, head, question.limit)
    recorded = {at: (await log.read(Selection(after=at - 1, until=at)))[0].recorded_at for at in {one.place.position for one in found}}
    changes = (
        AppendedChange(pair.key, pair.before, pair.after, because if because != "clock" else (), place.position, recorded[place.position])
        for place, pair, because in found
    )
    during = None if question.during is None else question.during.text
    after = None if following is None else cursor.Cursor(_pages_of(view), on, following.position, following.key, during).write()
    return NewestAnswer(on, head, tuple(changes), after)


def _pages_of(view: Projection) -> str:
    return f"{view.name}/changes"
