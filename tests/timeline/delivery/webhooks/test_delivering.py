"""Days in the life of a webhook, in simulated time."""

import asyncio
import time
from datetime import UTC, datetime

import orjson
import pytest
from standardwebhooks.webhooks import Webhook as Verifier

from tests.timeline.delivery.webhooks.conftest import House
from tests.timeline.delivery.webhooks.simulated import ERROR, OK, SILENT, until
from timeline.delivery.webhooks import schedule
from timeline.delivery.webhooks.dispatcher import AGAIN_MAX
from timeline.delivery.webhooks.model import Webhook
from timeline.delivery.webhooks.sending import Outcome
from timeline.delivery.webhooks.signing import PREVIOUS_MICROSECONDS
from timeline.delivery.webhooks.wanted import read_changed, read_wanted
from timeline.errors import Conflict, NotFound

pytestmark = pytest.mark.anyio
URL = "https://hooks.example/timeline"
HOUR, DAY = 3_600.0, 86_400.0


async def subscribe(house: House, *types: str, **more: object) -> Webhook:
    return await house.webhooks.create(read_wanted({"url": URL, "types": list(types or ["*"]), **more}))


def events_of(house: House) -> list[str]:
    """The ids of the events received, each attempt counted."""
    return [orjson.loads(body)["data"]["id"] for body in house.receiver.bodies]


async def test_exactly_what_is_asked_for_comes_in_order_from_now_on(house: House) -> None:
    await house.append(2)
    await subscribe(house, "agreement.*", "exercise.held")
    wanted: list[str] = []
    for type_ in ("exercise.held", "exercise.started", "exercise.held"):
        appended = await house.append(60, type_)
        wanted += appended if type_ == "exercise.held" else []
    await house.received(120)
    await asyncio.sleep(0.05)
    assert events_of(house) == wanted
    assert len(set(house.receiver.ids)) == 120
    assert house.receiver.under_way_most == 1


async def test_a_message_is_verified_by_the_library_of_the_standard(house: House) -> None:
    made = await subscribe(house, description="for us")
    (appended,) = await house.append(1)
    await house.received(1)
    message, headers, body, _ = house.receiver.got[0]
    read = Verifier(made.secret).verify(body, dict(headers))
    assert (read["type"], read["data"]["id"], read["data"]["position"]) == ("exercise.held", appended, 1)
    assert read["timestamp"] == read["data"]["recorded_at"]
    assert headers["content-type"] == "application/json"
    assert message.startswith("msg_")


async def test_a_message_can_be_a_cloudevent(house: House) -> None:
    await subscribe(house, format="cloudevents")
    (appended,) = await house.append(1)
    await house.received(1)
    _, headers, body, _ = house.receiver.got[0]
    read = orjson.loads(body)
    assert headers["content-type"] == "application/cloudevents+json"
    assert (read["specversion"], read["id"], read["sequence"]) == ("1.0", appended, "0" * 19 + "1")


async def test_a_receiver_that_fails_and_hangs_and_comes_back_after_an_hour_misses_nothing(house: House) -> None:
    made = await subscribe(house)
    began = house.time.now
    answers = iter([ERROR, SILENT, Outcome(302, "", None, 1), ERROR])
    house.receiver.answer = lambda message: OK if house.time.now > began + HOUR * 1e6 else next(answers)
    first = await house.append(3)
    await house.received(1)
    await house.time.pass_(HOUR)
    late = await house.append(2)
    assert events_of(house) == [first[0]] * 4, "one message is tried, and the next is not sent before it"
    assert [round((at - began) / 1e6) for *_, at in house.receiver.got] == [0, 5, 305, 2_105]
    assert len(set(house.receiver.ids)) == 1
    await house.time.pass_(2 * HOUR)
    await house.received(9)
    assert events_of(house)[4:] == [*first, *late]
    deliveries = await house.webhooks.deliveries(made.id, before=None, limit=10)
    assert [(each.status, each.attempts) for each in deliveries] == [("delivered", 1)] * 4 + [("delivered", 5)]
    assert (await house.webhooks.get(made.id)).progress.failures == 0


async def test_a_dead_receiver_is_disabled_after_days_and_resumes_where_it_stopped(house: House) -> None:
    made = await subscribe(house)
    house.receiver.answer = lambda message: ERROR
    first = await house.append(2)
    await house.received(1)
    await house.time.pass_(3 * DAY)
    assert (await house.webhooks.get(made.id)).status == "active"
    await house.time.pass_(DAY)
    disabled = await house.webhooks.get(made.id)
    assert (disabled.status, len(house.receiver.got)) == ("disabled", len(schedule.DELAYS_SECONDS) + 1)
    assert "10 attempts" in str(disabled.reason)
    assert "status 500" in str(disabled.reason)
    (failing,) = await house.webhooks.deliveries(made.id, before=None, limit=10)
    assert (failing.status, failing.attempts, failing.next_attempt, failing.response_body) == ("failing", 10, None, "broken")
    await house.time.pass_(30 * DAY)
    later = await house.append(1)
    house.receiver.answer = lambda message: OK
    house.receiver.got.clear()
    assert (await house.webhooks.enable(made.id)).reason is None
    await house.received(3)
    assert events_of(house) == [*first, *later]


async def test_a_receiver_that_is_gone_is_disabled_at_once(house: House) -> None:
    made = await subscribe(house)
    house.receiver.answer = lambda message: Outcome(410, "", None, 1)
    await house.append(2)
    await house.received(1)
    gone = await house.webhooks.get(made.id)
    assert (gone.status, gone.progress.cursor, len(house.receiver.got)) == ("disabled", "0", 1)
    assert "410" in str(gone.reason)


async def test_after_a_restart_it_goes_on_where_it_stopped_and_waits_as_long_as_before(house: House) -> None:
    await subscribe(house)
    house.receiver.answer = lambda message: OK if len(house.receiver.got) < 4 else ERROR
    appended = await house.append(6)
    await house.received(4)
    await house.time.pass_(5)
    await house.received(5)
    await house.down()
    house.receiver.answer = lambda message: OK
    await house.up()
    await house.time.pass_(290)
    assert len(house.receiver.got) == 5
    await house.time.pass_(20)
    await house.received(8)
    assert events_of(house) == [*appended[:4], appended[3], *appended[3:]]


async def test_what_was_not_stored_before_a_kill_is_sent_again_under_the_same_id(house: House) -> None:
    await subscribe(house)
    first = await house.append(3)
    await house.received(3)
    await house.killed()
    await house.up()
    later = await house.append(2)
    await house.received(8)
    assert events_of(house) == [*first, *first, *later]
    assert house.receiver.ids[:3] == house.receiver.ids[3:6]
    assert len(set(house.receiver.ids)) == 5


async def test_a_paused_webhook_is_silent_and_loses_nothing(house: House) -> None:
    made = await subscribe(house, "exercise.held")
    await subscribe(house, "exercise.started")
    paused = await house.webhooks.change(made.id, read_changed({"status": "paused"}))
    appended = await house.append(3)
    for count in (1, 2):
        await house.append(1, "exercise.started")
        await house.received(count)
    assert (paused.status, set(appended) & set(events_of(house))) == ("paused", set())
    await house.webhooks.change(made.id, read_changed({"status": "active"}))
    await house.received(5)
    assert events_of(house)[2:] == appended


async def test_what_is_no_longer_asked_for_is_skipped(house: House) -> None:
    made = await subscribe(house)
    house.receiver.answer = lambda message: ERROR
    await house.append(1, "exercise.started")
    held = await house.append(1)
    await house.received(1)
    await house.webhooks.change(made.id, read_changed({"types": ["exercise.held"]}))
    house.receiver.answer = lambda message: OK
    await until(lambda: events_of(house)[-1:] == held)
    await asyncio.sleep(0.05)
    newest, oldest = await house.webhooks.deliveries(made.id, before=None, limit=10)
    assert (oldest.type, oldest.status, newest.type, newest.status) == ("exercise.started", "skipped", "exercise.held", "delivered")
    with pytest.raises(Conflict, match="no longer"):
        await house.webhooks.redeliver(made.id, oldest.id)


async def test_both_secrets_sign_for_a_day_after_a_rotation(house: House) -> None:
    made = await subscribe(house)
    rotated = await house.webhooks.rotate(made.id)
    assert rotated.secret != made.secret
    await house.append(1)
    await house.received(1)
    await house.time.pass_(PREVIOUS_MICROSECONDS / 1e6)
    await house.append(1)
    await house.received(2)
    for (message, headers, body, at), secrets in zip(house.receiver.got, ([rotated.secret, made.secret], [rotated.secret]), strict=True):
        moment = datetime.fromtimestamp(at // 1_000_000, UTC)
        assert headers["webhook-timestamp"] == str(at // 1_000_000)
        assert headers["webhook-signature"].split(" ") == [Verifier(secret).sign(message, moment, body.decode()) for secret in secrets]


async def test_a_delivery_can_be_sent_again_whatever_becomes_of_it(house: House) -> None:
    made = await subscribe(house)
    appended = await house.append(3)
    await house.received(3)
    oldest = (await house.webhooks.deliveries(made.id, before=None, limit=10))[-1]
    house.receiver.answer = lambda message: SILENT
    asked = await house.webhooks.redeliver(made.id, oldest.id)
    assert asked.next_attempt is not None
    await house.received(4)
    await asyncio.sleep(0.02)
    assert (house.receiver.ids[3], events_of(house)[3]) == (house.receiver.ids[0], appended[0])
    again = (await house.webhooks.deliveries(made.id, before=None, limit=10))[-1]
    assert (again.status, again.attempts, again.error, again.next_attempt) == ("delivered", 2, "no answer in time", None)
    house.receiver.answer = lambda message: OK
    later = await house.append(1)
    await until(lambda: events_of(house)[-1:] == later)
    assert len(house.receiver.got) == 5
    with pytest.raises(NotFound):
        await house.webhooks.redeliver(made.id, "msg_none")


async def test_what_is_failing_can_be_tried_at_once(house: House) -> None:
    made = await subscribe(house)
    house.receiver.answer = lambda message: ERROR
    await house.append(1)
    await house.received(1)
    await house.time.pass_(10)
    (failing,) = await house.webhooks.deliveries(made.id, before=None, limit=10)
    assert (failing.attempts, failing.next_attempt) == (2, house.time.now + 295_000_000)
    house.receiver.answer = lambda message: OK
    await house.webhooks.redeliver(made.id, failing.id)
    await house.received(3)
    await asyncio.sleep(0.02)
    assert [each.status for each in await house.webhooks.deliveries(made.id, before=None, limit=10)] == ["delivered"]
    await house.webhooks.change(made.id, read_changed({"status": "paused"}))
    with pytest.raises(Conflict, match="paused"):
        await house.webhooks.redeliver(made.id, failing.id)


async def test_a_receiver_that_hangs_holds_up_no_other_and_not_the_end(house: House) -> None:
    slow = await subscribe(house, "exercise.started")
    await subscribe(house, "exercise.held")
    house.receiver.answer = lambda message: None if len(house.receiver.got) == 1 else OK
    await house.append(1, "exercise.started")
    await house.received(1, under_way=1)
    await house.append(50)
    await house.received(51, under_way=1)
    began = time.monotonic()
    await house.down()
    assert time.monotonic() - began < 1
    await house.up()
    await house.received(52)
    assert (await house.webhooks.get(slow.id)).progress.cursor == "1"


async def test_many_receivers_that_hang_stand_in_each_others_way_only(house: House) -> None:
    for _ in range(AGAIN_MAX + 4):
        await subscribe(house, "exercise.started")
    house.receiver.answer = lambda message: SILENT
    await house.append(1, "exercise.started")
    await house.received(AGAIN_MAX + 4)
    house.receiver.answer = lambda message: None
    await house.time.pass_(10)
    assert house.receiver.under_way == AGAIN_MAX
    house.receiver.answer = lambda message: OK
    await subscribe(house, "exercise.held")
    held = await house.append(1)
    await until(lambda: events_of(house)[-1:] == held)


async def test_a_deleted_webhook_is_silent_and_forgotten(house: House) -> None:
    made = await subscribe(house)
    await house.append(1)
    await house.received(1)
    await house.webhooks.remove(made.id)
    await house.append(1)
    await asyncio.sleep(0.05)
    assert (len(house.receiver.got), await house.webhooks.all()) == (1, [])
    with pytest.raises(NotFound):
        await house.webhooks.deliveries(made.id, before=None, limit=1)
