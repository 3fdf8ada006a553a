"""Figures compared as sets of numbers, the figure of a day, independent chains."""

from typing import Any

import pytest

from events.figure import Figure
from tests.history import Event, row, rows, said

D = "deployment/garrison"


def presence(valid: str, value: int, cmp: str = "eq", **more: Any) -> Event:
    figure = more.pop("figure", {"value": value, "unit": "person", "cmp": cmp})
    return said("deployment.presence_reported", D, valid, actor="FR", figure=figure, **more)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (("over", 6350), ("eq", 7000), True),
        (("over", 7000), ("eq", 7000), False),
        (("ge", 7000), ("eq", 7000), True),
        (("nearly", 50), ("eq", 45), True),
        (("nearly", 50), ("eq", 50), True),
        (("nearly", 50), ("eq", 51), False),
        (("approx", 50), ("eq", 55), True),
        (("approx", 0.1), ("eq", 0.11), True),
        (("lt", 10), ("ge", 10), False),
        (("le", 10), ("ge", 10), True),
        (("gt", 10), ("lt", 10), False),
        (("approx", -100), ("eq", -110), True),
    ],
)
def test_figures_meet_when_a_number_satisfies_both(one: tuple[Any, float], other: tuple[Any, float], meet: bool) -> None:
    a, b = (Figure(cmp=cmp, value=value).reals() for cmp, value in (one, other))
    assert a.meets(b) is b.meets(a) is meet


def test_a_fact_is_in_conflict_if_no_number_satisfies_it_and_some_other() -> None:
    told = [presence("2024-09", 6350, "over", id="a"), presence("2024", 7000, id="b"), presence("2024-09-03", 5000, id="c")]
    conflict = rows("conflicts", told)[f"{D}#figure"]
    assert {fact["event"] for fact in conflict.state["facts"]} == {"a", "b", "c"}
    assert rows("conflicts", told[:2]) == {}


def test_figures_are_compared_only_where_their_days_overlap_and_in_one_unit_and_scope() -> None:
    scoped = {"value": 3, "unit": "person", "cmp": "eq", "scope": "officers"}
    told = [presence("2024-08", 1000), presence("2024-09", 2000), presence("2024-09", 0, figure=scoped)]
    assert rows("conflicts", told) == {}


def test_the_figure_of_a_day_is_the_preferred_one_that_covers_it_else_the_latest_before() -> None:
    told = [
        presence("2024-01", 100, grade="B2", published="2024-02-01"),
        presence("2024-01", 200, grade="C2", published="2024-03-01"),
        presence("2024-03", 300),
    ]

    def figure(on: str) -> tuple[int, str]:
        found = row("presence", told, on)
        assert found is not None
        return found["state"]["figure"]["value"], found["state"]["as_of"]["valid"]

    assert [figure(day) for day in ("2024-01-15", "2024-02-15", "2024-03-15", "2026-01-01")] == [
        (100, "2024-01"),
        (100, "2024-01"),
        (300, "2024-03"),
        (300, "2024-03"),
    ]


def test_grades_decide_before_publication_and_f_counts_as_none() -> None:
    told = [presence("2024-01", 1, grade="F6", published="2024-03-01"), presence("2024-01", 2, grade="E5", published="2024-02-01")]
    found = row("presence", told, "2024-01-10")
    assert found is not None
    assert found["state"]["figure"]["value"] == 2
    regraded = said("claim.regraded", D, "2024-05-01", target=told[0]["id"], reliability="A", credibility=1)
    found = row("presence", [*told, regraded], "2024-01-10")
    assert found is not None
    assert found["state"]["figure"]["value"] == 1


def test_corroboration_counts_independent_chains_not_articles() -> None:
    one = presence("2024-09", 100, id="one", publisher="Paper", chain=["RFI", "French Army"])
    two = presence("2024-09", 100, id="two", publisher="French Army")
    three = presence("2024-09", 100, id="three", publisher="Jiji")
    assert set(rows("uncorroborated", [one, two])) == {"one", "two"}
    assert set(rows("uncorroborated", [one, two, three])) == set()


def test_a_claim_of_another_source_corroborates() -> None:
    one = presence("2024-09", 100, id="one", publisher="Paper")
    backing = said("claim.corroborated", D, "2024-10-01", target="one", publisher="Jiji")
    assert rows("uncorroborated", [one, backing]) == {}
    found = row("presence", [one, backing], "2024-09-10")
    assert found is not None
    assert (found["evidence"]["facts"], found["evidence"]["chains"]) == (1, 2)


def test_an_indicator_keeps_its_last_figure_shown_with_its_date() -> None:
    told = [said("indicator.reported", "actor/china", "2021", indicator="budget", figure={"value": 2, "unit": "ratio"}, base="2012")]
    found = row("indicators", told, "2024-09-12")
    assert found is not None
    assert (found["key"], found["certainty"], found["state"]["as_of"]["valid"]) == ("actor/china#budget", "possible", "2021")
    assert rows("indicators", told, "2020-12-31") == {}


def test_beside_a_figure_stand_those_of_the_day_and_the_nearest_before_and_after() -> None:
    told = [presence(f"2024-{month:02d}", month) for month in (1, 3, 5, 7)] + [presence("2024-05-10", 55)]
    for view in ("presence", "indicators"):
        named = [{**event, "type": "indicator.reported", "data": {"indicator": "n", "figure": event["data"]["figure"]}} for event in told]
        found = row(view, told if view == "presence" else named, "2024-05-20")
        assert found is not None
        assert found["state"]["figure"]["value"] == 5
        assert [other["figure"]["value"] for other in found["state"]["others"]] == [55, 7]


def test_a_count_of_nobody_is_no_presence() -> None:
    assert rows("presence", [presence("2024-03", 0)], "2024-03-10") == {}
    found = row("presence", [presence("2024-01", 5), presence("2024-03", 0)], "2024-03-10")
    assert found is not None
    assert (found["certainty"], found["state"]["figure"]["value"]) == ("possible", 0)
