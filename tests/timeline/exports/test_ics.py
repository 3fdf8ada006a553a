"""Calendars as the icalendar package reads them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest

from tests.appended import appended
from tests.history import Event, said
from tests.timeline.exports.exported import DEMO, VIEWS, demo, of
from timeline.service import Service

pytestmark = pytest.mark.anyio
ACTIVE = "active-exercises"


def read(exported: bytes) -> dict[str, Any]:
    """The events of a calendar by summary."""
    calendar: Any = icalendar.Calendar.from_ical(exported)
    assert calendar.errors == []
    assert not any(event.errors for event in calendar.walk("VEVENT"))
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


async def calendar(*batches: list[Event], view: str = ACTIVE, **asked: Any) -> dict[str, Any]:
    async with appended(*batches) as service:
        return read(await of(service, view, "ics", **asked))


async def the_one(*batches: list[Event], **asked: Any) -> Any:
    (event,) = (await calendar(*batches, **asked)).values()
    return event


def held(valid: str, **more: Any) -> Event:
    return said("exercise.held", "exercise/a", valid, name="A", **more)


async def test_a_program_can_subscribe_to_past_and_coming_exercises() -> None:
    async with demo() as service:
        exported = await of(service, ACTIVE, "ics")
    calendar: Any = icalendar.Calendar.from_ical(exported)
    assert (str(calendar["x-wr-calname"]), calendar["refresh-interval"].dt) == ("Timeline: active-exercises", timedelta(hours=1))
    assert "method" not in calendar
    found = read(exported)
    assert found.keys() == {"Brunet-Takamori 2023", "Brunet-Takamori 2024", "Northern/Interaction-2024 (possibly ongoing)", "Ocean-2024"}
    event = found["Brunet-Takamori 2024"]
    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2024, 9, 8), date(2024, 9, 22))
    assert (event["status"], event["categories"].to_ical()) == ("CONFIRMED", b"ongoing,sure")
    assert "French Army, published 2024-09-21/2024-09-30?" in event["description"]
    assert found["Northern/Interaction-2024 (possibly ongoing)"]["status"] == "TENTATIVE"


@pytest.mark.parametrize("what", [*VIEWS, "events"])
async def test_every_view_and_the_log_are_calendars_with_an_event_for_all_that_has_a_day(what: str) -> None:
    async with demo() as service:
        exported = await of(service, what, "ics")
    events: Any = icalendar.Calendar.from_ical(exported).walk("VEVENT")
    assert events
    assert len({event["uid"] for event in events}) == len(events)
    for event in events:
        assert event["dtstart"].dt < event["dtend"].dt
        assert event["dtstamp"].dt == event["last-modified"].dt
        assert event["dtstamp"].dt.date() == date(2024, 10, 1)
    assert all(len(line) <= 75 for line in exported.split(b"\r\n"))


@pytest.mark.parametrize(
    ("history", "days"),
    [
        ([held("2024-09-08")], ("2024-09-08", "2024-09-09")),
        ([held("2024-09-08/2024-09-21")], ("2024-09-08", "2024-09-22")),
        ([said("exercise.started", "exercise/a", "2024-09-08")], ("2024-09-08", "2024-09-09")),
        (
            [said("exercise.started", "exercise/a", "2024-09-08"), said("exercise.reported_ongoing", "exercise/a", "2024-09-12")],
            ("2024-09-08", "2024-09-13"),
        ),
        ([held("../2024-09-21")], ("2024-09-21", "2024-09-22")),
    ],
)
async def test_an_open_side_goes_as_far_as_a_day_is_named(history: list[Event], days: tuple[str, str]) -> None:
    event = await the_one(history)
    assert (event["dtstart"].dt.isoformat(), event["dtend"].dt.isoformat()) == days


async def test_what_was_cancelled_is_a_cancelled_event() -> None:
    plan = said("exercise.announced", "exercise/a", "2024-09-08/2024-09-21", name="A")
    stop = said("exercise.cancelled", "exercise/a", "2024-09-01", reason="weather", published="2024-09-21")
    event = await the_one([plan], [stop], view="exercises", filters={"status": ("cancelled",)})
    assert (event["status"], event["summary"]) == ("CANCELLED", "A (cancelled)")


async def sequence(*batches: list[Event]) -> tuple[int, datetime]:
    event = await the_one(*batches)
    return int(event["sequence"]), event["last-modified"].dt


async def test_the_sequence_rises_with_what_bears_on_the_row_also_where_evidence_is_taken_away() -> None:
    first, second = [held("2024-09-08/2024-09-21", id="a")], [held("2024-09-08/2024-09-25", id="b")]
    other = [said("exercise.held", "exercise/b", "2020-01-01", id="c"), said("claim.retracted", "exercise/b", "2020-01-02", target="c")]
    retracted = [said("claim.retracted", "exercise/a", "2024-09-30", target="b")]
    assert await sequence(first) == (1, datetime(2024, 10, 1, 0, tzinfo=UTC))
    assert await sequence(first, other) == (1, datetime(2024, 10, 1, 0, tzinfo=UTC))
    assert await sequence(first, second) == (2, datetime(2024, 10, 1, 1, tzinfo=UTC))
    assert await sequence(first, second, retracted) == (3, datetime(2024, 10, 1, 2, tzinfo=UTC))


async def test_the_sequence_does_not_fall_when_a_merge_is_split_again() -> None:
    one, two = [held("2024-09-08", id="a")], [said("exercise.held", "exercise/b", "2024-09-08", id="b", name="B")]
    merged = [said("subject.merged", "exercise/b", "2024-09-30", into="exercise/a")]
    split = [said("subject.split", "exercise/b", "2024-09-30", **{"from": "exercise/a"})]
    assert [int(event["sequence"]) for event in (await calendar(one, two)).values()] == [1, 2]
    assert await sequence(one, two, merged) == (3, datetime(2024, 10, 1, 2, tzinfo=UTC))
    assert [int(event["sequence"]) for event in (await calendar(one, two, merged, split)).values()] == [4, 4]


async def test_equal_questions_give_equal_bytes_and_a_row_keeps_its_uid() -> None:
    async def twice(service: Service) -> set[bytes]:
        return {await of(service, ACTIVE, "ics") for _ in range(2)}

    async with appended(*DEMO) as service:
        assert len(await twice(service)) == 1
    early, late = await calendar(DEMO[0]), await calendar(*DEMO)
    name = "Brunet-Takamori 2024"
    assert early[f"{name} (possibly ongoing)"]["uid"] == late[name]["uid"]
    assert early[f"{name} (possibly ongoing)"]["sequence"] < late[name]["sequence"]


async def test_a_day_asked_for_is_asked_and_control_characters_are_replaced() -> None:
    assert (await calendar([held("2024-09-08")], on=1)) == {}
    event = await the_one([held("2024-09-08", publisher="A\u0007gency\u0000"[:-1])])
    assert "A\ufffdgency" in event["description"]


async def test_an_event_may_end_on_the_last_day_that_can_be_written() -> None:
    one, more = await the_one([held("9999-12-31")]), await the_one([held("9999-12-30/9999-12-31")])
    assert (one["dtstart"].dt, "dtend" in one, "duration" in one) == (date(9999, 12, 31), False, False)
    assert (more["dtstart"].dt, more["duration"].dt, "dtend" in more) == (date(9999, 12, 30), timedelta(days=2), False)
