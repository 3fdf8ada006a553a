"""What every store of webhooks does."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from timeline.clock import system_clock
from timeline.delivery.webhooks.memory import MemoryWebhooks
from timeline.delivery.webhooks.model import Delivery, Progress, Settled, Topic, Webhook
from timeline.delivery.webhooks.sqlite import SqliteWebhooks
from timeline.delivery.webhooks.store import DELIVERIES_KEPT, WebhookStore
from timeline.log.sqlite.log import open_sqlite

pytestmark = pytest.mark.anyio
VIEW = Topic(view="active-exercises", filters={"participant": ("JP", "FR")}, on="2024-09-12")
ONE = Webhook(
    "wh_1", "https://a.example/", Topic(("exercise.*",)), "event", None, "whsec_a", 1, Progress("0"),
    previous_secret="whsec_b", previous_until=5,
)  # fmt: skip
TWO = Webhook("wh_2", "https://b.example/", VIEW, "cloudevents", "two", "whsec_c", 2, Progress("7|x", 3, 99), "disabled", "dead")


@pytest.fixture(params=["memory", "sqlite"])
async def store(anyio_backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[WebhookStore]:
    if request.param == "memory":
        yield MemoryWebhooks()
        return
    log = await open_sqlite(tmp_path / "log.db", read_only=False, clock=system_clock)
    yield SqliteWebhooks(log)
    await log.close()


def tried(number: int, webhook: Webhook = ONE, at: int = 10) -> Delivery:
    return Delivery(f"msg_{webhook.id}_{number}", webhook.id, str(number), "exercise.held", "delivered", 1, at, at, 5, None, 200, "ok")


async def test_a_webhook_is_kept_whole_and_in_its_place(store: WebhookStore) -> None:
    await store.put(ONE)
    await store.put(TWO)
    changed = replace(ONE, url="https://c.example/", status="paused", progress=Progress("3"), secret="whsec_d")
    await store.put(changed)
    assert await store.all() == [changed, TWO]
    assert await store.get("wh_2") == TWO
    assert await store.get("wh_3") is None


async def test_attempts_of_one_message_are_counted_together(store: WebhookStore) -> None:
    await store.put(ONE)
    failing = replace(tried(1), status="failing", next_attempt=50, response_status=None, error="no answer")
    await store.settle([Settled(failing, Progress("0", 1, 50))])
    assert await store.get("wh_1") == replace(ONE, progress=Progress("0", 1, 50))
    await store.settle([Settled(tried(1, at=50), Progress("1")), Settled(tried(2, at=60), Progress("2"))])
    newest, oldest = await store.deliveries("wh_1", before=None, limit=10)
    assert (oldest.attempts, oldest.first_attempt, oldest.last_attempt, oldest.error, oldest.next_attempt) == (2, 10, 50, None, None)
    assert (newest.attempts, newest.number > oldest.number) == (1, True)
    assert await store.deliveries("wh_1", before=newest.number, limit=10) == [oldest]
    assert await store.delivery("wh_1", oldest.id) == oldest
    assert await store.delivery("wh_2", oldest.id) is None
    kept = await store.get("wh_1")
    assert kept is not None
    assert kept.progress == Progress("2")


async def test_a_webhook_is_disabled_with_the_attempt_that_was_the_last(store: WebhookStore) -> None:
    await store.put(ONE)
    await store.settle([Settled(replace(tried(1), status="failing"), Progress("0", 10), "dead")])
    assert await store.get("wh_1") == replace(ONE, progress=Progress("0", 10), status="disabled", reason="dead")
    await store.skip("wh_1")
    assert [each.status for each in await store.deliveries("wh_1", before=None, limit=10)] == ["skipped"]


async def test_what_is_asked_for_again_is_known_until_it_is_sent(store: WebhookStore) -> None:
    await store.put(ONE)
    await store.settle([Settled(tried(number), Progress(str(number))) for number in (1, 2)])
    await store.ask_again("wh_1", tried(1).id, 77)
    (asked,) = await store.asked_again("wh_1")
    assert (asked.id, asked.next_attempt) == (tried(1).id, 77)
    await store.settle([Settled(replace(tried(1), next_attempt=None))])
    assert await store.asked_again("wh_1") == []


async def test_only_the_newest_deliveries_are_kept_of_each(store: WebhookStore) -> None:
    await store.put(ONE)
    await store.put(TWO)
    await store.settle([Settled(tried(1, TWO))])
    await store.settle([Settled(tried(number), Progress(str(number))) for number in range(1, DELIVERIES_KEPT + 3)])
    kept = await store.deliveries("wh_1", before=None, limit=DELIVERIES_KEPT + 10)
    assert (len(kept), kept[0].cursor, kept[-1].cursor) == (DELIVERIES_KEPT, str(DELIVERIES_KEPT + 2), "3")
    assert len(await store.deliveries("wh_2", before=None, limit=10)) == 1


async def test_a_webhook_is_forgotten_with_its_deliveries(store: WebhookStore) -> None:
    await store.put(ONE)
    await store.put(TWO)
    await store.settle([Settled(tried(1)), Settled(tried(1, TWO))])
    await store.remove("wh_1")
    assert await store.all() == [TWO]
    assert await store.deliveries("wh_1", before=None, limit=10) == []
    assert len(await store.deliveries("wh_2", before=None, limit=10)) == 1
