"""Feeds as feedparser reads them."""

import re
from typing import Any

import feedparser  # type: ignore[import-untyped]
import pytest

from events import edtf
from tests.appended import appended
from tests.history import Event, said
from tests.timeline.exports.exported import VIEWS, demo, of
from timeline.question import Knowledge
from timeline.service import Service

pytestmark = pytest.mark.anyio
ACTIVE = "active-exercises"


def read(exported: bytes) -> Any:
    feed = feedparser.parse(exported)
    assert (feed.bozo, feed.version) == (False, "atom10")
    assert feed.feed.id
    assert feed.feed.updated
    return feed


def titles(exported: bytes) -> list[str]:
    return [entry.title for entry in read(exported).entries]


async def of_active(*batches: list[Event], **asked: Any) -> list[str]:
    async with appended(*batches) as service:
        return titles(await of(service, ACTIVE, "atom", **asked))


def held(subject: str, valid: str = "2024-09-08", **more: Any) -> Event:
    return said("exercise.held", f"exercise/{subject}", valid, name=subject.title(), **more)


async def test_facts_come_newest_first_by_their_publisher_with_ids_that_stay() -> None:
    async with demo() as service:
        first, second = read(await of(service, "events", "atom")), read(await of(service, "events", "atom", limit=2))
    assert len(first.entries) == 43
    newest = first.entries[0]
    assert [entry.id for entry in second.entries] == [entry.id for entry in first.entries[:2]]
    assert (newest.author, newest.updated) == ("Unnamed count of French forces", "2024-10-01T01:00:00.000000Z")
    assert (newest.tags[0].term, newest.id[:9]) == ("deployment.presence_reported", "urn:uuid:")
    assert len({entry.id for entry in first.entries}) == 43
    assert first.feed.updated == newest.updated


async def test_older_facts_are_on_the_page_that_the_feed_names() -> None:
    async with demo() as service:
        page = read(await of(service, "events", "atom", limit=40, link=lambda after: f"/v1/events.atom?after={after}"))
        links = {link.rel: link.href for link in page.feed.links}
        rest = read(await of(service, "events", "atom", after=int(links["next"].partition("=")[2]), link=str))
    assert (len(page.entries), len(rest.entries)) == (40, 3)
    assert "next" not in {link.rel for link in rest.feed.links}
    assert page.entries[0].link == "/v1/events/demo-later-french-presence"


@pytest.mark.parametrize("what", VIEWS)
async def test_every_view_has_a_feed_that_begins_with_what_was_added(what: str) -> None:
    async with demo() as service:
        entries = read(await of(service, what, "atom")).entries
    assert {entry.title.partition(":")[0] for entry in entries} <= {"added", "changed", "removed"}
    assert entries[-1].title.startswith("added: ")
    assert [entry.updated for entry in entries] == sorted((entry.updated for entry in entries), reverse=True)


async def test_what_appends_added_changed_and_removed_is_told_newest_first() -> None:
    a, b, more = held("a", id="a"), held("b", id="b"), held("a", "2024-09-08/2024-09-21", id="c", published="2025-01-01")
    gone = said("claim.retracted", "exercise/b", "2024-09-30", target="b")
    assert await of_active([a, b], [more], [gone]) == ["removed: B", "changed: A", "added: A", "added: B"]
    assert await of_active([a, b], [more], [gone], limit=1) == ["removed: B"]
    assert await of_active([a], [a | {"id": "again"}], [said("exercise.held", "exercise/a", "2024-09-08", id="x")])
    assert await of_active([a, b], [more], [gone], filters={"series": ("X",)}) == []


async def test_a_row_tells_its_before_and_after_and_the_events_behind_it() -> None:
    async with appended([held("a", id="a")], [held("a", "2024-09-08/2024-09-21", id="c")]) as service:
        entry = read(await of(service, ACTIVE, "atom", link=str)).entries[0]
    assert "before: ongoing, 2024-09-08\nafter: ongoing, 2024-09-08/2024-09-21" in entry.content[0].value
    assert entry.content[0].value.endswith("because of c")
    assert entry.link == "/v1/views/active-exercises/history/exercise/a"


async def test_a_merge_removes_one_row_and_changes_the_other() -> None:
    merged = said("subject.merged", "exercise/b", "2024-09-30", into="exercise/a")
    found = await of_active([held("a"), held("b", "2024-09-10")], [merged, held("a", "2024-09-12")])
    assert sorted(found[:2]) == ["changed: A", "removed: B"]
    assert len(found) == 4


async def test_what_was_not_published_by_then_is_no_news() -> None:
    late = held("a", "2024-09-08/2024-09-21", published="2025-01-01")
    assert await of_active([held("a")], [late], knowledge=_by("2024-12-31")) == ["added: A"]


async def test_the_pages_of_a_feed_hold_every_change_once() -> None:
    names = "abcdefg"
    batches = [[held(name) for name in names], [held(name, "2024-09-08/2024-09-21") for name in names]]
    async with appended(*batches) as service:
        whole = [entry.id for entry in read(await of(service, ACTIVE, "atom")).entries]
        assert (len(whole), await _paged(service, 3)) == (14, whole)


async def _paged(service: Service, limit: int) -> list[str]:
    found, after = [], None
    while True:
        exported = await of(service, ACTIVE, "atom", limit=limit, after=after, link=lambda after: f"/?after={after}")
        page = read(exported)
        found += [entry.id for entry in page.entries]
        following = [link.href for link in page.feed.links if link.rel == "next"]
        if not following:
            return found
        after = re.sub(".*after=", "", following[0])


async def test_a_feed_of_another_question_is_another_feed() -> None:
    async with demo() as service:
        feeds = [read(await of(service, ACTIVE, "atom", link=link)) for link in (lambda _: "/a", lambda _: "/b")]
        days = [read(await of(service, ACTIVE, "atom", on=day)) for day in (739137, 739148)]
    assert len({feed.feed.id for feed in [*feeds, *days]}) == 4
    assert [entry.id for entry in feeds[0].entries] == [entry.id for entry in feeds[1].entries]
    assert not {entry.id for entry in days[0].entries} & {entry.id for entry in days[1].entries}


async def test_markup_and_control_characters_of_a_report_are_text() -> None:
    report = held("a", publisher="<b>&\u0007</b>", id="a")
    async with appended([report]) as service:
        (entry,) = read(await of(service, "events", "atom")).entries
    assert entry.author == "<b>&\ufffd</b>"


def _by(day: str) -> Any:

    return Knowledge(published_by=edtf.day(day))
