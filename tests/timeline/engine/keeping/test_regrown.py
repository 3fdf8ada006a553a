"""Subjects of very many facts: only the rows that a further fact may change are folded anew, and read as if all were."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from events.edtf import day, iso
from tests.history import Event, recorded, said
from tests.timeline.engine.keeping.random_history import history
from tests.timeline.engine.keeping.test_kept_rows import append_all, assert_same
from timeline.engine.fold import cases, with_threads
from timeline.engine.keeping import rectangles
from timeline.engine.keeping.believed import Believed
from timeline.engine.keeping.rectangles import ViewSet, refold
from timeline.engine.known import Known
from timeline.engine.threads import Threads
from timeline.projections import indicators
from timeline.projections.case import Case
from timeline.projections.catalog import views
from timeline.projections.period import Period
from timeline.projections.projection import Regrown
from timeline.question import Question, Row
from timeline.service import open_service

pytestmark = pytest.mark.anyio
SETS = [ViewSet(view, number) for number, view in enumerate(views().values()) if not view.parts]
S, D = "topic/rate", "deployment/base"
DATES = ("2024-01-{:02d}", "2024-01-{:02d}?", "2023-0{}/2024-03", "2024-0{}", "../2024-01-{:02d}", "2024-01-{:02d}/..", "2024", "2024-1X")


Tell = Callable[[random.Random], tuple[str, str, dict[str, Any]]]
"""Type, subject and data of a report."""


def of_topic(chance: random.Random) -> tuple[str, str, dict[str, Any]]:
    if chance.random() < 0.1:
        return "superlative.claimed", S, {"claim": "first", "scope": "s"}
    return "indicator.reported", S, {"indicator": chance.choice(("a", "b")), "figure": {"value": chance.randint(1, 3)}}


def of_deployment(chance: random.Random) -> tuple[str, str, dict[str, Any]]:
    actor = {"actor": chance.choice(("US", "GB"))}
    if chance.random() < 0.15:
        return f"deployment.{chance.choice(('arrived', 'rotated', 'reinforced', 'withdrawn'))}", D, actor
    return "deployment.presence_reported", D, {**actor, "figure": {"value": chance.randint(0, 3)}}


def facts(chance: random.Random, count: int, claims: float = 0.0, tell: Tell = of_topic) -> Iterator[Event]:
    """Reports of one subject, plain and planned, of several chains, near one another and far; claims about them."""
    for number in range(count):
        valid = chance.choice(DATES).format(chance.randint(1, 9))
        more = {"publisher": chance.choice("PQ"), "published": f"2024-{chance.randint(1, 12):02d}-01", "id": f"n{number}"}
        wire, subject, data = tell(chance)
        if number and chance.random() < claims:
            yield claim(chance, subject, f"n{chance.randrange(number)}", valid, more)
            continue
        modality = {"modality": chance.choice(("planned", "assessed", "denied"))} if chance.random() < 0.15 else {}
        mode = {"mode": "throughout"} if "/" in valid and ".." not in valid and chance.random() < 0.5 else {}
        yield said(wire, subject, valid, **data, **more, **mode, **modality)


def claim(chance: random.Random, subject: str, target: str, valid: str, more: dict[str, Any]) -> Event:
    said_on = "2024-05-01"
    match chance.randrange(5):
        case 0 | 1:
            changes = {"valid": valid} if chance.random() < 0.7 else {"modality": chance.choice(("actual", "denied", "planned"))}
            return said("claim.corrected", subject, said_on, target=target, changes=changes, **more)
        case 2:
            return said("claim.retracted", subject, said_on, target=target, reason="r", **more)
        case 3:
            return said("claim.disputed", subject, said_on, target=target, by="JP", **more)
        case _:
            return said("claim.corroborated", subject, said_on, target=target, **more)


def after(case: Case, known: Sequence[Known], append: Sequence[Known]) -> Case:
    """The case after an append, when all of `known` is known."""
    threads = Threads(known)
    starts = {start.id: start for event in append if (start := threads.start(event)) is not None}
    return with_threads(case, [event for start in starts.values() for event in threads.whole(start)])


def shown(believed: Believed) -> list[tuple[object, ...]]:
    """The rows, with windows that are kept apart."""
    return sorted(
        (kept.place.set_id, kept.place.key, kept.every, kept.place.days.first or 0, kept.body, believed.windows.get(kept.place.set_id, b""))
        for kept in believed
    )


@pytest.mark.parametrize("tell", [of_topic, of_deployment])
@pytest.mark.parametrize("seed", [*range(60), 78, 85, 162])
def test_what_is_regrown_reads_as_if_all_were_folded(seed: int, tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rectangles, "FACTS_FOLDED_WHOLE", 0)
    chance = random.Random(seed)
    known = recorded(facts(chance, 30, chance.choice((0.0, 0.1, 0.5)), tell))
    (case,) = cases(known[:1]).values()
    believed = Believed()
    refold(case, SETS, believed, 1)
    told = 1
    while told < len(known):
        append = known[told : told + chance.choice((1, 1, 2, 3))]
        told += len(append)
        case = after(case, known[:told], append)
        refold(case, SETS, believed, told)
        afresh = Believed()
        (whole,) = cases(known[:told]).values()
        refold(whole, SETS, afresh, told)
        assert shown(believed) == shown(afresh), told


@pytest.mark.parametrize("seed", range(6))
async def test_kept_rows_equal_folding_where_everything_is_regrown(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rectangles, "FACTS_FOLDED_WHOLE", 0)
    chance = random.Random(500 + seed)
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        await append_all(service, history(chance, 60))
        await assert_same(service, chance, 40)
    finally:
        await service.close()


async def test_one_append_may_speak_of_both_of_two_merged_subjects(tmp_path: Path) -> None:
    def figure(subject: str, valid: str, value: int, **more: Any) -> Event:
        return said("indicator.reported", subject, valid, indicator="x", figure={"value": value}, **more)

    start = day("2023-01-01")
    many = [figure("topic/b", str(iso(start + number)), number, published="2023-06-01") for number in range(70)]
    both = [
        figure("topic/a", "2024-01-05", 111, published="2024-09-01", id="na"),
        figure("topic/b", "2024-01-05", 4, published="2024-08-01", id="nb"),
    ]
    service = await open_service(f"sqlite:///{tmp_path}/a.db")
    try:
        for append in (many, [said("subject.merged", "topic/a", "2023-06-01", into="topic/b")], both):
            await append_all(service, iter([append]))
        await assert_same(service, random.Random(1), 150)
        row = await service.row("topic/b#x", Question("indicators", on=day("2024-01-05")))
        assert row.state["figure"]["value"] == 111
        assert (await service.row("na", Question("uncorroborated"))).key == "na"
    finally:
        await service.close()


def test_a_fact_more_folds_few_rows_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    start = day("2000-01-01")
    told = [said("indicator.reported", S, str(iso(start + n)), indicator="rate", figure={"value": n}, publisher="A") for n in range(1_001)]
    known = recorded(told)
    (case,) = cases(known[:-1]).values()
    believed = Believed()
    refold(case, SETS, believed, 1)
    folded: list[int] = []
    row = indicators._row

    def counted(*asked: Any) -> Row:
        folded.append(asked[-1])
        return row(*asked)

    monkeypatch.setattr(indicators, "_row", counted)
    changes = refold(with_threads(case, known[-1:]), SETS, believed, 2)
    assert len(changes.opened) + len(changes.revised) + len(changes.ended) < 12
    assert 0 < len(folded) < 12


def test_a_view_that_cannot_tell_what_changes_is_folded_whole_and_one_that_failed_recovers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rectangles, "FACTS_FOLDED_WHOLE", 0)
    honest = next(each for each in SETS if each.view.name == "indicators")
    broken = [True]

    def fold(case: Case) -> Iterable[Period]:
        if broken[0]:
            raise ZeroDivisionError("planted")
        return honest.view.fold(case)

    def regrown(case: Case) -> Iterable[Regrown] | None:
        if broken[0]:
            raise ZeroDivisionError("planted")
        assert honest.view.regrown is not None
        return honest.view.regrown(case)

    sets = [ViewSet(replace(honest.view, fold=fold, regrown=regrown), honest.set_id)]
    known = recorded(facts(random.Random(1), 12))
    (case,) = cases(known[:10]).values()
    believed = Believed()
    refold(case, [honest], believed, 1)
    case = with_threads(case, known[10:11])
    refold(case, sets, believed, 2)
    assert [kept.row and kept.row.status for kept in believed] == ["failed"]
    broken[0] = False
    refold(with_threads(case, known[11:]), sets, believed, 3)
    afresh = Believed()
    (whole,) = cases(known).values()
    refold(whole, [honest], afresh, 3)
    assert shown(believed) == shown(afresh)
