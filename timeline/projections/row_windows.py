"""The windows that all rows of a subject share, apart from what each of them says: a report at either end moves them for all rows."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

from timeline.projections.fact_in_force import FactInForce
from timeline.question import Evidence, Row, Window


class Told(NamedTuple):
    """A fact that gives a window: its events, the fact itself first, and the ends of the independent chains that it rests on."""

    events: tuple[str, ...]
    origins: tuple[str, ...]


class RowWindows(NamedTuple):
    """The days on which a subject is possibly and surely in a view, and by part of the evidence the facts behind that."""

    possible: Window
    sure: Window | None
    told: Mapping[str, tuple[Told, ...]]

    def on(self, row: Row) -> Row:
        """The row whole: with these windows, and with the facts behind them in its evidence, each counted once.

        A row that waits for none, since its fold failed, stays as it is.
        """
        facts, _, by_field, origins = row.evidence
        if not origins:
            return row
        counted, chains = set[str]().union(*by_field.values()), set(origins)
        by = dict(by_field)
        for name, told in self.told.items():
            if told:
                by[name] = tuple(dict.fromkeys(chain.from_iterable([fact.events for fact in told])))
            for fact in told:
                if fact.events[0] not in counted:
                    counted.add(fact.events[0])
                    facts += 1
                    chains.update(fact.origins)
        return row._replace(possible=self.possible, sure=self.sure, evidence=Evidence(facts, len(chains), by))


def told(facts: Iterable[FactInForce]) -> tuple[Told, ...]:
    """What windows keep of the facts behind them."""
    return tuple([Told(fact.ids, tuple(sorted(fact.origins))) for fact in facts])
