"""Rows that stand for a single fact."""

from collections.abc import Callable, Iterator
from typing import Any

from events.edtf import Day
from timeline.projections.case import FactInForce
from timeline.projections.evidence import Reading
from timeline.projections.period import Period, StatusSpan, periods
from timeline.projections.valid_days import possible_days, sure_days
from timeline.question import Row


def fact_row(fact: FactInForce, state: dict[str, Any]) -> Iterator[Period]:
    """The row of a fact, with its id as key, on the days that it speaks of."""
    days = possible_days(fact)
    surely = sure_days(fact)
    spans = [StatusSpan(None, days, surely)]
    reading = Reading([fact])
    parts = dict.fromkeys((*state, "possible", *(("sure",) if surely else ())), (fact,))
    if parts.pop("disputes", None):
        reading.cites("disputes", (dispute.id for dispute in fact.disputes))
    found = reading.evidence(parts)
    row: Callable[[StatusSpan, bool, Day], Row] = lambda status, sure, _day: Row(  # noqa: E731
        fact.id, "sure" if sure else "possible", None, status.possible, status.sure, state, found
    )
    yield from periods(spans, (), row)
