"""Keeps the rows of all views up with the log, and builds them anew beside the old ones: for newer code of a view, and on request."""

import asyncio
import logging
import math
from collections.abc import Callable, Mapping

from timeline.engine.keeping.rebuild import NOTHING, Building, Mark, Order, begun, drop_useless, mark_of, outdated
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.keeping.stride import Walk
from timeline.engine.keeping.traffic import BUILDING_SECONDS, Traffic
from timeline.engine.keeping.walkers import Walkers
from timeline.errors import NotFound, Rebuilding, StoreUnavailable
from timeline.log.protocol import Log
from timeline.projections.projection import Projection
from timeline.rows.protocol import RowSet, RowStore

RETRY_SECONDS = 1.0
FAR_BEHIND_EVENTS = 20_000
"""Fewer are taken in within seconds, whatever the log's length."""

TOLD_SECONDS = 0.1
_log = logging.getLogger(__name__)


class Keeper:
    """One task that follows the log. Append within `traffic.appending`; `caught_up` waits for the rows.

    Appends are refused while the rows that answer are more than `behind_events_max` behind.
    """

    follows = True

    def __init__(self, log: Log, rows: RowStore, views: Mapping[str, Projection], walkers: Walkers, behind_events_max: int) -> None:
        self._log = log
        self._walkers = walkers
        self._rows = rows
        self._views = {name: view for name, view in views.items() if not view.parts}
        self.traffic = Traffic(lambda: self.position if self.sets else None, behind_events_max)
        self._live = walkers.follow({}, 0, self.traffic)
        self._kept: Mapping[str, RowSet] = {}
        """The sets that answer, with the positions that they had when they began to."""
        self._building: Walk | None = None
        self._order = NOTHING
        self._swapping = False
        self.failures = 0
        """How often keeping rows failed, and was begun again."""
        self._dropped = False
        """Whether rows may be left of sets that were dropped."""
        self._moved = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    @property
    def sets(self) -> Mapping[str, ViewSet]:
        """The sets that answer, by view; a view that is being built for the first time has none."""
        return self._live.sets

    @property
    def position(self) -> int:
        """The last position that the rows which answer reflect."""
        return self._live.position

    async def untold(self) -> int:
        """Of how many subjects rows as published do not tell all yet; questions fold those on the spot."""
        return await self._rows.untold()

    async def start(self, order: Order = NOTHING) -> None:
        """Find out what is kept, and begin to follow the log. Views without rows of their version are built, and those ordered."""
        self._order = order
        self.traffic.head = (await self._log.head()).position
        await self._take_live()
        if self._is_far_behind():
            self._order = Order(frozenset(self._views), afresh=order.afresh)
        await self._resume()
        self._task = asyncio.create_task(self._follow())

    async def _resume(self) -> None:
        await self._close_walks()
        self._building = None
        await self._take_live()
        await drop_useless(self._rows, {name: view.version for name, view in self._views.items()})
        await self._arrange()
        self._dropped = True

    async def _take_live(self) -> None:
        self._kept = {name: found for name, found in (await self._rows.sets()).items() if name in self._views}
        self._live = self._walk(self._kept)

    def _wanted(self) -> dict[str, int]:
        """The views to build, with the version of their code: those without rows of it, and those ordered."""
        chosen = self._order.views | outdated(self._views, self._kept) | (self._views.keys() - self._kept.keys())
        return {name: view.version for name, view in self._views.items() if name in chosen}

    async def _arrange(self) -> None:
        """Build what is wanted and nothing else."""
        wanted, afresh = self._wanted(), self._order.afresh
        under_way = set() if self._building is None else self._building.sets.keys()
        if under_way == wanted.keys() and not afresh:
            return
        if self._building is not None:
            await self._building.close()
            self._building = None
        if wanted:
            self._building = self._walk(await begun(self._rows, wanted, self.traffic.head, afresh=afresh))
            if afresh:
                self._order = self._order._replace(afresh=False)

    def _walk(self, kept: Mapping[str, RowSet]) -> Walk:
        sets = {name: ViewSet(self._views[name], found.id) for name, found in kept.items()}
        built = next((found.built for found in kept.values()), None)
        if built is not None:
            return self._walkers.build(sets, built, self.traffic)
        return self._walkers.follow(sets, min((found.position for found in kept.values()), default=0), self.traffic)

    async def _close_walks(self) -> None:
        await self._live.close()
        if self._building is not None:
            await self._building.close()

    async def caught_up(self, position: int, seconds: float) -> bool:
        """Whether the rows reflect the position, waiting for it at most so long."""
        if self.position >= position:
            return True
        self.traffic.sought.set()
        return await self.came(position, seconds)

    async def came(self, position: int, seconds: float) -> bool:
        """As `caught_up`, for somebody who is content that appends go first."""
        try:
            async with asyncio.timeout(seconds), self._moved:
                await self._moved.wait_for(lambda: self.position >= position)
        except TimeoutError:
            return self.position >= position
        return True

    def order(self, order: Order) -> None:
        """Have rows built anew; they answer when they reflect what the others do. Raises Rebuilding while any are being built."""
        if names := ", ".join(self._wanted()):
            raise Rebuilding(f"rows are being built: {names}; /v1/views shows how far they are")
        self._order = order
        self.traffic.awake.set()

    def cancel(self, view: str | None = None) -> None:
        """Stop what was ordered, the view's rows among it; a later order goes on there. Raises NotFound where nothing is to stop."""
        ordered = frozenset[str]() if self._swapping else self._order.views
        if not ordered or (view is not None and view not in ordered):
            raise NotFound(f"no rebuild of {view or 'any view'} is running that could be cancelled")
        self._order = NOTHING
        self.traffic.awake.set()

    def mark(self, view: Projection) -> Mark:
        """By which code the rows of a view are made, and what is being built of it."""
        return mark_of(view, self._kept, outdated(self._views, self._kept), self._under_way(view.name))

    def _under_way(self, view: str) -> Building | None:
        wanted = self._wanted()
        if view not in wanted:
            return None
        built = self._building
        events = built.events if built is not None and view in built.sets else 0
        return Building(wanted[view], events, max(self.traffic.head, self.position))

    async def built(self, told: Callable[[Building], None]) -> None:
        """Wait until nothing is being built, telling how far it is, and until what was swapped out is removed.

        Raises StoreUnavailable when keeping rows fails meanwhile.
        """
        failures = self.failures
        async with self._moved:
            while (wanted := self._wanted()) or self._dropped:
                if self.failures > failures:
                    raise StoreUnavailable("rows could not be built; what was built is kept, and the next rebuild goes on there")
                if (under_way := self._under_way(min(wanted, default=""))) is not None:
                    told(under_way)
                await self._moved.wait()

    async def reach(self, position: int, told: Callable[[int], None]) -> None:
        """Wait until the rows of all views reflect a position, telling how many events they do.

        Raises StoreUnavailable when keeping rows fails meanwhile.
        """
        failures = self.failures
        while self._wanted() or not await self.caught_up(position, TOLD_SECONDS):
            if self.failures > failures:
                raise StoreUnavailable("rows could not be kept; the log has everything, and whoever opens the store next goes on")
            told(self.position if self._building is None else max(self.position, self._building.events))
            if self._wanted():
                await asyncio.sleep(TOLD_SECONDS)

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._close_walks()

    async def _follow(self) -> None:
        failed = False
        while True:
            self.traffic.awake.clear()
            try:
                if failed:
                    await self._resume()
                    await self._tell()
                while await self._step():
                    await self.traffic.give_way(math.inf if self._building is None else BUILDING_SECONDS)
            except Exception:  # noqa: BLE001  whatever fails is logged and tried again from what is stored
                _log.exception("keeping rows failed; trying again in %s s", RETRY_SECONDS)
                failed = True
                self.failures += 1
                await self._tell()
                await asyncio.sleep(RETRY_SECONDS)
                continue
            failed = False
            self.traffic.sought.clear()
            await self.traffic.awake.wait()
            await self.traffic.give_way()

    async def _step(self) -> bool:
        """One stride of what answers, else of what is being built, else some of the rest; False when nothing is left to do."""
        await self._arrange()
        moved = bool(self._live.sets) and not self._is_replaced() and await self._live.advance()
        if not moved and self._building is not None:
            moved = await self._build(self._building)
            if not moved and self._may_answer(self._building):
                await self._swap(self._building)
                moved = True
        if moved:
            await self._tell()
        elif self._dropped:
            self._dropped = await self._rows.remove_dropped()
            if not self._dropped:
                await self._tell()
            moved = True
        else:
            if self.position >= self.traffic.head:
                self.traffic.sought.clear()  # whoever waited for rows has them, so appends go first again
            moved = await self._live.settle()
        return moved

    def _is_far_behind(self) -> bool:
        """Whether building all rows anew takes less than taking in what is missing: that is most of the log."""
        return bool(self._live.sets) and self.traffic.behind > max(FAR_BEHIND_EVENTS, self.position)

    def _is_replaced(self) -> bool:
        """Whether what is being built will be at the head before what answers now."""
        built = self._building
        return built is not None and self._live.sets.keys() <= built.sets.keys() and self._is_far_behind()

    async def _build(self, building: Walk) -> bool:
        """Take a step of what is being built; False when it is at the head."""
        if await building.advance():
            return True
        self._building = building.successor()
        if self._building is building:
            return False
        await building.close()
        return await self._building.advance()

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    def _may_answer(self, built: Walk) -> bool:
        """Whether it reflects what answers now does, and is still wanted as it is."""
        caught_up = not self._live.sets or built.position >= self._live.position
        return caught_up and built.sets.keys() == self._wanted().keys() and not self._order.afresh

    async def _swap(self, built: Walk) -> None:
        """What was built answers from now on, beside what needed no building."""
        self._swapping = True
        try:
            await self._rows.swap([each.set_id for each in built.sets.values()])
            self._dropped = True
            if self._live.sets.keys() <= built.sets.keys():
                await self._live.close()
                self._kept = await self._rows.sets()
                self._live = built
            else:
                await self._close_walks()
                await self._take_live()
            self._building, self._order = None, NOTHING
        finally:
            self._swapping = False
