"""What changed between two answers, and because of which events."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events import edtf
from tests.appended import appended, in_order, rows
from tests.history import Event, said
from tests.oracle.histories import disputed_histories
from tests.oracle.said import ordinal
from timeline.demo import batches
from timeline.errors import BadRequest, NotFound
from timeline.intake import read_json
from timeline.projections.case import Case
from timeline.projections.catalog import views
from timeline.projections.period import Period
from timeline.question import Knowledge, Question
from timeline.service import Service
from timeline.view_questions import Change, DiffAnswer, DiffQuestion, HistoryQuestion

pytestmark = pytest.mark.anyio
DEMO: list[list[Event]] = [orjson.loads(batch) for batch in batches()]
ARTICLE = Knowledge(at_position=len(DEMO[0]))
A, B = "exercise/a", "exercise/b"
HELD = said("exercise.held", A, "2024-09-08/2024-09-21", participants=["FR"], id="held")


def told(changes: Iterable[Change]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Each change: ``+``, ``-`` or ``~``, its key, and the events that caused it."""
    return [("+" if one.before is None else "-" if one.after is None else "~", one.key, one.because) for one in changes]


async def diff(service: Service, view: str, on: str, base: Knowledge = Knowledge(), *, base_on: str | None = None) -> DiffAnswer:
    return await service.diff(DiffQuestion(Question(view, edtf.day(on)), None if base_on is None else edtf.day(base_on), base))


async def caused(batches: Iterable[list[Event]], view: str, on: str, position: int) -> list[tuple[str, str, tuple[str, ...]]]:
    """What changed since a position."""
    async with appended(*batches) as service:
        return told((await diff(service, view, on, Knowledge(at_position=position))).changes)


async def test_the_article_alone_against_all_that_is_known() -> None:
    async with appended(*DEMO) as service:
        active = await diff(service, "active-exercises", "2024-09-19", ARTICLE)
        assert told(active.changes) == [
            ("~", "exercise/brunet-takamori-2024",
             ("demo-later-brunet-takamori-held", "demo-later-france-joins", "demo-later-end-corroborated")),
            ("~", "exercise/northern-interaction-2024", ("demo-later-northern-interaction-announced",)),
            ("-", "exercise/ocean-2024", ("demo-later-ocean-held",)),
        ]  # fmt: skip
        first = active.changes[0]
        assert first.before is not None
        assert first.after is not None
        assert (first.before.certainty, first.after.certainty) == ("possible", "sure")
        pending = await diff(service, "pending-agreements", "2024-06-15", ARTICLE)
        assert told(pending.changes) == [("+", "agreement/france-japan-raa", ("demo-later-raa-talks-opened",))]
        conflicts = await diff(service, "conflicts", "2024-08-26", ARTICLE)
        assert told(conflicts.changes) == [
            ("+", "incursion/chinese-aircraft-airspace-2024-08#intent", ("demo-later-aircraft-in-airspace", "demo-later-intent-disputed"))
        ]


async def test_a_fact_of_another_subject_causes_nothing() -> None:
    other = said("exercise.held", B, "2024-09-10", id="other")
    assert await caused([[HELD], [other]], "exercises", "2024-09-12", 1) == [("+", B, ("other",))]


async def test_what_is_said_beside_the_row_is_no_cause() -> None:
    joined = said("exercise.participant_joined", A, "2024-09-08/2024-09-21", actor="JP", id="joined")
    beside = said("statement.made", A, "2024-09-12", speaker="FR", act="hope", summary="s", id="beside")
    assert await caused([[HELD], [beside, joined]], "exercises", "2024-09-12", 1) == [("~", A, ("joined",))]


async def test_a_retraction_takes_a_row_away_and_its_own_retraction_brings_it_back() -> None:
    gone = said("claim.retracted", A, "2024-09-22", target="held", id="gone")
    back = said("claim.retracted", A, "2024-09-23", target="gone", id="back")
    assert await caused([[HELD], [gone]], "exercises", "2024-09-12", 1) == [("-", A, ("gone",))]
    assert await caused([[HELD], [gone], [back]], "exercises", "2024-09-12", 2) == [("+", A, ("back",))]
    assert await caused([[HELD], [gone], [back]], "exercises", "2024-09-12", 1) == []


async def test_a_plan_called_off_is_gone_because_of_the_call_and_not_of_what_was_said_beside_it() -> None:
    plan = said("exercise.announced", A, "2024-09-08/2024-09-21", name="A", id="plan")
    off = said("exercise.cancelled", A, "2024-09-01", published="2024-09-21", id="off")
    beside = said("statement.made", A, "2024-09-02", speaker="FR", act="hope", summary="s", id="beside")
    assert await caused([[plan], [beside, off]], "active-exercises", "2024-09-12", 1) == [("-", A, ("off",))]


async def test_a_row_that_has_moved_to_other_days_is_gone_because_of_what_stands_behind_those() -> None:
    early = said("exercise.reported_ongoing", A, "2024-09", id="early")
    denied = said("exercise.reported_ongoing", A, "2024-09-19", modality="denied", id="denied")
    held = said("exercise.held", A, "2024-09-10/2024-09-16", id="held")
    assert await caused([[early], [denied, held]], "active-exercises", "2024-09-19", 1) == [("-", A, ("held",))]


async def test_where_no_rule_finds_a_cause_all_that_is_new_on_the_subject_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails_later(case: Case) -> Iterable[Period]:
        assert len(case.facts) == 1
        return exercises.fold(case)

    exercises = views()["exercises"]
    monkeypatch.setitem(views(), "exercises", replace(exercises, fold=fails_later))
    joined = said("exercise.participant_joined", A, "2024-09-12", actor="JP", id="joined")
    assert await caused([[HELD], [joined]], "exercises", "2024-09-12", 1) == [("~", A, ("joined",))]
    async with appended([HELD], [joined]) as service:
        failed = (await service.history(HistoryQuestion("exercises", A))).versions[-1]
        assert (failed.row.status, failed.made.events) == ("failed", ("joined",))


async def test_what_the_base_side_alone_knows_is_a_cause_too() -> None:
    plan = said("exercise.announced", A, "2024-09-08/2024-09-21", name="A", id="plan")
    off = said("exercise.cancelled", A, "2024-09-01", published="2024-09-21", id="off")
    beside = said("statement.made", A, "2024-09-02", speaker="FR", act="hope", summary="s", id="beside")
    async with appended([plan], [beside, off]) as service:
        asked = Question("active-exercises", edtf.day("2024-09-12"), knowledge=Knowledge(at_position=1))
        found = await service.diff(DiffQuestion(asked, base=Knowledge(at_position=3)))
        assert told(found.changes) == [("+", A, ("off",))]


async def test_claims_in_a_circle_are_the_cause_of_their_conflict() -> None:
    circle = [said("claim.retracted", A, "2024-09-22", target=other, id=one) for one, other in (("one", "two"), ("two", "one"))]
    async with appended([HELD], circle) as service:
        asked = DiffQuestion(Question("conflicts"), base=Knowledge(at_position=1))
        assert told((await service.diff(asked)).changes) == [("+", f"{A}#claims", ("one", "two"))]


async def test_a_merge_that_was_taken_back_meanwhile_causes_nothing() -> None:
    other = said("exercise.held", B, "2024-09-12", id="other")
    merge = said("subject.merged", A, "2024-09-22", into=B, id="merge")
    apart = said("claim.retracted", A, "2024-09-23", target="merge", id="apart")
    joined = said("exercise.participant_joined", B, "2024-09-12", actor="JP", id="joined")
    later = [[merge], [said("statement.made", A, "2024-09-23", speaker="FR", act="hope", summary="s", id="beside")], [apart, joined]]
    assert await caused([[HELD, other], *later], "exercises", "2024-09-12", 2) == [("~", B, ("joined",))]
    assert await caused([[HELD, other], *later], "exercises", "2024-09-12", 3) == [("+", A, ("apart",)), ("~", B, ("apart", "joined"))]


async def test_a_merge_moves_a_row_and_is_the_cause_on_both_subjects() -> None:
    other = said("exercise.held", B, "2024-09-10", id="other")
    merge = said("subject.merged", A, "2024-09-22", into=B, id="merge")
    beside = said("statement.made", A, "2024-09-12", speaker="FR", act="hope", summary="s", id="beside")
    found = await caused([[HELD, other], [beside, merge]], "exercises", "2024-09-12", 2)
    assert found == [("-", A, ("merge",)), ("~", B, ("merge",))]


async def test_a_dispute_and_a_regrade_change_what_they_speak_of() -> None:
    dispute = said("claim.disputed", A, "2024-09-22", target="held", by="CN", id="dispute")
    assert await caused([[HELD], [dispute]], "conflicts", "2024-09-12", 1) == [("+", f"{A}#exercise.held", ("dispute",))]


async def test_between_two_days_the_events_behind_days_and_status_are_the_cause() -> None:
    async with appended([HELD, said("exercise.announced", A, "2024-09-01/2024-09-30", name="A", id="plan")]) as service:
        over = await diff(service, "exercises", "2024-09-25", base_on="2024-09-12")
        assert told(over.changes) == [("~", A, ("held",))]
        assert told((await diff(service, "active-exercises", "2024-09-25", base_on="2024-09-12")).changes) == [("-", A, ("held",))]
        assert told((await diff(service, "exercises", "2024-09-13", base_on="2024-09-12")).changes) == []


async def test_between_two_days_a_part_of_the_state_has_its_own_cause() -> None:
    joined = said("exercise.participant_joined", A, "2024-09-12/2024-09-21", actor="JP", id="joined")
    async with appended([HELD, joined]) as service:
        assert told((await diff(service, "exercises", "2024-09-13", base_on="2024-09-09")).changes) == [("~", A, ("held", "joined"))]


async def test_days_and_knowledge_can_differ_at_once() -> None:
    later = said("exercise.participant_joined", A, "2024-09-08/2024-09-21", actor="JP", id="later")
    async with appended([HELD], [later]) as service:
        found = await diff(service, "exercises", "2024-09-25", Knowledge(at_position=1), base_on="2024-09-12")
        assert told(found.changes) == [("~", A, ("held", "later"))]


async def test_two_days_of_publication_are_compared() -> None:
    early, late = edtf.day("2024-09-20"), edtf.day("2024-10-05")
    later = said("exercise.concluded", A, "2024-09-21", published="2024-10-03", id="later")
    async with appended([later], [HELD]) as service:
        asked = DiffQuestion(Question("exercises", edtf.day("2024-09-12"), knowledge=Knowledge(late)), base=Knowledge(early))
        assert told((await service.diff(asked)).changes) == [("~", A, ("later",))]
        back = DiffQuestion(Question("exercises", edtf.day("2024-09-12"), knowledge=Knowledge(early)), base=Knowledge(late))
        assert told((await service.diff(back)).changes) == [("~", A, ("later",))]


async def test_filters_apply_to_both_sides() -> None:
    joined = said("exercise.participant_joined", A, "2024-09-08/2024-09-21", actor="JP", id="joined")
    async with appended([HELD], [joined]) as service:
        question = Question("exercises", edtf.day("2024-09-12"), filters={"participant": ("JP",)})
        found = await service.diff(DiffQuestion(question, base=Knowledge(at_position=1)))
        assert told(found.changes) == [("+", A, ("joined",))]


async def test_a_base_that_asks_the_same_changes_nothing() -> None:
    async with appended(*DEMO) as service:
        for view in views():
            assert (await service.diff(DiffQuestion(Question(view)))).changes == ()


async def test_pages_keep_the_day_and_the_position_of_page_one() -> None:
    events = [said("exercise.held", f"exercise/x{number}", "2024-09-12", id=f"x{number}") for number in range(5)]
    async with appended(events) as service:
        asked = Question("exercises", edtf.day("2024-09-12"), limit=2)
        base = Knowledge(at_position=0)
        page = await service.diff(DiffQuestion(asked, base=base))
        found = [one.key for one in page.changes]
        await service.append(read_json(orjson.dumps(said("exercise.held", "exercise/x9", "2024-09-12", id="x9"))))
        while page.next is not None:
            page = await service.diff(DiffQuestion(Question("exercises", limit=2, after=page.next), base=base))
            assert (page.position, page.on) == (5, asked.on)
            found += [one.key for one in page.changes]
        assert found == [f"exercise/x{number}" for number in range(5)]


async def test_what_cannot_be_asked_names_the_parameter() -> None:
    async with appended([HELD]) as service:
        with pytest.raises(BadRequest) as caught:
            await service.diff(DiffQuestion(Question("exercises"), base=Knowledge(at_position=2)))
        assert [fault.parameter for fault in caught.value.faults] == ["base_at_position"]
        with pytest.raises(BadRequest) as caught:
            await service.diff(DiffQuestion(Question("exercises", knowledge=Knowledge(at_position=2))))
        assert [fault.parameter for fault in caught.value.faults] == ["at_position"]
        with pytest.raises(BadRequest, match="no filter 'x'"):
            await service.diff(DiffQuestion(Question("exercises", filters={"x": ("1",)})))
        with pytest.raises(BadRequest, match="status: no row can have 'x'; one of ongoing, failed"):
            await service.diff(DiffQuestion(Question("active-exercises", filters={"status": ("ongoing", "x")})))
        with pytest.raises(NotFound):
            await service.diff(DiffQuestion(Question("nosuch")))


@settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(disputed_histories(), st.data())
def test_the_base_rows_with_the_diff_applied_are_the_other_side(events: list[Event], data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.booleans(), min_size=len(events), max_size=len(events)))
    positions, published = st.sampled_from(range(len(events) + 1)), st.sampled_from([None, 3, 6, 9])
    on, base_on = data.draw(st.sampled_from([None, 4, 8, 13])), data.draw(st.sampled_from([4, 8, 13]))
    by = data.draw(published)
    now = Knowledge(None if by is None else ordinal(by), None, data.draw(positions))
    by = data.draw(published) or by
    base = Knowledge(None if by is None else ordinal(by), None, data.draw(positions))

    async def check() -> None:
        async with appended(*in_order(cuts, events)) as service:
            for view in ("exercises", "active-exercises", "overdue", "conflicts", "uncorroborated", "actors"):
                if on is None:
                    await agrees(service, view, (None, now), (None, base))
                else:
                    await agrees(service, view, (ordinal(on), now), (ordinal(base_on), base))

    asyncio.run(check())


async def agrees(service: Service, view: str, now: tuple[int | None, Knowledge], base: tuple[int | None, Knowledge]) -> None:
    """A side without a day is asked for every day."""
    during = None if now[0] is not None else edtf.parse("0001/9999")
    answer = await service.diff(DiffQuestion(Question(view, now[0], during, now[1], limit=1_000), *base))
    applied = await rows(service, view, *base)
    for change in answer.changes:
        assert applied.pop(change.key, None) == change.before != change.after
        assert change.because
        if change.after is not None:
            applied[change.key] = change.after
    assert applied == await rows(service, view, *now)
