"""Following a view of a real service through a restart: whoever applies what is told holds the rows that the view has."""

import asyncio
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

import orjson
import pytest

from events import edtf
from tests.timeline.http.running import service
from tests.timeline.http.sent import concluded, event
from timeline.client import Client, Following, RowChange, ViewEvent
from timeline.question import Question

pytestmark = pytest.mark.anyio
ASKED = Question("exercises", on=edtf.day("2024-09-12"), filters={"participant": ("JP",)})


async def until(following: Following[ViewEvent], key: str, rows: dict[str, object]) -> RowChange:
    """Apply what comes up to the change of this row."""
    async for change in following:
        if isinstance(change, RowChange):
            rows.pop(change.key, None)
            if change.after is not None:
                rows[change.key] = change.after
            if change.key == key:
                return change
    raise AssertionError("it ended")


async def test_rows_are_followed_through_a_restart_and_from_a_cursor_that_was_kept(tmp_path: Path) -> None:
    store, rows, first, second = f"sqlite:///{tmp_path}/log.db", dict[str, object](), "exercise/first", "exercise/second"
    async with AsyncExitStack() as clients, asyncio.timeout(30):
        with ExitStack() as running:
            _, url = running.enter_context(service(store))
            client = Client(url)
            clients.push_async_callback(client.close)
            await client.append(orjson.dumps(event(subject=first)), ndjson=False)
            following = client.follow_view(ASKED, snapshot=True)
            added = await until(following, first, rows)
            assert (added.event, added.before) == ("row.added", None)
            running.close()
            running.enter_context(service(store, int(url.rpartition(":")[2])))
            await client.append(orjson.dumps([event(subject=second, id="s"), concluded(subject=first, id="c")]), ndjson=False)
            assert (await until(following, second, rows)).because == ("s",)
            kept = following.cursor
            await following.aclose()
            await client.append(orjson.dumps(event(subject=second, id="t", data={"participants": ["AU"]})), ndjson=False)
            again = client.follow_view(Question("exercises", on=ASKED.on, filters=ASKED.filters, after=kept))
            assert (await until(again, second, rows)).because == ("t",)
            await again.aclose()
            shown = await client.view(ASKED)
            assert rows == {row["key"]: row for row in shown["rows"]}
