"""Which reports stand behind a row, and single values and lists taken from them."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from timeline.projections.case import FactInForce, once, preferred
from timeline.question import Evidence


class Behind(NamedTuple):
    """What stands behind a part of a row: facts, and the events that they are made of, in order."""

    facts: frozenset[FactInForce]
    ids: tuple[str, ...]


NOTHING = Behind(frozenset(), ())


@once
def _alone(fact: FactInForce) -> Behind:
    return Behind(frozenset((fact,)), fact.ids)


def behind(facts: Iterable[FactInForce]) -> Behind:
    told = list(facts)
    if len(told) == 1:
        return _alone(told[0])
    return Behind(frozenset(told), tuple(dict.fromkeys(chain.from_iterable([fact.ids for fact in told]))))


def evidence(by: Mapping[str, Behind]) -> Evidence:
    """Counts each fact and each independent chain once; parts that nothing stands behind are left out."""
    facts = frozenset[FactInForce]().union(*[part.facts for part in by.values()])
    origins = {origin for fact in facts for origin in fact.origins}
    return Evidence(len(facts), len(origins), {name: part.ids for name, part in sorted(by.items()) if part.ids})


class Reading:
    """Builds the state of a row from facts and remembers which fact gave which part."""

    def __init__(self, facts: Iterable[FactInForce]) -> None:
        self.facts = list(facts)
        self.state: dict[str, Any] = {}
        self.by: dict[str, Behind] = {}

    def copy(self) -> "Reading":
        """Another one that goes on from here."""
        other = Reading(self.facts)
        other.state, other.by = dict(self.state), dict(self.by)
        return other

    def put(self, name: str, value: Any, facts: Iterable[FactInForce]) -> None:
        """A part of the state with the facts behind it; nothing is put for None or an empty list."""
        if value is None or value == []:
            return
        self.state[name] = value
        self.by[name] = behind(facts)

    def rests(self, *names: str, on: Iterable[FactInForce]) -> None:
        """What the windows and the status of the row follow from."""
        self.by |= dict.fromkeys(names, behind(on))

    def single(self, *names: str) -> None:
        """Each from the preferred fact that has one."""
        for name in names:
            told = [fact for fact in self.facts if getattr(fact.data, name, None) is not None]
            best = preferred(told)
            if best is not None:
                value = getattr(best.data, name)
                self.put(name, value, [fact for fact in told if getattr(fact.data, name) == value])

    def union(self, *names: str) -> None:
        """Each list united over the facts, in their order."""
        for name in names:
            self.united(name, lambda fact, name=name: getattr(fact.data, name, ()))  # type: ignore[misc]

    def united(self, name: str, values: Callable[[FactInForce], Iterable[Any]]) -> None:
        """A list of all values that any fact gives, each once, in the order of the facts."""
        found: list[Any] = []
        givers: list[FactInForce] = []
        for fact in self.facts:
            given = list(values(fact))
            if given:
                givers.append(fact)
                for value in given:
                    if value not in found:
                        found.append(value)
        self.put(name, found, givers)

    def names(self) -> None:
        """The preferred name; all others are aliases."""
        self.single("name")
        known = self.state.get("name")
        self.united(
            "aliases", lambda fact: (n for n in (getattr(fact.data, "name", None), *getattr(fact.data, "aliases", ())) if n and n != known)
        )

    def places(self) -> None:
        """Every place that a fact names."""
        self.united("places", lambda fact: (place.model_dump(exclude_none=True) for place in fact.report.places))

    def told_by(self) -> None:
        """Who published the reports, and who disputes them."""
        self.put("sources", sorted({fact.report.source.publisher for fact in self.facts}), self.facts)
        disputes = sorted({dispute.id for fact in self.facts for dispute in fact.disputes})
        if disputes:
            self.state["disputes"] = disputes
            self.by["disputes"] = Behind(frozenset(), tuple(disputes))

    def evidence(self) -> Evidence:
        return evidence(self.by)
