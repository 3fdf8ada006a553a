"""The events of a subject as threads: each fact with the claims about it, the claims about those, and so on."""

from collections.abc import Iterable, Iterator

from events.claim import Claim
from events.edtf import Day
from timeline.engine.known import Known


class Threads:
    """The events of one subject, in the order in which they became known. A claim stands on the subject of its target."""

    def __init__(self, events: Iterable[Known] = ()) -> None:
        self._by_id: dict[str, Known] = {}
        self._claims: dict[str, list[Known]] = {}
        """By what they speak of."""
        self.published: Day = 0
        """The last day on which any of them was published."""
        for event in events:
            self.add(event)

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Known]:
        return iter(self._by_id.values())

    def add(self, event: Known) -> None:
        self._by_id[event.id] = event
        self.published = max(self.published, event.recorded.published)
        if isinstance(event.report.data, Claim):
            self._claims.setdefault(event.report.data.target, []).append(event)

    def start(self, event: Known) -> Known | None:
        """What the event speaks of in the end, itself if of nothing; None where claims go in a circle."""
        seen = set[str]()
        here: Known | None = event
        while here is not None and isinstance(here.report.data, Claim):
            if here.id in seen:
                return None
            seen.add(here.id)
            here = self._by_id.get(here.report.data.target)
        return here

    def thread(self, event: Known) -> list[Known] | None:
        """The whole thread that the event is in; None where what it speaks of is not there, or claims go in a circle."""
        start = self.start(event)
        return None if start is None else self.whole(start)

    def whole(self, start: Known) -> list[Known]:
        """An event with all claims about it, about those, and so on."""
        found, unread = [start], [start.id]
        while unread:
            claims = self._claims.get(unread.pop(), ())
            found += claims
            unread += [claim.id for claim in claims]
        return found
