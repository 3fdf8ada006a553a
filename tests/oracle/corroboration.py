"""Facts that rest on one chain, and figures that no number satisfies, by looking at every pair and every number."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import pairwise

from tests.oracle.said import Json, Said
from tests.oracle.standing import Standing

NEAR = Fraction(1, 10)


def allows(figure: Json, number: Fraction) -> bool:
    """Whether the number is one that the figure, as worded, allows."""
    if figure.get("cmp") == "between":
        return bool(figure["low"] <= number <= figure["high"])
    value = Fraction(figure["value"])
    test: dict[str, Callable[[], bool]] = {
        "eq": lambda: number == value,
        "approx": lambda: value * (1 - NEAR) <= number <= value * (1 + NEAR),
        "nearly": lambda: value * (1 - NEAR) <= number <= value,
        "over": lambda: number > value,
        "gt": lambda: number > value,
        "ge": lambda: number >= value,
        "lt": lambda: number < value,
        "le": lambda: number <= value,
    }
    return test[figure.get("cmp", "eq")]()


def compatible(one: Json, other: Json) -> bool:
    """Whether some number satisfies both: it is one of the marks, or between two, or beyond all."""
    marks = sorted(Fraction(v) * by for f in (one, other) for v in _numbers(f) for by in (1, 1 - NEAR, 1 + NEAR))
    between = [(low + high) / 2 for low, high in pairwise(marks)]
    return any(allows(one, n) and allows(other, n) for n in [*marks, *between, marks[0] - 1, marks[-1] + 1])


def _numbers(figure: Json) -> list[float]:
    return [figure[name] for name in ("value", "low", "high") if figure.get(name) is not None]


def comparable(one: Said, other: Said) -> bool:
    same = ("measure", "actor", "indicator", "of", "base")
    figures = ("unit", "scope")
    return (
        all(one.data.get(name) == other.data.get(name) for name in same)
        and all(one.data["figure"].get(name) == other.data["figure"].get(name) for name in figures)
        and (one.modality == "planned") == (other.modality == "planned")
        and bool(one.days & other.days)
    )


def conflicting_figures(facts: Iterable[Said]) -> set[str]:
    """The ids of figures that some other comparable one contradicts."""
    told = [said for said in facts if "figure" in said.data and said.modality != "denied"]
    pairs = [(a, b) for a in told for b in told if a is not b and a.type == b.type and comparable(a, b)]
    return {a.id for a, b in pairs if not compatible(a.data["figure"], b.data["figure"])}


def figure_of(facts: Iterable[Said], day: int) -> Json | None:
    """The preferred figure that covers the day, else of the latest before it."""
    told = [said for said in facts if said.type == "deployment.presence_reported" and said.modality not in {"denied", "planned"}]
    covering = [said for said in told if day in said.days]
    before = [said for said in told if max(said.days) < day]
    newest = [said for said in before if max(said.days) == max(max(each.days) for each in before)]
    chosen = max(covering or newest, key=lambda said: said.preference, default=None)
    return chosen.data["figure"] if chosen else None


def uncorroborated(standing: Standing) -> set[str]:
    """The facts that one chain alone bears out."""
    facts = standing.facts()
    return {said.id for said in facts if not any(chain != said.chain for chain in _chains(said, facts, standing))}


def _chains(said: Said, facts: list[Said], standing: Standing) -> set[str]:
    """Who reports the fact or one like it; whoever corroborates a report says the same as it."""
    alike = [
        other for other in facts if other is said or (other.type == said.type and other.subject == said.subject and _meet(said, other))
    ]
    return {claim.chain for other in alike for claim in standing.claims("corroborated", other.id)} | {other.chain for other in alike}


def _meet(one: Said, other: Said) -> bool:
    if (one.modality == "denied") != (other.modality == "denied") or not one.days & other.days:
        return False
    if "figure" in one.data:
        return comparable(one, other) and compatible(one.data["figure"], other.data["figure"])
    return True
