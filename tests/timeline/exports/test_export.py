"""How an export goes on: page after page of one state of the log, and no further than somebody reads."""

from typing import Any

import orjson
import pytest

from tests.appended import appended
from tests.history import Event, said
from tests.timeline.exports.exported import VIEWS, demo, of
from timeline.errors import BadRequest, NotFound
from timeline.exports import answers
from timeline.exports.export import of_log, of_view
from timeline.exports.forms import ACCEPTED, CSV, FORMS, NDJSON, form_named
from timeline.intake import read_json
from timeline.projections.catalog import views
from timeline.question import EventsQuestion, Knowledge, Question
from timeline.service import Service

pytestmark = pytest.mark.anyio
WHATS = ["events", "active-exercises"]


def held(number: int) -> Event:
    return said("exercise.held", f"exercise/e{number:02}", "2024-09-08", id=f"x{number:02}")


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "LIMIT_MAX", 2)
    monkeypatch.setattr("timeline.exports.export.page_size", lambda left: min(left or 2, 2))


class Counted:
    """A service that counts the pages that it is asked for."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.pages = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._service, name)

    async def view(self, question: Question) -> Any:
        self.pages += 1
        return await self._service.view(question)

    async def events(self, question: EventsQuestion) -> Any:
        self.pages += 1
        return await self._service.events(question)


async def export(service: Any, what: str, limit: int | None = None) -> Any:
    if what == "events":
        return await of_log(service, NDJSON, EventsQuestion(), limit, None)
    return await of_view(service, views()[what], NDJSON, Question(what, on=739137), limit, None)


@pytest.mark.parametrize("what", WHATS)
async def test_what_is_appended_meanwhile_is_not_part_of_it(what: str, small_pages: None) -> None:
    async with appended([held(number) for number in range(5)]) as service:
        begun = await export(service, what)
        pieces = [await anext(begun.pieces)]
        await service.append(read_json(b"[%s]" % b",".join(map(_json, [held(9), _changed(4)]))))
        pieces += [piece async for piece in begun.pieces]
        after = b"".join([piece async for piece in (await export(service, what)).pieces])
    lines = b"".join(pieces).splitlines()
    assert (len(lines), begun.position) == (5, 5)
    assert b"Meanwhile" not in b"".join(pieces)
    assert b"Meanwhile" in after


@pytest.mark.parametrize("what", WHATS)
async def test_a_reader_who_leaves_ends_the_work(what: str, small_pages: None) -> None:
    async with appended([held(number) for number in range(9)]) as service:
        counted = Counted(service)
        begun = await export(counted, what)
        await anext(begun.pieces)
        await begun.pieces.aclose()
        assert counted.pages == 1
        assert len([piece async for piece in (await export(counted, what)).pieces]) >= 5


@pytest.mark.parametrize("what", WHATS)
@pytest.mark.parametrize("limit", [1, 2, 3, 4, 9])
async def test_a_limit_ends_it_wherever_pages_end(what: str, limit: int, small_pages: None) -> None:
    async with appended([held(number) for number in range(5)]) as service:
        pieces = [piece async for piece in (await export(service, what, limit)).pieces]
    assert len(b"".join(pieces).splitlines()) == min(limit, 5)


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("what", [*VIEWS, "events"])
async def test_equal_questions_give_equal_bytes(what: str, suffix: str) -> None:
    async with demo() as service:
        assert await of(service, what, suffix) == await of(service, what, suffix)


@pytest.mark.parametrize("suffix", FORMS)
async def test_the_time_arguments_reach_every_form(suffix: str) -> None:
    async with demo() as service:
        nothing = await of(service, "active-exercises", suffix, on=739148, knowledge=Knowledge(at_position=0))
        then = await of(service, "active-exercises", suffix, on=739148, knowledge=Knowledge(at_position=33))
        now = await of(service, "active-exercises", suffix, on=739148)
    assert b"Brunet" not in nothing
    assert b"Brunet" in then
    assert b"French Army" in now
    assert b"French Army" not in then


@pytest.mark.parametrize("suffix", FORMS)
async def test_what_is_wrong_with_a_question_is_known_before_the_first_byte(suffix: str) -> None:
    async with demo() as service:
        for asked in ({"filters": {"bogus": ("1",)}}, {"after": "bogus"}, {"knowledge": Knowledge(at_position=99)}):
            with pytest.raises(BadRequest):
                await of_view(service, views()["exercises"], FORMS[suffix], Question("exercises", **asked), None, None)
        with pytest.raises(BadRequest):
            await of_log(service, FORMS[suffix], EventsQuestion(knowledge=Knowledge(at_position=99)), None, None)


async def test_a_file_is_named_for_what_it_shows() -> None:
    async with demo() as service:
        day = await of_view(service, views()["exercises"], CSV, Question("exercises", on=739148), None, None)
        log = await of_log(service, FORMS["timeline.json"], EventsQuestion(), None, None)
    assert (day.filename, log.filename) == ("exercises-2024-09-19.csv", "events.timeline.json")


def test_a_form_is_found_by_suffix_and_by_media_type() -> None:
    assert (form_named("csv"), ACCEPTED["text/csv"], ACCEPTED.get("application/json")) == (CSV, CSV, None)
    with pytest.raises(NotFound, match=r"there are csv, ndjson, geojson, ics, atom, timeline\.json"):
        form_named("pdf")


def _json(event: Event) -> bytes:
    return orjson.dumps(event)


def _changed(number: int) -> Event:
    return said("exercise.held", f"exercise/e{number:02}", "2024-09-08", name="Meanwhile", published="2025-01-01")
