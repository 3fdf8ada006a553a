"""TimelineJS JSON against the form that its makers document."""

import orjson
import pytest

from tests.appended import appended
from tests.history import said
from tests.timeline.exports.exported import VIEWS, demo, of

pytestmark = pytest.mark.anyio
SLIDE = {"start_date", "end_date", "display_date", "text", "unique_id", "group"}


@pytest.mark.parametrize("what", [*VIEWS, "events"])
async def test_every_view_and_the_log_are_slides_after_a_title(what: str) -> None:
    async with demo() as service:
        document = orjson.loads(await of(service, what, "timeline.json"))
    assert document.keys() == {"title", "events"}
    assert document["title"]["text"].keys() == {"headline", "text"}
    assert document["events"]
    for slide in document["events"]:
        assert slide.keys() | {"end_date"} == SLIDE
        for day in (slide["start_date"], slide.get("end_date", slide["start_date"])):
            assert list(day) == ["year", "month", "day"]
            assert all(isinstance(number, int) for number in day.values())
    assert len({slide["unique_id"] for slide in document["events"]}) == len(document["events"])


async def test_days_are_shown_as_they_are_known_and_reports_are_no_markup() -> None:
    report = said("exercise.held", "exercise/a", "2024-09-08/2024-09-21", name="<script>A & B</script>", id="a")
    async with appended([report]) as service:
        (slide,) = orjson.loads(await of(service, "active-exercises", "timeline.json"))["events"]
        (event,) = orjson.loads(await of(service, "events", "timeline.json"))["events"]
    assert slide["start_date"] == {"year": 2024, "month": 9, "day": 8}
    assert slide["end_date"] == {"year": 2024, "month": 9, "day": 21}
    assert slide["display_date"] == event["display_date"] == "2024-09-08/2024-09-21"
    assert slide["text"]["headline"] == "&lt;script&gt;A &amp; B&lt;/script&gt;"
    assert "<script" not in slide["text"]["text"] + event["text"]["text"] + event["text"]["headline"]
    assert (slide["group"], event["group"]) == ("ongoing", "exercise")
