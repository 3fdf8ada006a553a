"""Every version of one row: the days on which it read so, the appends between which that was believed."""

import asyncio
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import edtf
from tests.appended import FIRST, HOUR, appended, in_order, rows
from tests.history import Event, said
from tests.oracle.histories import disputed_histories
from tests.oracle.said import ordinal
from timeline import clock
from timeline.demo import batches
from timeline.errors import NotFound
from timeline.projections.catalog import views
from timeline.question import Knowledge, Row
from timeline.service import Service
from timeline.view_questions import HistoryQuestion, Version

pytestmark = pytest.mark.anyio
DEMO: list[list[Event]] = [orjson.loads(batch) for batch in batches()]
A, B = "exercise/a", "exercise/b"
VIEWS = ("exercises", "active-exercises", "overdue", "conflicts", "uncorroborated", "actors")


async def versions(service: Service, view: str, key: str, knowledge: Knowledge = Knowledge()) -> tuple[Version, ...]:
    return (await service.history(HistoryQuestion(view, key, knowledge))).versions


def told(found: tuple[Version, ...]) -> list[tuple[Any, ...]]:
    """Of each version its days, the positions between which it was believed, and what made and ended it."""
    shown = [one.as_json() for one in found]
    return [(*one["days"], one["from_position"], one["to_position"], one["made_by"], one["ended_by"]) for one in shown]


async def test_a_version_says_when_it_was_believed_and_what_made_and_ended_it() -> None:
    start = said("exercise.started", A, "2024-09-08", id="start")
    beside = said("exercise.started", B, "2024-09-09", id="beside")
    end = said("exercise.concluded", A, "2024-09-21", id="end")
    async with appended([start], [beside], [end]) as service:
        found = await versions(service, "active-exercises", A)
    assert told(found) == [
        ("2024-09-08", "2024-09-08", 1, 3, ("start",), ("end",)),
        ("2024-09-09", None, 1, 3, ("start",), ("end",)),
        ("2024-09-08", "2024-09-21", 3, None, ("end",), ()),
    ]
    first, last = clock.write(FIRST), clock.write(FIRST + 2 * HOUR)
    recorded = [(one["recorded_from"], one["recorded_to"]) for one in (each.as_json() for each in found)]
    assert recorded == [(first, last), (first, last), (last, None)]


async def test_an_append_makes_and_ends_at_its_last_position_whatever_else_it_holds() -> None:
    others = [said("exercise.held", f"exercise/x{number}", "2024-09-12") for number in range(6)]
    held = said("exercise.held", A, "2024-09-08/2024-09-21", id="held")
    gone = said("claim.retracted", A, "2024-09-22", target="held", id="gone")
    async with appended([*others[:2], held, *others[2:]], [gone, said("exercise.held", B, "2024-09-12")]) as service:
        assert told(await versions(service, "active-exercises", A)) == [("2024-09-08", "2024-09-21", 7, 9, ("held",), ("gone",))]


async def test_a_row_that_comes_back_has_two_versions() -> None:
    held = said("exercise.held", A, "2024-09-08/2024-09-21", id="held")
    gone = said("claim.retracted", A, "2024-09-22", target="held", id="gone")
    back = said("claim.retracted", A, "2024-09-23", target="gone", id="back")
    async with appended([held], [gone], [back]) as service:
        assert told(await versions(service, "active-exercises", A)) == [
            ("2024-09-08", "2024-09-21", 1, 2, ("held",), ("gone",)),
            ("2024-09-08", "2024-09-21", 3, None, ("back",), ()),
        ]


async def test_what_is_said_beside_it_neither_makes_nor_ends_a_version() -> None:
    beside = [said("statement.made", A, "2024-09-02", speaker="FR", act="hope", summary="s", id=f"beside-{number}") for number in (1, 2)]
    plan = said("exercise.announced", A, "2024-09-08/2024-09-21", name="A", id="plan")
    off = said("exercise.cancelled", A, "2024-09-01", published="2024-09-21", id="off")
    async with appended([beside[0], plan], [off, beside[1]]) as service:
        assert told(await versions(service, "active-exercises", A)) == [("2024-09-08", "2024-09-21", 2, 4, ("plan",), ("off",))]


async def test_claims_in_a_circle_make_a_version_though_no_fact_stands_behind_it() -> None:
    circle = [said("claim.retracted", A, "2024-09-22", target=other, id=one) for one, other in (("one", "two"), ("two", "one"))]
    async with appended(circle) as service:
        (version,) = await versions(service, "conflicts", f"{A}#claims")
        assert version.made.events == ("one", "two")


async def test_a_merge_ends_the_row_of_one_subject_and_changes_that_of_the_other() -> None:
    held = [said("exercise.held", subject, "2024-09-12", id=f"held-{subject[-1]}") for subject in (A, B)]
    merge = said("subject.merged", A, "2024-09-22", into=B, id="merge")
    async with appended(held, [merge]) as service:
        assert told(await versions(service, "active-exercises", A)) == [("2024-09-12", "2024-09-12", 2, 3, ("held-a",), ("merge",))]
        assert [one[2:] for one in told(await versions(service, "active-exercises", B))] == [
            (2, 3, ("held-b",), ("merge",)),
            (3, None, ("merge",), ()),
        ]


async def test_the_knowledge_ends_the_history_or_narrows_it() -> None:
    start = said("exercise.started", A, "2024-09-08", id="start")
    end = said("exercise.concluded", A, "2024-09-21", published="2024-09-25", id="end")
    async with appended([start], [end]) as service:
        alone = [("2024-09-08", "2024-09-08", 1, None, ("start",), ()), ("2024-09-09", None, 1, None, ("start",), ())]
        for knowledge in (Knowledge(at_position=1), Knowledge(known_at=FIRST), Knowledge(published_by=edtf.day("2024-09-24"))):
            assert told(await versions(service, "active-exercises", A, knowledge)) == alone
        with pytest.raises(NotFound, match="never had a row"):
            await versions(service, "active-exercises", A, Knowledge(at_position=0))


@pytest.mark.parametrize("key", [A, "exercise/nobody", "#", "", "x#exercise/b", "statement"])
async def test_a_key_that_never_had_a_row_is_not_found(key: str) -> None:
    async with appended([said("statement.made", A, "2024-09-12", speaker="FR", act="hope", summary="s", id="statement")]) as service:
        with pytest.raises(NotFound, match="never had a row"):
            await versions(service, "exercises", key)
        with pytest.raises(NotFound, match="no view"):
            await versions(service, "nosuch", key)


@pytest.mark.parametrize("view", sorted(views()))
async def test_every_row_of_every_view_has_a_history_that_ends_with_it(view: str) -> None:
    async with appended(*DEMO) as service:
        found = await rows(service, view)
        assert found
        for key, row in found.items():
            believed = [one for one in await versions(service, view, key) if one.ended is None]
            assert row in [one.row for one in believed]
            assert {one.made.position for one in believed} <= {len(DEMO[0]), len(DEMO[0]) + len(DEMO[1])}


async def histories(service: Service, view: str, positions: range, by: int | None) -> dict[str, tuple[Version, ...]]:
    """The history of every key that ever had a row."""
    keys = {key for position in positions for key in await rows(service, view, None, Knowledge(by, None, position))}
    return {key: await versions(service, view, key, Knowledge(published_by=by)) for key in sorted(keys)}


def believed(history: dict[str, tuple[Version, ...]], day: int, position: int) -> dict[str, Row]:
    """What the versions say of one day as of one position."""
    found: dict[str, Row] = {}
    for key, each in history.items():
        for one in each:
            until = position + 1 if one.ended is None else one.ended.position
            if one.days.holds(day) and one.made.position <= position < until:
                assert key not in found
                found[key] = one.row
    return found


MERGED = [
    said("exercise.held", "exercise/y", "2024-09-07/2024-09-09", published="2024-09-04", id="y"),
    said("subject.merged", "exercise/y", "2024-09-05", published="2024-09-05", into="exercise/x", id="y-into-x"),
    said("claim.retracted", "exercise/y", "2024-09-06", published="2024-09-07", target="y-into-x", id="y-apart"),
]


@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(disputed_histories(), st.sampled_from([None, 4, 8]), st.booleans(), st.data())
def test_the_versions_at_a_day_and_a_position_are_what_the_view_answers(
    events: list[Event], by: int | None, merged: bool, data: st.DataObject
) -> None:
    told = [*events, *MERGED] if merged else events
    cuts = data.draw(st.lists(st.booleans(), min_size=len(told), max_size=len(told)))
    published_by = None if by is None else ordinal(by)

    async def check() -> None:
        positions = range(len(told) + 1)
        async with appended(*in_order(cuts, told)) as service:
            for view in VIEWS:
                history = await histories(service, view, positions, published_by)
                for position in positions:
                    for day in map(ordinal, (0, 5, 8, 9, 13, 20)):
                        answered = await rows(service, view, day, Knowledge(published_by, None, position))
                        assert believed(history, day, position) == answered, (view, position, day)

    asyncio.run(check())
