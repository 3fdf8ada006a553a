"""Rows of views as what webhooks tell: in order, from any cursor, again, and though the question changed meanwhile."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import orjson
import pytest

from tests.timeline.delivery.stage import STORES, Stage
from timeline.delivery.webhooks.model import Format, Topic
from timeline.delivery.webhooks.source import Change
from timeline.delivery.webhooks.view_changes import ViewChanges
from timeline.errors import Unreadable

pytestmark = pytest.mark.anyio
DAY = 86_400_000_000
ACTIVE = Topic(view="active-exercises")
FIXED = Topic(view="exercises", on="2024-09-05")


class Watching(Stage):
    """With the source of webhooks."""

    def begin(self) -> None:
        self.views = ViewChanges(self.service, self.tail)

    async def all(self, topic: Topic, cursor: str, limit: int = 3) -> list[Change]:
        """All that there is behind a cursor, page by page."""
        found: list[Change] = []
        while True:
            await self.service.kept_rows_came(await self.head(), patience_seconds=0, seconds=5)
            page = await self.views.after(topic, cursor, limit)
            found += page.changes
            if page.cursor == cursor:
                return found
            cursor = page.cursor


@pytest.fixture(params=STORES)
async def stage(anyio_backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Watching]:
    async with Watching.on(request.param, tmp_path) as made:
        yield made


def told(change: Change, wanted: Format = "event") -> Any:
    return orjson.loads(change.body(wanted))


async def test_rows_come_change_and_go_in_order_and_each_can_be_told_again(stage: Watching) -> None:
    begun = await stage.views.begin(FIXED)
    await stage.report("x", "2024-09-01/2024-09-09", id="a")
    await stage.report("x", "2024-09-02/2024-09-09", id="b")
    await stage.report("y", "2024-09-05", id="c", host=["JP"])
    found = await stage.all(FIXED, begun, limit=1)
    assert [(one.type, told(one)["data"]["key"], told(one)["data"]["because"]) for one in found] == [
        ("row.added", "exercise/x", ["a"]), ("row.changed", "exercise/x", ["b"]), ("row.added", "exercise/y", ["c"])
    ]  # fmt: skip
    for number, one in enumerate(found):
        again = await stage.views.at(FIXED, one.cursor)
        assert again is not None
        assert told(again) == told(one)
        assert [each.cursor for each in await stage.all(FIXED, one.cursor)] == [each.cursor for each in found[number + 1 :]]
    assert await stage.views.at(FIXED, begun) is None
    event = told(found[0], "cloudevents")
    assert (event["specversion"], event["type"], event["subject"], event["source"]) == (
        "1.0",
        "row.added",
        "exercise/x",
        "/v1/views/exercises",
    )


async def test_the_passing_of_days_is_told_and_news_of_it_waited_for(stage: Watching) -> None:
    begun = await stage.views.begin(ACTIVE)
    today = stage.lived.now
    await stage.report("x", "2024-09-01/2024-09-30", id="a")
    (came, *_), cursor = await stage.all(ACTIVE, begun), begun
    assert came.type == "row.added"
    for _ in range(3):
        cursor = (await stage.views.after(ACTIVE, cursor, 10)).cursor
    with pytest.raises(TimeoutError):
        with anyio.fail_after(0.2):
            await stage.views.news(ACTIVE, cursor)
    stage.lived.now = today + 60 * DAY
    await stage.views.news(ACTIVE, cursor)
    (gone,) = await stage.all(ACTIVE, cursor)
    assert (gone.type, told(gone)["data"]["because"], told(gone)["timestamp"][10:]) == ("row.removed", "clock", "T00:00:00.000000Z")


async def test_a_webhook_goes_on_though_its_filters_and_its_day_were_changed(stage: Watching) -> None:
    begun = await stage.views.begin(FIXED)
    await stage.report("x", "2024-09-05", id="a", host=["JP"])
    await stage.report("y", "2024-09-05", id="b", host=["FR"])
    narrowed = replace(FIXED, filters={"host": ("FR",)})
    assert [told(one)["data"]["key"] for one in await stage.all(narrowed, begun)] == ["exercise/y"]
    moving = replace(FIXED, on=None)
    assert (await stage.views.after(moving, begun, 10)).cursor != begun
    assert (await stage.views.after(FIXED, await stage.views.begin(moving), 10)).changes == []


@pytest.mark.parametrize(
    ("topic", "pointer"),
    [(Topic(view="nothing"), "/view"), (Topic(view="exercises", filters={"nothing": ("x",)}), "/filters")],
    ids=["view", "filter"],
)
async def test_what_cannot_be_told_is_refused_with_a_pointer(stage: Watching, topic: Topic, pointer: str) -> None:
    with pytest.raises(Unreadable) as caught:
        await stage.views.begin(topic)
    assert [fault.pointer for fault in caught.value.faults] == [pointer]
