"""Events of the log as the engine works with them: read once, never changed."""

from functools import lru_cache
from typing import NamedTuple

from events.claim import Claim
from events.edtf import Bound, Day
from events.fact import Fact, Report
from events.registry import reader
from timeline.record import Recorded

READ_EVENTS_KEPT = 10_000
"""About 30 MB of events stay read, so that asking again costs less."""


@lru_cache(maxsize=READ_EVENTS_KEPT)
def _read(payload: bytes) -> Report[Fact]:
    return reader().validate_json(payload, strict=True)


class Known(NamedTuple):
    """An event that counts, as recorded and as a report."""

    recorded: Recorded
    report: Report[Fact]

    @property
    def id(self) -> str:
        return self.recorded.id

    @property
    def takes_effect(self) -> bool:
        """Whether it is a claim that can change what others say; one that is only planned, alleged or denied cannot."""
        return isinstance(self.report.data, Claim) and self.report.claimed_as == "actual"

    @property
    def order_of_effect(self) -> tuple[Day, bytes, str]:
        """The order in which claims take effect: latest published day, digest, and the id of equal ones."""
        return self.recorded.published, self.recorded.digest, self.id

    def own_order(self, earliest: Bound) -> tuple[int, Day, bytes, str]:
        """The order of a subject's facts, whatever order they came in: earliest valid day, then as claims take effect."""
        return (earliest if earliest is not None else 0, *self.order_of_effect)


def known(recorded: Recorded) -> Known:
    """The event, read."""
    return Known(recorded, _read(recorded.payload))
