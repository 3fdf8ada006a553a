"""What every log does, whichever back end keeps it."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.timeline.log.reports import claim, report
from timeline import clock
from timeline.errors import BadRequest, IdReused, TimelineError, UnknownTarget, VersionConflict
from timeline.log.open import open_log
from timeline.log.protocol import Head, Log, Selection
from timeline.record import Appended, Proposed, SubjectEntry

pytestmark = pytest.mark.anyio


class Hands:
    """A clock that a test sets."""

    now = 1_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture(params=["memory:", "sqlite:///"])
async def log(request: pytest.FixtureRequest, tmp_path: Path, hands: Hands) -> AsyncIterator[Log]:
    store = request.param if request.param == "memory:" else f"{request.param}{tmp_path / 'log.db'}"
    opened = await open_log(store, clock=hands)
    yield opened
    await opened.close()


async def add(log: Log, *batch: Proposed) -> Appended:
    outcome = (await log.append([batch]))[0]
    assert isinstance(outcome, Appended), outcome
    return outcome


async def refusal(log: Log, *batch: Proposed) -> TimelineError:
    outcome = (await log.append([batch]))[0]
    assert isinstance(outcome, TimelineError)
    return outcome


async def ids(log: Log, **selection: Any) -> list[str]:
    return [event.id for event in await log.read(Selection(**selection))]


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


async def test_a_new_log_is_empty(log: Log) -> None:
    assert await log.head() == Head(0, 0)
    assert await log.read(Selection()) == []
    assert await log.cut(known_at=5, at_position=None) == 0
    assert await log.cut(known_at=None, at_position=0) == 0


async def test_positions_and_versions_are_gapless_from_one(log: Log) -> None:
    await add(log, report("a"), report("b", "exercise.started", "exercise/beta"))
    appended = await add(log, report("c", data={"name": "Alpha"}))
    assert appended.position == 3
    assert [(e.position, e.first, e.subject, e.version) for e in await log.read(Selection())] == [
        (1, 1, "exercise/alpha", 1),
        (2, 1, "exercise/beta", 1),
        (3, 3, "exercise/alpha", 2),
    ]


async def test_an_event_comes_back_as_it_was_sent_with_what_the_service_adds(log: Log, hands: Hands) -> None:
    sent = report("a", valid="2024-09-08/2024-09-21", data={"name": "Übung"})
    await add(log, sent)
    (event,) = await log.get(["a"])
    assert (event.payload, event.defaults, event.digest, event.recorded_at) == (sent.payload, sent.defaults, sent.digest, hands.now)
    served = orjson.loads(event.served())
    assert served == orjson.loads(sent.payload) | served
    assert (served["earliest"], served["latest"], served["version"]) == ("2024-09-08", "2024-09-21", 1)
    assert served["recorded_at"] == clock.write(hands.now)


async def test_known_at_counts_what_was_recorded_by_then(log: Log, hands: Hands) -> None:
    for now, name in [(10, "a"), (20, "b"), (20, "c"), (30, "d")]:
        hands.now = now
        await add(log, report(name))
    assert [await log.cut(known_at=t, at_position=None) for t in (9, 10, 19, 20, 29, 30, 99)] == [0, 1, 1, 3, 3, 4, 4]
    assert await log.cut(known_at=20, at_position=2) == 2
    assert await log.cut(known_at=10, at_position=4) == 1
    assert await log.cut(known_at=None, at_position=None) == 4


async def test_recorded_at_never_decreases_though_the_clock_does(log: Log, hands: Hands) -> None:
    await add(log, report("a"))
    hands.now = 10
    assert (await add(log, report("b"))).receipts[0].recorded_at == 1_000
    assert await log.head() == Head(2, 1_000)


async def test_a_position_inside_an_atomic_append_means_the_state_before_it(log: Log) -> None:
    await add(log, report("a"))
    await add(log, report("b"), report("c"), report("d"))
    assert [await log.cut(known_at=None, at_position=p) for p in range(5)] == [0, 1, 1, 1, 4]


@pytest.mark.parametrize("position", [2, -1])
async def test_a_position_that_the_log_does_not_have_is_refused_by_parameter(log: Log, position: int) -> None:
    await add(log, report("a"))
    with pytest.raises(BadRequest) as caught:
        await log.cut(known_at=None, at_position=position)
    assert caught.value.faults[0].parameter == "at_position"


async def test_one_refused_append_leaves_those_beside_it_alone(log: Log) -> None:
    outcomes = await log.append([[report("a")], [report("b"), claim("x", "nowhere")], [claim("c", "a")]])
    assert [type(outcome) for outcome in outcomes] == [Appended, UnknownTarget, Appended]
    assert await ids(log) == ["a", "c"]


async def test_what_an_append_decides_counts_for_the_next_of_the_same_transaction(log: Log) -> None:
    same = report("a")
    outcomes = await log.append(
        [[same], [same], [report("a", note="other")], [report("b", expected_version=0)], [report("b", expected_version=1)]]
    )
    assert [type(outcome) for outcome in outcomes] == [Appended, Appended, IdReused, VersionConflict, Appended]
    assert isinstance(outcomes[1], Appended)
    assert outcomes[1].receipts[0].duplicate


async def test_only_new_events_of_a_mixed_append_are_added(log: Log) -> None:
    await add(log, report("a"), report("b"))
    appended = await add(log, report("c"), report("a"), report("d"))
    assert [(r.id, r.position, r.duplicate) for r in appended.receipts] == [("c", 3, False), ("a", 1, True), ("d", 4, False)]
    assert appended.position == 4
    assert [(e.id, e.first) for e in await log.read(Selection(after=2))] == [("c", 3), ("d", 3)]


async def test_an_append_of_duplicates_adds_nothing(log: Log, hands: Hands) -> None:
    await add(log, report("a"), report("b"))
    hands.now = 2_000
    again = await add(log, report("a", expected_version=7))
    assert (again.position, again.receipts[0].duplicate, again.receipts[0].recorded_at) == (1, True, 1_000)
    assert await log.head() == Head(2, 1_000)


async def test_pages_run_both_ways(log: Log) -> None:
    await add(log, *(report(name) for name in "abcde"))
    assert await ids(log, after=1, limit=2) == ["b", "c"]
    assert await ids(log, after=4, limit=2, descending=True) == ["c", "b"]
    assert await ids(log, descending=True, limit=1) == ["e"]
    assert await ids(log, until=2) == ["a", "b"]
    assert await ids(log, until=3, descending=True) == ["c", "b", "a"]
    assert await ids(log, after=2**70) == []


@pytest.fixture
async def mixed(log: Log) -> Log:
    deployed = report("d", "deployment.arrived", "deployment/x", data={"actor": "org/nato"}, valid="2024-09-10/..", published="2024-10")
    await add(
        log,
        report(
            "a",
            "exercise.announced",
            "exercise/alpha",
            data={"name": "Brunet-Takamori", "participants": ["FR", "JP"]},
            valid="2024-09-08/2024-09-21",
        ),
        report("b", "exercise.concluded", "exercise/beta", valid="../2024-09-01", data={"participants": ["JP"]}, published="2024-09-02"),
        deployed,
        claim("r", "a"),
        report(
            "s",
            "statement.made",
            "topic/défi".replace("é", "e"),
            data={"speaker": "M. Élysée", "act": "hope", "summary": "日仏共同訓練 in Kumamoto"},
        ),
    )
    return log


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({"types": ("exercise.*",)}, "ab"),
        ({"types": ("exercise.concluded",)}, "b"),
        ({"types": ("exercise.announced", "claim.*", "claim.retracted")}, "ar"),
        ({"types": ("exercise.none",)}, ""),
        ({"subject": "exercise/alpha"}, "ar"),
        ({"subject": "exercise/"}, "abr"),
        ({"subject": "exercise/alph"}, ""),
        ({"subjects": ("exercise/beta", "exercise/alpha", "exercise/none")}, "abr"),
        ({"subjects": ("exercise/beta",), "subject": "exercise/"}, "b"),
        ({"subjects": ("exercise/alpha",), "types": ("claim.*",)}, "r"),
        ({"subjects": ()}, ""),
        ({"actor": "JP"}, "ab"),
        ({"actor": "JP", "types": ("exercise.concluded",)}, "b"),
        ({"actor": "org/nato"}, "d"),
        ({"valid_from": day("2024-09-21")}, "ad"),
        ({"valid_to": day("2024-09-07")}, "b"),
        ({"valid_from": day("2024-09-09"), "valid_to": day("2024-09-09")}, "a"),
        ({"published_by": day("2024-09-07")}, "b"),
        ({"published_by": day("2024-10-30")}, "abrs"),
        ({"targeted": True}, "a"),
        ({"targeted": True, "until": 3}, ""),
        ({"q": "brunet"}, "a"),
        ({"q": "BRUNET-TAKAMORI"}, "a"),
        ({"q": '"takamori brunet"'}, ""),
        ({"q": "takamori brunet"}, "a"),
        ({"q": '"m elysee'}, "s"),
        ({"q": "élysée"}, "s"),
        ({"q": "共同"}, "s"),
        ({"q": "同共"}, ""),
        ({"q": "french army", "actor": "JP"}, "ab"),
        ({"q": "french army", "descending": True, "limit": 2, "after": 5}, "rd"),
        ({"q": 'brunet OR nothing* NEAR("a") -x ^y {z}: AND'}, ""),
        ({"q": "brunet NOT takamori"}, ""),
        ({"q": "brun"}, ""),
        ({"q": "bru*"}, ""),
        ({"q": ""}, "abdrs"),
        ({"q": "\0 ' -- ;"}, "abdrs"),
        ({"actor": "JP", "descending": True}, "ba"),
    ],
    ids=str,
)
async def test_a_selection_narrows(mixed: Log, selection: dict[str, Any], expected: str) -> None:
    assert "".join(await ids(mixed, **selection)) == expected


async def test_get_gives_each_event_once_in_order_of_position(mixed: Log) -> None:
    assert [event.id for event in await mixed.get(["r", "nowhere", "a", "r"])] == ["a", "r"]


async def test_subjects_stand_as_they_stood(mixed: Log) -> None:
    everything: dict[str, Any] = {"prefix": "", "after": "", "limit": 10}
    assert await mixed.subjects(**everything, until=5) == [
        SubjectEntry("deployment/x", 1, 3),
        SubjectEntry("exercise/alpha", 2, 4),
        SubjectEntry("exercise/beta", 1, 2),
        SubjectEntry("topic/defi", 1, 5),
    ]
    assert await mixed.subjects(**everything, until=1) == [SubjectEntry("exercise/alpha", 1, 1)]
    assert await mixed.subjects(prefix="exercise/", after="exercise/alpha", limit=5, until=5) == [SubjectEntry("exercise/beta", 1, 2)]
    assert [entry.subject for entry in await mixed.subjects(prefix="", after="", limit=1, until=5)] == ["deployment/x"]
