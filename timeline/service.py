"""The composition root: the only place where real parts are chosen. HTTP and the command line speak to this."""

from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext
from functools import partial

from timeline import folding
from timeline.clock import Clock, system_clock
from timeline.delivery.tail import Tail
from timeline.delivery.webhooks.addresses import Policy
from timeline.delivery.webhooks.dispatcher import EVENTS, ROWS, Dispatcher
from timeline.delivery.webhooks.log_changes import LogChanges
from timeline.delivery.webhooks.memory import MemoryWebhooks
from timeline.delivery.webhooks.registry import Webhooks
from timeline.delivery.webhooks.sending import HttpSender
from timeline.delivery.webhooks.source import Source
from timeline.delivery.webhooks.sqlite import SqliteWebhooks
from timeline.delivery.webhooks.view_changes import ViewChanges
from timeline.delivery.webhooks.worker import Time
from timeline.engine.asking.asked import view_named
from timeline.engine.asking.comparison import Comparer
from timeline.engine.asking.counts import Teller
from timeline.engine.asking.history import Historian
from timeline.engine.asking.kept_rows import KeptRows
from timeline.engine.asking.log_reader import LogReader
from timeline.engine.asking.sources import Sources
from timeline.engine.asking.view_reader import ViewReader
from timeline.engine.following.beginning import followed_from
from timeline.engine.following.followed import Followed, Page, Reach
from timeline.engine.following.follower import Follower
from timeline.engine.following.newest_answer import newest_changes
from timeline.engine.following.place import Place
from timeline.engine.keeping.keeper import Keeper
from timeline.engine.keeping.rebuild import NOTHING, Building, Mark, Order, mark_of, rebuildable
from timeline.engine.keeping.resting import Resting
from timeline.engine.keeping.walkers import folding_elsewhere, folding_here
from timeline.engine.writer import Writer
from timeline.errors import NoRows
from timeline.log.open import open_log
from timeline.log.protocol import Head, Log
from timeline.log.sqlite.log import SqliteLog
from timeline.projections.catalog import views
from timeline.projections.projection import Projection
from timeline.question import (
    Answer,
    EventAnswer,
    EventsPage,
    EventsQuestion,
    Knowledge,
    Question,
    Row,
    SubjectAnswer,
    SubjectsPage,
)
from timeline.record import Appended, Proposed, Recorded
from timeline.rows.protocol import RowStore
from timeline.rows.sqlite.store import SqliteRows
from timeline.view_questions import CountsAnswer, CountsQuestion, DiffAnswer, DiffQuestion, HistoryAnswer, HistoryQuestion, NewestAnswer

BEHIND_EVENTS_MAX = 10_000
"""Events that are in the log and not yet in the views; beyond it appends are refused."""


class Service:
    """An open store with everything that can be done to it. Make it with `open_service`, end it with `close`."""

    def __init__(
        self, log: Log, clock: Clock, kept: KeptRows | None = None, keeper: Keeper | None = None, rows: RowStore | None = None
    ) -> None:
        self._log = log
        self._writer = Writer(log)
        self._events = LogReader(log)
        self._sources = Sources(log, kept)
        self._views = ViewReader(log, clock, self._sources)
        self._comparer = Comparer(log, clock, self._sources)
        self._historian = Historian(log, self._sources)
        self._teller = Teller(log, self._sources)
        self._keeper = keeper
        self._follower = Follower(log, self._comparer, self._sources, keeper, rows)
        self._appending = 0
        self._webhooks = SqliteWebhooks(log) if isinstance(log, SqliteLog) else MemoryWebhooks()
        self.clock = clock

    async def append(self, batch: Sequence[Proposed]) -> Appended:
        """Append atomically; when it returns, the events are durable.

        Raises IdReused, VersionConflict, UnknownTarget, Unreadable, Busy, or StoreOwned on a store opened for reading.
        """
        self._appending += 1
        try:
            with nullcontext(_nothing) if self._keeper is None else self._keeper.traffic.appending(len(batch)) as told:
                appended = await self._writer.append(batch)
                told(appended.position)
                return appended
        finally:
            self._appending -= 1

    def is_appending(self) -> bool:
        """Whether an append is under way: what can wait gives way to it."""
        return self._appending > 0

    async def head(self) -> Head:
        return await self._log.head()

    async def events(self, question: EventsQuestion) -> EventsPage:
        """A page of the log. Raises BadRequest when a time argument lies beyond the head."""
        return await self._events.events(question)

    async def event(self, event_id: str, knowledge: Knowledge = Knowledge()) -> EventAnswer:
        """One event and its standing. Raises NotFound where it is not known."""
        return await self._events.event(event_id, knowledge)

    async def recorded(self, ids: Sequence[str]) -> list[Recorded]:
        """The events with these ids that the log has, in order of position."""
        return await self._log.get(ids)

    async def subjects(self, *, prefix: str = "", after: str = "", limit: int = 100, knowledge: Knowledge = Knowledge()) -> SubjectsPage:
        return await self._events.subjects(prefix=prefix, after=after, limit=limit, knowledge=knowledge)

    async def subject(self, name: str, question: Question) -> SubjectAnswer:
        """One subject; of the question only the time arguments count. Raises NotFound where no event of it is known."""
        return await self._views.subject(name, question)

    def views(self) -> Sequence[Projection]:
        """Every view, in order of name."""
        return tuple(views().values())

    def kept_until(self, view: str) -> int | None:
        """The last position that the kept rows of a view reflect; None where the view is folded for each question."""
        parts = [part.view.name for part in views()[view].parts] or [view]
        if self._keeper is None or any(part not in self._keeper.sets for part in parts):
            return None
        return self._keeper.position

    def mark(self, view: str) -> Mark:
        """By which version of its code the rows of a view are made, and what is being built of it."""
        found = views()[view]
        return mark_of(found, {}, (), None) if self._keeper is None else self._keeper.mark(found)

    async def untold(self) -> int:
        """How many subjects have to be folded where somebody asks what was published by a day: their rows are not kept yet."""
        return await self._keeper.untold() if self._keeper is not None else 0

    @property
    def keeping_failures(self) -> int:
        """How often keeping rows failed, and was begun again."""
        return 0 if self._keeper is None else self._keeper.failures

    def rebuild(self, names: Collection[str], *, afresh: bool = False) -> Sequence[str]:
        """Have the rows of these views built anew beside those that answer, of all where none is named. Gives their names.

        `afresh` goes on with nothing that a cancelled rebuild left behind. Raises NotFound, NoRows, and Rebuilding while any
        rows are being built.
        """
        order = Order(rebuildable(names, views()), afresh)
        self._keeping().order(order)
        return sorted(order.views)

    def cancel_rebuild(self, view: str | None = None) -> None:
        """Stop the rebuild that was asked for, of this view among others. Raises NotFound where none is running, and NoRows."""
        if view is not None:
            rebuildable([view], views())
        self._keeping().cancel(view)

    async def rebuilt(self, told: Callable[[Building], None]) -> None:
        """Wait until nothing is being built. Raises NoRows, and StoreUnavailable when building fails."""
        await self._keeping().built(told)

    async def kept_up(self, told: Callable[[int, int], None]) -> None:
        """Wait until all views show what is in the log now, telling how many events they do of how many.

        Raises StoreUnavailable when keeping rows fails meanwhile. Views that are folded for each question always do.
        """
        head = (await self._log.head()).position
        if self._keeper is not None:
            await self._keeper.reach(head, lambda events: told(events, head))

    def _keeping(self) -> Keeper:
        if self._keeper is None:
            raise NoRows("no rows are kept of this store: every question is folded, so there is nothing to rebuild")
        return self._keeper

    async def view(self, question: Question) -> Answer:
        """A page of a view. Raises NotFound for an unknown view, BadRequest for filters or a cursor that it cannot read."""
        return await self._views.view(question)

    async def row(self, key: str, question: Question) -> Row:
        """One row of a view. Raises NotFound where there is none on that day."""
        return await self._views.row(key, question)

    async def diff(self, question: DiffQuestion) -> DiffAnswer:
        """A page of what changed between two answers of a view, and because of which events. Raises as `view` does."""
        return await self._comparer.diff(question)

    async def history(self, question: HistoryQuestion) -> HistoryAnswer:
        """Every version of one row. Raises NotFound where the key never had one."""
        return await self._historian.history(question)

    async def counts(self, question: CountsQuestion) -> CountsAnswer:
        """How many rows a view has. Raises as `view` does, and BadRequest for what it cannot be counted by."""
        return await self._teller.counts(question)

    async def following(self, question: Question, *, resumes: str | None = None, snapshot: bool = False) -> tuple[Followed, Place]:
        """A view to follow, and the place to begin at: behind the cursor `resumes`, else behind the question's `after`, else at the head.

        With `snapshot` the rows come first, unless somebody resumes. Raises NotFound and BadRequest.
        """
        version = self._follower.version(view_named(question.view))
        return await followed_from(self._log, self.clock, question, version, resumes=resumes, snapshot=snapshot)

    async def followed(self, followed: Followed, place: Place, reach: Reach) -> Page:
        """What becomes of a view behind a place. Raises ViewBehind and StoreUnavailable: try again then."""
        return await self._follower.page(followed, place, reach)

    async def newest(self, question: Question) -> NewestAnswer:
        """What the newest appends did to a view on the day asked for. Raises NotFound and BadRequest, and ViewBehind."""
        return await newest_changes(self._log, self.clock, self._follower, question)

    async def reach(self) -> tuple[int, int | None, tuple[int, ...]]:
        """The head of the log, the last position that kept rows reflect (None where none are), and the sets of those that answer."""
        head, sets = (await self._log.head()).position, {} if self._keeper is None else self._keeper.sets
        kept = self._keeper.position if self._keeper is not None and sets else None
        return head, kept, tuple(sorted(each.set_id for each in sets.values()))

    async def kept_rows_came(self, position: int, *, patience_seconds: float, seconds: float) -> bool:
        """Whether kept rows reflect the position; they are hurried only when patience is at its end."""
        if self._keeper is None:
            return True
        return await self._keeper.came(position, patience_seconds) or await self._keeper.caught_up(position, seconds)

    def webhooks(self, tail: Tail, networks: Sequence[str] = ()) -> Webhooks:
        """The webhooks of this store; `networks` may be called though private. Nothing is sent before its dispatcher is started."""
        policy = Policy(networks)
        sources: dict[str, Source] = {EVENTS: LogChanges(self.events, tail), ROWS: ViewChanges(self, tail)}
        dispatcher = Dispatcher(self._webhooks, sources, HttpSender(policy), self.is_appending, Time(self.clock))
        return Webhooks(self._webhooks, sources, policy, dispatcher, self.clock)

    async def close(self) -> None:
        """Finish what is being written and let go of the store."""
        await self._writer.close()
        if self._keeper is not None:
            await self._keeper.close()
        await self._log.close()


def _nothing(_position: int) -> None: ...


async def open_service(
    store: str,
    *,
    read_only: bool = False,
    clock: Clock = system_clock,
    behind_events_max: int = BEHIND_EVENTS_MAX,
    folding_processes: int = 0,
    order: Order | None = NOTHING,
) -> Service:
    """Open the store named by a URL: ``sqlite:///timeline.db`` or ``memory:``. Appends wait for views that are too far behind.

    With `folding_processes` rows are folded in so many processes of their own, which take a second to start and leave this one free.
    The rows ordered are built anew. With no order at all rows stay as they are, and whoever keeps them next takes in what is appended here.

    Raises StoreOwned when another process owns it and `read_only` is false, StoreUnavailable when it cannot be opened.
    """
    log = await open_log(store, read_only=read_only, clock=clock)
    if not isinstance(log, SqliteLog):
        return Service(log, clock)
    rows = SqliteRows(log)
    if read_only or order is None:
        return Service(log, clock, KeptRows(log, rows, Resting(rows, views())))

    start = partial(folding.start, store)
    walkers = folding_elsewhere(log, rows, start, folding_processes) if folding_processes else folding_here(log, rows)
    keeper = Keeper(log, rows, views(), walkers, behind_events_max)
    await keeper.start(order)
    return Service(log, clock, KeptRows(log, rows, keeper), keeper, rows)
