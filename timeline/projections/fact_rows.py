"""Rows that stand for a single fact."""

from collections.abc import Iterator
from typing import Any

from timeline.projections.fact_in_force import FactInForce
from timeline.projections.period import Period, StatusSpan, periods
from timeline.projections.valid_days import possible_days, sure_days
from timeline.question import Evidence, Row


def fact_row(fact: FactInForce, state: dict[str, Any]) -> Iterator[Period]:
    """The row of a fact, with its id as key, on the days that it speaks of."""
    surely = sure_days(fact)
    by = dict.fromkeys((*state, "possible", *(("sure",) if surely else ())), fact.ids)
    if fact.disputes and "disputes" in state:
        by["disputes"] = tuple([dispute.id for dispute in fact.disputes])
    evidence = Evidence(1, len(fact.origins), by)
    yield from periods(
        [StatusSpan(None, possible_days(fact), surely)],
        (),
        lambda status, sure, _day: Row(fact.id, "sure" if sure else "possible", None, status.possible, status.sure, state, evidence),
    )
