"""The client against answers made up here: what is sent, and what errors come back as."""

from collections.abc import Callable

import httpx2
import pytest

from events import edtf
from timeline import errors
from timeline.client import Client
from timeline.question import EventsQuestion, Knowledge, Question
from timeline.view_questions import CountsQuestion, DiffQuestion, HistoryQuestion

pytestmark = pytest.mark.anyio
Answer = Callable[[httpx2.Request], httpx2.Response]


def client(answer: Answer) -> Client:
    return Client("http://timeline.test/v1/", transport=httpx2.MockTransport(answer))


async def test_a_question_is_sent_as_the_parameters_of_the_contract() -> None:
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(str(request.url))
        return httpx2.Response(200, json={"rows": []})

    day = edtf.day("2024-09-12")
    await client(answer).view(Question("exercises", on=day, knowledge=Knowledge(day, 0, 7), filters={"participant": ("FR", "JP")}))
    knowledge = "published_by=2024-09-12&known_at=1970-01-01T00%3A00%3A00.000000Z&at_position=7"
    assert seen == [f"http://timeline.test/v1/views/exercises?on=2024-09-12&{knowledge}&participant=FR&participant=JP"]


async def test_what_changed_is_asked_with_the_base_side_as_it_was_given() -> None:
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(str(request.url).removeprefix("http://timeline.test/v1/views/"))
        return httpx2.Response(200, json={})

    day, asked = edtf.day("2024-09-12"), Question("exercises", on=edtf.day("2024-09-13"), filters={"host": ("JP",)})
    await client(answer).diff(DiffQuestion(asked, day, Knowledge(day, 0, 0)))
    await client(answer).history(HistoryQuestion("indicators", "topic/x#a b?", Knowledge(at_position=3)))
    await client(answer).counts(CountsQuestion(asked, ("week", "host")))
    await client(answer).counts(CountsQuestion(Question("exercises")))
    base = "base_on=2024-09-12&base_published_by=2024-09-12&base_known_at=1970-01-01T00%3A00%3A00.000000Z&base_at_position=0"
    assert seen == [
        f"exercises/diff?on=2024-09-13&host=JP&{base}",
        "indicators/history/topic/x%23a%20b%3F?at_position=3",
        "exercises/counts?on=2024-09-13&host=JP&by=week%2Chost",
        "exercises/counts",
    ]


async def test_the_log_is_asked_with_every_argument_that_was_given() -> None:
    seen: list[dict[str, str]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(dict(request.url.params))
        return httpx2.Response(200, json={"events": []})

    await client(answer).events(
        EventsQuestion(after=3, limit=5, descending=True, types=("exercise.*",), subject="exercise/", actor="FR", q="a b")
    )
    assert seen == [{"after": "3", "limit": "5", "order": "desc", "subject": "exercise/", "actor": "FR", "q": "a b", "type": "exercise.*"}]


async def test_a_problem_comes_back_as_the_error_that_the_service_raised() -> None:
    problem = {
        "type": "/problems/version-conflict",
        "title": "t",
        "detail": "it is at 3",
        "errors": [{"pointer": "/0/expected_version", "detail": "is 3"}],
    }
    with pytest.raises(errors.VersionConflict, match="it is at 3") as caught:
        await client(lambda _: httpx2.Response(409, json=problem)).append(b"{}", ndjson=False)
    assert caught.value.faults == (errors.Fault("is 3", pointer="/0/expected_version"),)


async def test_a_problem_of_a_newer_service_keeps_its_kind_by_status() -> None:
    with pytest.raises(errors.Conflict):
        await client(lambda _: httpx2.Response(409, json={"type": "/problems/brand-new"})).types()


async def test_something_else_at_the_address_is_said_so() -> None:
    with pytest.raises(errors.StoreUnavailable, match="is no Timeline service"):
        await client(lambda _: httpx2.Response(200, text="<html>")).types()


async def test_silence_after_an_append_says_that_it_can_be_sent_again() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("slow", request=request)

    with pytest.raises(errors.StoreUnavailable, match="a known id is never appended twice"):
        await client(answer).append(b"{}", ndjson=True)


@pytest.mark.parametrize("url", ["foo", "ftp://x", "http://", "", "http://[::1"])
async def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(errors.BadRequest, match="is no address"):
        Client(url)
