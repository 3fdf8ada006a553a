"""Group commit: who is answered what, when much happens at once."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timeline.log.reports import claim, report
from timeline.engine.writer import Limits, Writer
from timeline.errors import Busy, IdReused, StoreUnavailable, TimelineError, UnknownTarget, VersionConflict
from timeline.log.memory import MemoryLog
from timeline.log.protocol import Batch, Selection
from timeline.record import Appended, Proposed

pytestmark = pytest.mark.anyio


class SlowLog(MemoryLog):
    """A log whose commits wait for a gate, are counted, and fail when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = asyncio.Event()
        self.started = asyncio.Event()
        self.groups: list[int] = []
        self.failure: Exception | None = None

    async def append(self, batches: Sequence[Batch]) -> list[Appended | TimelineError]:
        self.groups.append(len(batches))
        self.started.set()
        await self.gate.wait()
        if self.failure is not None:
            raise self.failure
        return await super().append(batches)

    async def ids(self) -> list[str]:
        return [event.id for event in await self.read(Selection())]


async def begun(writer: Writer, log: SlowLog, *names: str) -> list[asyncio.Task[Appended]]:
    """Appends, the first of which is being written while the others wait."""
    tasks = [asyncio.create_task(writer.append([report(name)])) for name in names[:1]]
    await log.started.wait()
    tasks += [asyncio.create_task(writer.append([report(name)])) for name in names[1:]]
    await asyncio.sleep(0)
    return tasks


async def test_all_who_wait_are_committed_together_in_order() -> None:
    log = SlowLog()
    writer = Writer(log)
    tasks = await begun(writer, log, *"abcdef")
    log.gate.set()
    answers = await asyncio.gather(*tasks)
    assert [answer.position for answer in answers] == [1, 2, 3, 4, 5, 6]
    assert log.groups == [1, 5]


async def test_a_group_has_a_greatest_size_and_a_greater_append_goes_alone() -> None:
    log = SlowLog()
    log.gate.set()
    writer = Writer(log, Limits(group_events_max=2))
    batches = [[report("a")], [report("b"), report("c"), report("d")], [report("e")], [report("f")], [report("g")]]
    await asyncio.gather(*(writer.append(batch) for batch in batches))
    assert log.groups == [1, 1, 2, 1]
    assert await log.ids() == list("abcdefg")


async def test_each_caller_hears_of_its_own_append_only() -> None:
    writer = Writer(MemoryLog())
    batches = [[report("a")], [report("b"), claim("x", "nowhere")], [report("c", expected_version=0)], [claim("d", "a")]]
    outcomes = await asyncio.gather(*(writer.append(batch) for batch in batches), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Appended, UnknownTarget, VersionConflict, Appended]


async def test_too_many_waiting_events_are_refused_at_once() -> None:
    log = SlowLog()
    writer = Writer(log, Limits(waiting_events_max=2))
    tasks = await begun(writer, log, "a", "b")
    with pytest.raises(Busy) as caught:
        await writer.append([report("c")])
    assert caught.value.extra == {"retry_after": 1}
    log.gate.set()
    await asyncio.gather(*tasks)
    await writer.append([report("c")])
    assert await log.ids() == ["a", "b", "c"]


async def test_too_many_waiting_bytes_are_refused_at_once() -> None:
    log = SlowLog()
    writer = Writer(log, Limits(waiting_bytes_max=1_000))
    tasks = await begun(writer, log, "a")
    with pytest.raises(Busy):
        await writer.append([report("b", note="x" * 1_000)])
    log.gate.set()
    await asyncio.gather(*tasks)


async def test_an_append_that_finds_nothing_waiting_is_accepted_whatever_its_size() -> None:
    writer = Writer(MemoryLog(), Limits(waiting_events_max=1, waiting_bytes_max=1))
    assert (await writer.append([report("a"), report("b")])).position == 2


async def test_an_append_taken_back_before_its_turn_is_never_written() -> None:
    log = SlowLog()
    writer = Writer(log)
    tasks = await begun(writer, log, "a", "b", "c")
    tasks[1].cancel()
    log.gate.set()
    await asyncio.wait(tasks)
    assert tasks[1].cancelled()
    assert await log.ids() == ["a", "c"]
    assert tasks[2].result().position == 2


async def test_an_append_whose_caller_goes_while_it_is_written_is_written_whole() -> None:
    log = SlowLog()
    writer = Writer(log)
    leaving = asyncio.create_task(writer.append([report("a"), report("b")]))
    await log.started.wait()
    leaving.cancel()
    staying = asyncio.create_task(writer.append([report("c")]))
    log.gate.set()
    assert (await staying).position == 3
    assert await log.ids() == ["a", "b", "c"]


async def test_all_who_took_their_appends_back_cost_no_commit() -> None:
    log = SlowLog()
    writer = Writer(log)
    tasks = await begun(writer, log, "a", "b")
    tasks[1].cancel()
    log.gate.set()
    await asyncio.wait(tasks)
    await writer.close()
    assert log.groups == [1]


@pytest.mark.parametrize("failure", [StoreUnavailable("the disk is full; make room"), RuntimeError("a bug")])
async def test_a_failing_commit_is_told_to_all_of_its_group_and_the_writer_goes_on(failure: Exception) -> None:
    log = SlowLog()
    writer = Writer(log)
    tasks = await begun(writer, log, "a", "b", "c")
    log.failure = failure
    log.gate.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [(type(outcome), str(outcome)) for outcome in outcomes] == [(type(failure), str(failure))] * 3
    assert len(set(map(id, outcomes))) == 3, "an exception raised twice would collect the tracebacks of strangers"
    log.failure = None
    assert (await writer.append([report("d")])).position == 1


async def test_a_failed_commit_leaves_no_room_taken() -> None:
    log = SlowLog()
    log.gate.set()
    log.failure = StoreUnavailable("gone")
    writer = Writer(log, Limits(waiting_events_max=1))
    for _ in range(3):
        with pytest.raises(StoreUnavailable, match="gone"):
            await writer.append([report("a")])


async def test_closing_finishes_what_waits_and_refuses_what_comes() -> None:
    log = SlowLog()
    writer = Writer(log)
    tasks = await begun(writer, log, "a", "b")
    closing = asyncio.create_task(writer.close())
    await asyncio.sleep(0)
    with pytest.raises(StoreUnavailable, match="stopping"):
        await writer.append([report("c")])
    assert not closing.done()
    log.gate.set()
    await closing
    assert [task.result().position for task in tasks] == [1, 2]
    await writer.close()


async def test_nobody_waits_for_ever_when_the_writing_task_is_cancelled() -> None:
    log = SlowLog()
    writer = Writer(log)
    tasks = await begun(writer, log, "a", "b")
    assert writer._flushing is not None
    writer._flushing.cancel()
    await asyncio.wait(tasks, timeout=5)
    assert all(task.cancelled() for task in tasks)
    log.gate.set()
    assert (await writer.append([report("c")])).position == 1


_EVENTS = st.builds(
    report,
    st.sampled_from("abcdefgh"),
    st.just("exercise.started"),
    st.sampled_from(["exercise/x", "exercise/y"]),
    note=st.sampled_from(["one", "two"]),
    expected_version=st.sampled_from([None, None, None, 0, 1, 2]),
)
_BATCHES = st.lists(st.lists(_EVENTS, min_size=1, max_size=4, unique_by=lambda event: event.id), max_size=12)


def modelled(log: dict[str, Proposed], batch: list[Proposed]) -> type[Exception] | list[bool]:
    """What a dict by id says of the append: the error, or which of its events are duplicates. Adds the new ones."""
    if any(event.id in log and log[event.id].digest != event.digest for event in batch):
        return IdReused
    made = dict(log)
    duplicates = [event.id in log for event in batch]
    for event in batch:
        version = sum(other.subject == event.subject for other in made.values())
        if event.id not in log and event.expected_version not in {None, version}:
            return VersionConflict
        made.setdefault(event.id, event)
    log.update(made)
    return duplicates


@settings(max_examples=60, deadline=None)
@given(batches=_BATCHES)
def test_appends_at_once_are_as_if_one_after_another(batches: list[list[Proposed]]) -> None:
    async def run() -> None:
        log = MemoryLog()
        writer = Writer(log, Limits(group_events_max=3))
        outcomes = await asyncio.gather(*(writer.append(batch) for batch in batches), return_exceptions=True)
        model: dict[str, Proposed] = {}
        for batch, outcome in zip(batches, outcomes, strict=True):
            expected = modelled(model, batch)
            got = [r.duplicate for r in outcome.receipts] if isinstance(outcome, Appended) else type(outcome)
            assert got == expected
        events = await log.read(Selection())
        assert [event.id for event in events] == list(model)
        assert [event.position for event in events] == list(range(1, len(events) + 1))
        for event in events:
            assert event.version == sum(e.subject == event.subject for e in events[: event.position])

    asyncio.run(run())
