"""The windows that all rows of a subject share, apart from what each of them says: a report at either end moves them for all rows."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from timeline.projections.fact_in_force import FactInForce
from timeline.question import Evidence, Row, Window


class Told(NamedTuple):
    """A fact that gives a window: its events, the fact itself first, and the ends of the independent chains that it rests on."""

    events: Sequence[str]
    origins: Sequence[str]


class RowWindows(NamedTuple):
    """The days on which a subject is possibly and surely in a view, and by part of the evidence the facts behind that."""

    possible: Window
    sure: Window | None
    told: Mapping[str, Sequence[Told]]

    def on(self, row: Row) -> Row:
        """The row whole: with these windows, and with the facts behind them in its evidence.

        A row that waits for none, since its fold failed, stays as it is.
        """
        if not row.evidence.origins:
            return row
        return row._replace(possible=self.possible, sure=self.sure, evidence=with_told(row.evidence, self.told))


def with_told(evidence: Evidence, told: Mapping[str, Sequence[Told]]) -> Evidence:
    """The evidence of a row with the facts behind its windows, each counted once."""
    facts, _, by_field, origins = evidence
    by, counted, chains = dict(by_field), set[str]().union(*by_field.values()), set(origins)
    for name, behind in told.items():
        if behind:
            by[name] = tuple(dict.fromkeys(chain.from_iterable([events for events, _ in behind])))
        for events, ends in behind:
            if events[0] not in counted:
                counted.add(events[0])
                facts += 1
                chains.update(ends)
    return Evidence(facts, len(chains), by)


def told(facts: Iterable[FactInForce]) -> tuple[Told, ...]:
    """What windows keep of the facts behind them."""
    return tuple([Told(fact.ids, tuple(sorted(fact.origins))) for fact in facts])
