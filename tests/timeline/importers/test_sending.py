"""Batches: atomic, divided only around what cannot be appended, and the account of it."""

from collections.abc import Iterable
from typing import Any

import orjson
import pytest

from timeline.cli.source import Store
from timeline.errors import Busy, StoreUnavailable
from timeline.importers import sending
from timeline.importers.checked import Ready
from timeline.importers.item import Doubt, Passed
from timeline.importers.sending import BATCH_EVENTS, Account, send
from timeline.intake import Limits
from timeline.service import open_service

pytestmark = pytest.mark.anyio


def event(number: int, **more: Any) -> bytes:
    source = {"publisher": "A", "published": "1984"}
    sent = {"id": f"e{number}", "type": "exercise.started", "subject": "exercise/a", "valid": "1984", "data": {}, "source": source}
    return orjson.dumps(sent | more)


def ready(bodies: Iterable[bytes]) -> list[Ready]:
    return [Ready(line, body) for line, body in enumerate(bodies, start=2)]


def retraction(number: int, target: str) -> bytes:
    return event(number, type="claim.retracted", data={"target": target})


class Log:
    """A service in memory that counts the appends it answers."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    async def account(self, *runs: list[Any]) -> Account:
        service = await open_service("memory:")
        store = Store(service, Limits())

        async def append(body: bytes) -> dict[str, Any]:
            answer = await store.append(body, ndjson=True)
            self.sizes.append(len(answer["events"]))
            return answer

        account = Account()
        for run in runs:
            account = await send(run, append, lambda line: None)
        await service.close()
        return account


async def test_events_go_in_atomic_batches() -> None:
    log = Log()
    account = await log.account(ready(event(i) for i in range(2 * BATCH_EVENTS + 5)))
    assert log.sizes == [BATCH_EVENTS, BATCH_EVENTS, 5]
    assert (account.events, account.appended, account.known) == (2_005, 2_005, 0)


async def test_a_second_run_appends_nothing_and_a_stopped_one_goes_on() -> None:
    whole = ready(event(i) for i in range(50))
    account = await Log().account(whole[:20], whole)
    assert (account.appended, account.known) == (30, 20)
    account = await Log().account(whole, whole)
    assert (account.appended, account.known) == (0, 50)


async def test_one_event_that_cannot_go_in_does_not_hold_up_the_others() -> None:
    first = ready(event(i) for i in range(100))
    changed = ready(event(i, valid="1985") if i == 37 else event(i) for i in range(150))
    account = await Log().account(first, changed)
    assert (account.appended, account.known) == (50, 99)
    assert [(doubt.line, doubt.column, doubt.refused) for doubt in account.doubts] == [(39, "/id", True)]


async def test_a_claim_before_its_target_waits_for_it() -> None:
    account = await Log().account(ready([retraction(1, "e2000"), *(event(i) for i in range(2, 2_001))]))
    assert (account.appended, account.refused_rows) == (2_000, 0)


async def test_a_claim_without_target_is_refused() -> None:
    account = await Log().account(ready([event(1), retraction(2, "nobody"), event(3)]))
    assert account.appended == 2
    assert [(doubt.line, doubt.column) for doubt in account.doubts] == [(3, "/data/target")]


async def test_the_account_counts_rows_and_not_items() -> None:
    items = [
        Doubt(2, "a", "odd"),
        Doubt(2, "b", "odd"),
        Ready(2, event(1)),
        Ready(2, event(2)),
        Passed(3, "empty"),
        Doubt(4, "a", "bad", refused=True),
    ]
    account = await Log().account(items)
    assert (account.rows, account.events, account.passed) == (3, 2, 1)
    assert (account.doubtful_rows, account.refused_rows) == (1, 1)


async def test_a_dry_run_appends_nothing() -> None:
    account = await send(ready([event(1)]), None, lambda line: None)
    assert (account.events, account.appended) == (1, 0)


async def test_a_busy_service_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "BUSY_SECONDS", 0.0)
    asked = []

    async def append(body: bytes) -> dict[str, Any]:
        asked.append(body)
        if len(asked) < 3:
            raise Busy("not now")
        return {"events": [{"duplicate": False}]}

    assert (await send(ready([event(1)]), append, lambda line: None)).appended == 1


async def test_a_store_that_fails_ends_the_import() -> None:
    async def append(body: bytes) -> dict[str, Any]:
        raise StoreUnavailable("gone")

    with pytest.raises(StoreUnavailable):
        await send(ready([event(1), event(2)]), append, lambda line: None)
