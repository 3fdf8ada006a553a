"""Views followed over random histories that take weeks, with a clock that the tests move."""

import random
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace

import orjson

from events import edtf
from events.edtf import Bound
from tests.history import Event
from tests.timeline.engine.keeping.random_history import COUNTRIES, history
from timeline import clock
from timeline.clock import Instant
from timeline.engine.following.followed import Followed, Reach, Told
from timeline.engine.following.place import Place
from timeline.errors import Unreadable
from timeline.intake import read_json
from timeline.projections.catalog import views
from timeline.question import LIMIT_MAX, Knowledge, Question
from timeline.service import Service, open_service

FIRST = clock.read("2024-09-05T20:00:00Z")
HOUR = 3_600_000_000
DAY = 24 * HOUR
DAYS = tuple(map(edtf.day, ("2024-09-08", "2024-09-12", "2024-10-10")))
SPANS = tuple(map(edtf.parse, ("2024-09", "2024-09-12/..", "0001/9999", "2030")))
State = tuple[int, Bound]
"""The end of an append, and the day."""


@dataclass
class Lived:
    """A service, and what happened to it: `now` is its clock, `states` are all that a stream from the beginning goes through."""

    service: Service
    now: Instant
    states: list[State] = field(default_factory=list)

    @property
    def today(self) -> int:
        return clock.day_of(self.now)


def lived(store: str, seed: int, events: int = 40) -> AbstractAsyncContextManager[Lived]:
    """A random history in which some appends come within hours, some days after one another; it ends on some later day."""
    chance = random.Random(seed)
    return lived_through(store, ((append, chance.choice((0, HOUR, HOUR, 5 * HOUR, DAY, 3 * DAY))) for append in history(chance, events)))


@asynccontextmanager
async def lived_through(store: str, appends: Iterable[tuple[list[Event], Instant]]) -> AsyncIterator[Lived]:
    """A service to which each of these was appended so long after the one before; two days have passed since."""
    now = [FIRST]
    service = await open_service(store, clock=lambda: now[0])
    found = Lived(service, FIRST)
    try:
        for append, pause in appends:
            now[0] += pause
            try:
                appended = await service.append(read_json(orjson.dumps(append)))
            except Unreadable:
                continue
            _pass_days(found.states, clock.day_of(now[0]))
            found.states.append((appended.position, clock.day_of(now[0])))
        now[0] += 2 * DAY
        _pass_days(found.states, clock.day_of(now[0]))
        found.now = now[0]
        await kept(service)
        yield found
    finally:
        await service.close()


def _pass_days(states: list[State], day: int) -> None:
    if states:
        position, before = states[-1]
        assert before is not None
        states += [(position, each) for each in range(before + 1, day + 1)]


async def kept(service: Service) -> None:
    """Wait until the kept rows reflect the head."""
    assert await service.kept_rows_came((await service.head()).position, patience_seconds=0, seconds=10)


async def reach(lived: Lived) -> Reach:
    return Reach(*await lived.service.reach(), lived.today)


async def told_from(lived: Lived, followed: Followed, place: Place) -> list[Told]:
    """All that is told behind a place until there is no more."""
    found: list[Told] = []
    here = await reach(lived)
    while True:
        page = await lived.service.followed(followed, place, here)
        found += page.told
        if page.ended:
            assert page.place == place
            return found
        assert page.place != place, "a page that is not the last one goes on"
        place = page.place


async def whole(lived: Lived, question: Question) -> tuple[Followed, list[Told]]:
    """All that is told from the beginning of the log."""
    followed, place = await lived.service.following(replace(question, after="0"))
    return followed, await told_from(lived, followed, place)


async def rows(lived: Lived, followed: Followed, state: State) -> dict[str, bytes]:
    """What the view itself answers in a state, by key."""
    known = followed.question.knowledge
    at = state[0] if known.at_position is None else min(state[0], known.at_position)
    asked = replace(followed.question, knowledge=replace(known, at_position=at), limit=LIMIT_MAX)
    answer = await lived.service.view(replace(asked, on=state[1]) if followed.moves else asked)
    assert answer.next is None
    return {row.key: orjson.dumps(row.as_json()) for row in answer.rows}


def replayed(rows: dict[str, bytes], told: Sequence[Told]) -> None:
    """Do to the rows what is told, which has to fit."""
    for _, name, said in told:
        before, after = (None if row is None else orjson.dumps(row) for row in (said["before"], said["after"]))
        assert rows.pop(said["key"], None) == before, (name, said["key"])
        assert {"row.added": before is None, "row.removed": after is None, "row.changed": before and after and before != after}[name]
        if after is not None:
            rows[said["key"]] = after


def random_question(chance: random.Random, head: int) -> Question:
    """Some view, narrowed in some way."""
    view = chance.choice(list(views().values()))
    filters = {}
    if chance.random() < 0.6:
        name = chance.choice(list(view.filters))
        one = view.filters[name]
        filters[name] = tuple(
            chance.sample(one.choices or ("k", "exercise/a", "deployment/b", *COUNTRIES, "CN", "P"), 2 if one.choices else 1)
        )
    on, during = chance.choice(((None, None), (None, None), *((day, None) for day in DAYS), *((None, span) for span in SPANS)))
    by = chance.choice((None, None, None, *map(edtf.day, ("2024-09-01", "2024-10-01"))))
    return Question(
        view.name,
        on,
        during,
        Knowledge(by, at_position=chance.choice((None, None, None, head // 2))),
        certainty=chance.choice((None, None, "sure", "possible")),
        filters=filters,
    )
