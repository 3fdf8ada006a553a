"""Following, against answers written down here: what is resumed, how long is waited, what is raised, and how it ends."""

import asyncio
import time
from collections.abc import AsyncIterator

import orjson
import pytest

from events import edtf
from tests.timeline.client.scripted import BEGUN, END, chunk, problem, scripted
from timeline import errors
from timeline.client import Client, Following, RowChange, ViewNotice
from timeline.errors import TimelineError
from timeline.question import EventsQuestion, Knowledge, Question

pytestmark = pytest.mark.anyio
ANY = EventsQuestion()
ROW = {"key": "exercise/a", "certainty": "sure"}


def event(number: int) -> str:
    return f'id: {number}\nevent: exercise.started\ndata: {{"position": {number}}}\n\n'


def changed(cursor: str, name: str, **more: object) -> str:
    data = {"key": "exercise/a", "before": None, "after": ROW, "because": ["e1"]} | more
    return f"id: {cursor}\nevent: {name}\ndata: {orjson.dumps(data).decode()}\n\n"


@pytest.fixture
async def clients(anyio_backend: str) -> AsyncIterator[list[Client]]:
    made: list[Client] = []
    yield made
    for client in made:
        await client.close()


def of_log(
    clients: list[Client], url: str, question: EventsQuestion = ANY, lost: list[float] | None = None
) -> Following[dict[str, object]]:
    def told(error: TimelineError, seconds: float) -> None:
        if lost is not None:
            lost.append(seconds)

    clients.append(Client(url))
    return clients[-1].follow(question, told)


async def take(following: Following[dict[str, object]], count: int) -> list[object]:
    return [(await anext(following))["position"] for _ in range(count)]


async def test_a_stream_that_ends_is_resumed_behind_the_last_event(clients: list[Client]) -> None:
    answers = [BEGUN + chunk("retry: 10\n" + event(4)) + chunk(event(5)) + END, BEGUN + chunk(event(6))]
    async with scripted(answers) as asked:
        following = of_log(clients, asked.url, EventsQuestion(after=3, types=("exercise.*",)))
        assert following.cursor == "3"
        assert await take(following, 3) == [4, 5, 6]
        assert following.cursor == "6"
        await following.aclose()
    assert asked.lines == ["/v1/events/live?after=3&type=exercise.%2A"] * 2
    assert ["last-event-id" in headers for headers in asked.headers] == [False, True]
    assert asked.headers[1]["last-event-id"] == "5"


async def test_an_event_that_was_cut_off_is_asked_for_again_and_handed_out_once(clients: list[Client]) -> None:
    cut = event(5)[:-1]
    async with scripted([BEGUN + chunk("retry: 10\n" + event(4)) + chunk(cut), BEGUN + chunk(event(5))]) as asked:
        following = of_log(clients, asked.url)
        assert await take(following, 2) == [4, 5]
        await following.aclose()
    assert asked.headers[1]["last-event-id"] == "4"


async def test_an_id_without_an_event_moves_the_cursor_and_hands_out_nothing(clients: list[Client]) -> None:
    async with scripted([BEGUN + chunk("retry: 10\nid: 90\n\n") + END, BEGUN + chunk(event(91))]) as asked:
        following = of_log(clients, asked.url)
        assert await take(following, 1) == [91]
        await following.aclose()
    assert asked.headers[0]["prefer"] == "progress"
    assert asked.headers[1]["last-event-id"] == "90"


async def test_without_a_place_it_goes_on_from_the_head_that_the_first_answer_named(clients: list[Client]) -> None:
    begun = BEGUN.replace(b"\r\n\r\n", b"\r\ntimeline-position: 7\r\n\r\n")
    async with scripted([begun + chunk(": nothing new\n\n") + END, begun + chunk(event(8))]) as asked:
        lost: list[float] = []
        following = of_log(clients, asked.url, lost=lost)
        assert await take(following, 1) == [8]
        await following.aclose()
    assert asked.headers[1]["last-event-id"] == "7"
    assert 1 <= lost[0] <= 1.5


async def test_pauses_grow_and_are_never_shorter_than_the_service_asks_for(clients: list[Client]) -> None:
    busy = problem(503, "busy", retry_after="1")
    async with scripted([BEGUN + chunk("retry: 20\n" + event(1)) + END, b"", b"", busy, BEGUN + chunk(event(2))]) as asked:
        lost: list[float] = []
        following, began = of_log(clients, asked.url, lost=lost), time.monotonic()
        assert await take(following, 2) == [1, 2]
        assert time.monotonic() - began >= sum(lost)
        await following.aclose()
    for seconds, least in zip(lost, (0.02, 0.04, 0.08, 1.0), strict=True):
        assert least <= seconds <= least * 1.5


async def test_a_first_connection_that_fails_is_told_and_so_is_what_no_retry_mends(clients: list[Client]) -> None:
    with pytest.raises(errors.StoreUnavailable, match="timeline serve"):
        await anext(of_log(clients, "http://127.0.0.1:9"))
    async with scripted([problem(429, "client-streams-full", retry_after="10")]) as asked:
        with pytest.raises(errors.ClientStreamsFull) as caught:
            await anext(of_log(clients, asked.url))
        assert caught.value.extra == {"retry_after": 10}
    async with scripted([BEGUN + chunk("retry: 10\n" + event(1)) + END, problem(400, "bad-request")]) as asked:
        following = of_log(clients, asked.url)
        assert await take(following, 1) == [1]
        with pytest.raises(errors.BadRequest):
            await anext(following)
    async with scripted([b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"]) as asked:
        with pytest.raises(errors.StoreUnavailable):
            await anext(of_log(clients, asked.url))


@pytest.mark.parametrize("waiting", ["for an event", "for the next try", "for nothing"])
async def test_it_ends_when_told(clients: list[Client], waiting: str) -> None:
    answers = {"for the next try": [BEGUN + chunk("retry: 60000\n" + event(1)) + END, b""]}.get(waiting, [BEGUN + chunk(event(1))])
    async with scripted(answers) as asked:
        following = of_log(clients, asked.url)
        if waiting == "for nothing":
            following.stop()
        else:
            asyncio.get_running_loop().call_later(0.2, following.stop)
        found = [one["position"] async for one in following]
        assert found == ([] if waiting == "for nothing" else [1])
        assert [one async for one in following] == []


async def test_the_rows_of_a_view_come_as_typed_changes(clients: list[Client]) -> None:
    told = [
        changed("a1", "row.added"),
        changed("a2", "row.changed", before=ROW, because="clock"),
        changed("a3", "row.removed", before=ROW, after=None, because=["e2", "e3"]),
        'id: a4\nevent: view.reset\ndata: {"position": 9}\n\n',
    ]
    async with scripted([BEGUN + chunk("retry: 10\nid: a0\n\n" + told[0]) + END, BEGUN + chunk("".join(told[1:]))]) as asked:
        clients.append(Client(asked.url))
        day = edtf.day("2024-09-12")
        question = Question(
            "exercises", on=day, knowledge=Knowledge(day), certainty="sure", filters={"participant": ("FR", "JP")}, after="x"
        )
        following = clients[0].follow_view(question, snapshot=True)
        found = [await anext(following) for _ in range(4)]
        assert following.cursor == "a4"
        await following.aclose()
    assert found == [
        RowChange("row.added", "exercise/a", None, ROW, ("e1",), "a1"),
        RowChange("row.changed", "exercise/a", ROW, ROW, "clock", "a2"),
        RowChange("row.removed", "exercise/a", ROW, None, ("e2", "e3"), "a3"),
        ViewNotice("view.reset", {"position": 9}, "a4"),
    ]
    query = "on=2024-09-12&certainty=sure&after=x&published_by=2024-09-12&participant=FR&participant=JP&snapshot=true"
    assert asked.lines == [f"/v1/views/exercises/live?{query}"] * 2
    assert asked.headers[1]["last-event-id"] == "a1"


@pytest.mark.parametrize("data", ["[]", "{", '{"key": "a"}'])
async def test_what_cannot_be_read_is_told(clients: list[Client], data: str) -> None:
    async with scripted([BEGUN + chunk(f"id: 1\nevent: row.added\ndata: {data}\n\n")]) as asked:
        clients.append(Client(asked.url))
        with pytest.raises(errors.TimelineError, match="cannot read"):
            await anext(clients[0].follow_view(Question("exercises")))
