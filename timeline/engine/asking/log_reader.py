"""Questions to the log: its events, one event with its standing, its subjects."""

from typing import Any

import orjson

from events.edtf import iso
from timeline.engine.knowledge import head_and_cut
from timeline.engine.known import known
from timeline.engine.standing import Standing, standings
from timeline.errors import NotFound
from timeline.log.protocol import Log, Selection
from timeline.question import EventAnswer, EventsPage, EventsQuestion, Knowledge, SubjectsPage
from timeline.record import Recorded

CLAIMS = ("claim.*",)


class LogReader:
    """Reads the log as one chooses to know it."""

    def __init__(self, log: Log) -> None:
        self._log = log

    async def events(self, question: EventsQuestion) -> EventsPage:
        """A page of the events that match; with `standing`, pages of the log are read until enough of them match."""
        head, until = await head_and_cut(self._log, question.knowledge)
        after, found = question.after, list[Recorded]()
        while len(found) <= question.limit:
            page = await self._log.read(self._selection(question, after, until))
            found += await self._standing_as_asked(question, page, until)
            if len(page) <= question.limit:
                break
            after = page[-1].position
        more = len(found) > question.limit
        events = tuple(found[: question.limit])
        return EventsPage(events, events[-1].position if more else None, head)

    def _selection(self, question: EventsQuestion, after: int | None, until: int) -> Selection:
        firsts = [day for day in (question.on, question.valid_from) if day is not None]
        lasts = [day for day in (question.on, question.valid_to) if day is not None]
        return Selection(
            after=after,
            until=until,
            limit=question.limit + 1,
            descending=question.descending,
            types=question.types,
            subject=question.subject,
            actor=question.actor,
            valid_from=max(firsts, default=None),
            valid_to=min(lasts, default=None),
            published_by=question.knowledge.published_by,
            q=question.q,
            targeted=question.standing in {"corrected", "retracted", "disputed"},
        )

    async def _standing_as_asked(self, question: EventsQuestion, page: list[Recorded], until: int) -> list[Recorded]:
        if question.standing is None:
            return page
        stands = await self._standings(page, until, question.knowledge)
        if question.standing == "disputed":
            return [event for event in page if stands[event.id].disputes]
        return [event for event in page if stands[event.id].status == question.standing]

    async def _standings(self, events: list[Recorded], until: int, knowledge: Knowledge) -> dict[str, Standing]:
        """The standing of these events by all claims that are known on their subjects."""
        relevant = {event.id: event for event in events}
        for subject in sorted({event.subject for event in events}):
            selection = Selection(subject=subject, types=CLAIMS, until=until, published_by=knowledge.published_by)
            relevant |= {claim.id: claim for claim in await self._log.read(selection)}
        return standings(known(event) for event in relevant.values())

    async def event(self, event_id: str, knowledge: Knowledge) -> EventAnswer:
        head, until = await head_and_cut(self._log, knowledge)
        event = next(iter(await self._log.get([event_id])), None)
        unpublished = event is not None and knowledge.published_by is not None and event.published > knowledge.published_by
        if event is None or event.position > until or unpublished:
            raise NotFound(f"no event with the id {event_id!r} is known")
        stands = (await self._standings([event], until, knowledge))[event_id]
        return EventAnswer(event, shown(stands), head)

    async def subjects(self, *, prefix: str, after: str, limit: int, knowledge: Knowledge) -> SubjectsPage:
        head, until = await head_and_cut(self._log, knowledge)
        found = await self._log.subjects(prefix=prefix, after=after, limit=limit + 1, until=until)
        more = len(found) > limit
        return SubjectsPage(tuple(found[:limit]), found[limit - 1].subject if more else None, head)


def shown(stands: Standing) -> dict[str, Any]:
    """The standing as the contract gives it; `skipped` lists claims that could not take effect, with the reason."""
    return {
        "status": stands.status,
        "corrected_by": stands.corrected_by,
        "retracted_by": stands.retracted_by,
        "disputed_by": [dispute.id for dispute in stands.disputes],
        "corroborated_by": [claim for claim, _ in stands.corroborations],
        "reliability": stands.reliability,
        "credibility": stands.credibility,
        "skipped": [{"id": one.id, "reason": one.reason} for one in stands.skipped],
        "as_corrected": _as_corrected(stands),
    }


def _as_corrected(stands: Standing) -> dict[str, Any] | None:
    if stands.sent is None:
        return None
    report, time = stands.report, stands.report.time
    filled = {"valid_mode": report.mode, "modality": report.claimed_as, "earliest": iso(time.earliest), "latest": iso(time.latest)}
    served: dict[str, Any] = orjson.loads(stands.event.recorded.served())
    kept = {name: served[name] for name in ("position", "version", "recorded_at", "leaf_hash")}
    return {**stands.sent, **filled, **kept}
