from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote

import httpx2
import jsonschema_rs
import pytest

from tests.timeline.http.sent import BRUNET, append, concluded, event
from timeline.demo import batches

pytestmark = pytest.mark.anyio
ACTIVE = "/v1/views/active-exercises"


@pytest.fixture
async def filled(client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    await append(client, [event(id="a"), concluded(id="b"), event(subject="exercise/annual-2024", id="c", data={"participants": ["US"]})])
    return client


async def test_a_view_answers_with_the_question_and_its_rows(filled: httpx2.AsyncClient) -> None:
    answer = (await filled.get(f"{ACTIVE}?on=2024-09-12&participant=JP")).json()
    (row,) = answer.pop("rows")
    assert answer == {"view": "active-exercises", "on": "2024-09-12", "published_by": None, "known_at": None, "position": 3, "next": None}
    assert (row["key"], row["certainty"], row["status"], row["sure"]) == (BRUNET, "sure", "ongoing", ["2024-09-08", "2024-09-21"])


async def test_a_page_says_where_the_next_begins(filled: httpx2.AsyncClient) -> None:
    first = await filled.get(f"{ACTIVE}?on=2024-09-12&limit=1")
    second = await filled.get(first.links["next"]["url"])
    assert [row["key"] for row in first.json()["rows"] + second.json()["rows"]] == ["exercise/annual-2024", BRUNET]
    assert (second.json()["next"], "next" in second.links) == (None, False)


async def test_a_cursor_pins_the_stretch_of_days_of_page_one(filled: httpx2.AsyncClient) -> None:
    first = (await filled.get(f"{ACTIVE}?during=2024-09&limit=1")).json()
    second = (await filled.get(f"{ACTIVE}?after={first['next']}")).json()
    assert ([row["key"] for row in second["rows"]], second["during"], second["on"]) == ([BRUNET], "2024-09", None)
    of_a_day = (await filled.get(f"{ACTIVE}?on=2024-09-12&limit=1")).json()["next"]
    for other in (f"during=2020&after={first['next']}", f"on=2024-09-12&after={first['next']}", f"during=2024-09&after={of_a_day}"):
        refused = await filled.get(f"{ACTIVE}?{other}")
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "after"), other


async def test_one_row_is_found_by_its_key_with_slashes(filled: httpx2.AsyncClient) -> None:
    plain = await filled.get(f"{ACTIVE}/rows/{BRUNET}?on=2024-09-12")
    encoded = await filled.get(f"{ACTIVE}/rows/{BRUNET.replace('/', '%2F')}?on=2024-09-12")
    assert plain.json()["key"] == encoded.json()["key"] == BRUNET
    assert (await filled.get(f"{ACTIVE}/rows/{BRUNET}?on=2024-09-22")).status_code == 404


async def test_the_entity_tag_speaks_of_question_and_rows_and_not_of_the_position(filled: httpx2.AsyncClient) -> None:
    url = f"{ACTIVE}?on=2024-09-12"
    tag = (await filled.get(url)).headers["etag"]
    assert tag.startswith('W/"')
    await append(filled, event(subject="exercise/other-2025", valid="2025-01-01"))
    same = await filled.get(url, headers={"if-none-match": f'"x", {tag}'})
    assert (same.status_code, same.content, same.headers["etag"], same.headers["timeline-position"]) == (304, b"", tag, "4")
    assert (await filled.get(url, headers={"if-none-match": "*"})).status_code == 304
    assert (await filled.get(url, headers={"if-none-match": '"x"'})).status_code == 200
    assert (await filled.get(f"{ACTIVE}?on=2024-09-13")).headers["etag"] != tag
    await append(filled, event(type="exercise.participant_joined", data={"actor": "AU"}))
    assert (await filled.get(url)).headers["etag"] != tag


async def test_accept_datetime_is_known_at(filled: httpx2.AsyncClient) -> None:
    date = "Sat, 01 Jan 2000 00:00:00 GMT"
    then = await filled.get(f"{ACTIVE}?on=2024-09-12", headers={"accept-datetime": date})
    assert (then.json()["rows"], then.json()["known_at"]) == ([], "2000-01-01T00:00:00.000000Z")
    assert then.headers["memento-datetime"] == date
    assert "Accept-Datetime" in then.headers["vary"]
    assert then.links["original timegate"]["url"] == f"{ACTIVE}?on=2024-09-12"
    memento = await filled.get(then.headers["content-location"])
    assert (memento.json(), memento.headers["memento-datetime"]) == (then.json(), date)
    assert (await filled.get(ACTIVE, headers={"accept-datetime": "yesterday"})).status_code == 400


async def test_an_instant_that_has_yet_to_come_makes_no_memento_of_what_may_still_change(filled: httpx2.AsyncClient) -> None:
    newest = await filled.get(ACTIVE, headers={"accept-datetime": "Fri, 01 Jan 2100 00:00:00 GMT"})
    assert parsedate_to_datetime(newest.headers["memento-datetime"]) <= datetime.now(UTC)
    assert newest.json()["rows"] == (await filled.get(newest.headers["content-location"])).json()["rows"]
    asked = await filled.get(f"{ACTIVE}?known_at=2100-01-01T00:00:00Z")
    assert (asked.status_code, "memento-datetime" in asked.headers) == (200, False)


async def test_headers_name_a_row_whatever_its_key_holds(client: httpx2.AsyncClient) -> None:
    figure = {"indicator": "taux d'intérêt à 1 € #1?", "figure": {"value": 1}}
    await append(client, event(type="indicator.reported", subject="topic/x", data=figure))
    (row,) = (await client.get("/v1/views/indicators")).json()["rows"]
    url = f"/v1/views/indicators/rows/{quote(row['key'])}"
    then = await client.get(f"{url}?known_at={datetime.now(UTC).isoformat().replace('+00:00', 'Z')}")
    assert (then.status_code, then.json()["key"]) == (200, row["key"])
    assert (await client.get(then.headers["content-location"])).json() == then.json()
    assert (await client.get(then.links["original timegate"]["url"])).json() == then.json()


async def test_during_is_answered_and_repeated(filled: httpx2.AsyncClient) -> None:
    answer = (await filled.get(f"{ACTIVE}?during=2024-09&stale=ok")).json()
    assert (answer["during"], answer["on"], len(answer["rows"])) == ("2024-09", None, 2)


async def test_every_view_describes_its_rows_by_a_schema_that_they_keep(client: httpx2.AsyncClient) -> None:
    for batch in batches():
        assert (await append(client, batch)).status_code == 201
    shown = 0
    for view in (await client.get("/v1/views")).json()["views"]:
        assert (view["lag"], view["position"]) == (0, int((await client.get("/livez")).headers["timeline-position"]))
        jsonschema_rs.meta.validate(view["schema"])
        answer = await client.get(f"/v1/views/{view['name']}?during=2020/2030&limit=1000")
        for row in answer.json()["rows"]:
            jsonschema_rs.validate(view["schema"], row)
            shown += 1
    assert shown > 10


async def test_an_unknown_view_is_not_found_and_the_near_one_named(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/views/exercise")
    assert (answer.status_code, "exercises" in answer.json()["detail"]) == (404, True)
    assert (await client.get("/v1/views/exercise.csv")).status_code == 404


async def test_forms_that_a_view_does_not_have_are_not_acceptable(client: httpx2.AsyncClient) -> None:
    answer = await client.get(ACTIVE, headers={"accept": "application/pdf"})
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json")
    assert (await client.get(ACTIVE, headers={"accept": "text/html,*/*;q=0.8"})).status_code == 200


async def test_a_value_that_no_row_can_have_is_refused_with_those_that_it_can(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/views/exercises?status=onging")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["parameter"]) == (400, "status")
    assert error["detail"] == "no row can have 'onging'; one of planned, ongoing, overdue, concluded, postponed, cancelled, failed"


async def test_the_choices_of_a_filter_are_listed_and_each_is_taken(client: httpx2.AsyncClient) -> None:
    parameters = (await client.get("/openapi.json")).json()["paths"]
    for view in (await client.get("/v1/views")).json()["views"]:
        assert view["choices"].keys() <= view["filters"].keys()
        described = {one["name"]: one["schema"] for one in parameters[f"/v1/views/{view['name']}"]["get"]["parameters"]}
        for name, choices in view["choices"].items():
            assert described[name]["items"]["enum"] == choices
            asked = "&".join(f"{name}={choice}" for choice in choices)
            assert (await client.get(f"/v1/views/{view['name']}?{asked}")).status_code == 200
