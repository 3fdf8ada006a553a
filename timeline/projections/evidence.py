"""Which reports stand behind a row, and single values and lists taken from them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Any

from timeline.projections.fact_in_force import FactInForce, preference_of
from timeline.question import Evidence

NOTHING: Mapping[str, Sequence[FactInForce]] = MappingProxyType({})


def ids_of(facts: Sequence[FactInForce]) -> tuple[str, ...]:
    """The events that the facts are made of, each once, in order."""
    if len(facts) == 1:
        return facts[0].ids
    return tuple(dict.fromkeys(chain.from_iterable([fact.ids for fact in facts])))


class Reading:
    """Builds the state of a row from facts and remembers which fact gave which part."""

    def __init__(self, facts: Iterable[FactInForce]) -> None:
        self.facts = list(facts)
        self.state: dict[str, Any] = {}
        self.by: dict[str, tuple[str, ...]] = {}
        self.behind: set[FactInForce] = set()
        """All facts that gave a part."""

    def copy(self) -> "Reading":
        """Another one that goes on from here."""
        other = Reading(())
        other.facts, other.state, other.by, other.behind = self.facts, self.state.copy(), self.by.copy(), self.behind.copy()
        return other

    def put(self, name: str, value: Any, facts: Sequence[FactInForce]) -> None:
        """A part of the state with the facts behind it; nothing is put for None or an empty list."""
        if value is None or value == []:
            return
        assert facts, f"nothing stands behind {name}"
        self.state[name] = value
        self.by[name] = ids_of(facts)
        self.behind.update(facts)

    def single(self, *names: str) -> None:
        """Each from the preferred fact that has one."""
        for name in names:
            told = [fact for fact in self.facts if fact.says.get(name) is not None]
            if told:
                value = told[0].says[name] if len(told) == 1 else max(told, key=preference_of).says[name]
                self.put(name, value, [fact for fact in told if fact.says[name] == value])

    def union(self, *names: str) -> None:
        """Each list united over the facts, in their order."""
        for name in names:
            self._united(name, [(fact, fact.says[name]) for fact in self.facts if fact.says.get(name)])

    def united(self, name: str, values: Callable[[FactInForce], Iterable[Any]]) -> None:
        """A list of all values that any fact gives, each once, in the order of the facts."""
        self._united(name, [(fact, given) for fact in self.facts if (given := list(values(fact)))])

    def _united(self, name: str, told: Sequence[tuple[FactInForce, Iterable[Any]]]) -> None:
        found: list[Any] = []
        for _, given in told:
            for value in given:
                if value not in found:
                    found.append(value)
        self.put(name, found, [fact for fact, _ in told])

    def names(self) -> None:
        """The preferred name; all others are aliases."""
        self.single("name")
        known = self.state.get("name")
        self.united("aliases", lambda fact: dict.fromkeys(n for n in _names(fact) if n and n != known))

    def places(self) -> None:
        """Every place that a fact names."""
        self.united("places", lambda fact: (place.model_dump(exclude_none=True) for place in fact.report.places))

    def told_by(self) -> None:
        """Who published the reports, and who disputes them."""
        self.put("sources", sorted({fact.report.source.publisher for fact in self.facts}), self.facts)
        disputes = {dispute.id for fact in self.facts for dispute in fact.disputes}
        if disputes:
            self.state["disputes"] = sorted(disputes)
            self.cites("disputes", sorted(disputes))

    def cites(self, name: str, claims: Iterable[str]) -> None:
        """Events behind a part that are no facts."""
        if ids := tuple(claims):
            self.by[name] = ids

    def evidence(self, further: Mapping[str, Sequence[FactInForce]] = NOTHING) -> Evidence:
        """With further parts that the state does not show, such as the windows of a row, and the facts behind each.

        Counts each fact and each independent chain once; parts that nothing stands behind are left out.
        """
        by, behind = self.by.copy(), self.behind.union(*further.values())
        for name, facts in further.items():
            if facts:
                by[name] = ids_of(facts)
        return Evidence(len(behind), len(_origins(behind)), by)

    def evidence_so_far(self) -> Evidence:
        """Of a row that waits for its windows."""
        origins = _origins(self.behind)
        return Evidence(len(self.behind), len(origins), self.by, tuple(sorted(origins)))


def _origins(facts: Iterable[FactInForce]) -> set[str]:
    return set[str]().union(*[fact.origins for fact in facts])


def _names(fact: FactInForce) -> tuple[str | None, ...]:
    return fact.says.get("name"), *fact.says.get("aliases", ())
