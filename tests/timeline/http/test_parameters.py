import base64

import httpx2
import orjson
import pytest

pytestmark = pytest.mark.anyio
EVENTS, ACTIVE = "/v1/events", "/v1/views/active-exercises"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (f"{EVENTS}?sort=asc", "sort"),
        (f"{EVENTS}?limit=0", "limit"),
        (f"{EVENTS}?limit=1001", "limit"),
        (f"{EVENTS}?limit=ten", "limit"),
        (f"{EVENTS}?limit=1&limit=2", "limit"),
        (f"{EVENTS}?after=-1", "after"),
        (f"{EVENTS}?after=99999999999999999999999", "after"),
        (f"{EVENTS}?order=up", "order"),
        (f"{EVENTS}?type=exercise.hold", "type"),
        (f"{EVENTS}?type=exercise", "type"),
        (f"{EVENTS}?subject=exercise", "subject"),
        (f"{EVENTS}?actor=fr", "actor"),
        (f"{EVENTS}?valid_from=2024-02-30", "valid_from"),
        (f"{EVENTS}?valid_to=2024", "valid_to"),
        (f"{EVENTS}?published_by=20240908", "published_by"),
        (f"{EVENTS}?known_at=2024-09-20", "known_at"),
        (f"{EVENTS}?known_at=2024-09-20T12:00:00", "known_at"),
        (f"{EVENTS}?known_at=2024-09-31T12:00:00Z", "known_at"),
        (f"{EVENTS}?known_at=0001-01-01T00:00:00%2B23:00", "known_at"),
        (f"{EVENTS}?at_position=1", "at_position"),
        (f"{EVENTS}?at_position=1.5", "at_position"),
        (f"{EVENTS}?standing=good", "standing"),
        (f"{EVENTS}?q=", "q"),
        (f"{EVENTS}?q=a%00b", "q"),
        (f"{EVENTS}?%00=1", "\0"),
        (f"{EVENTS}/live?at_position=0", "at_position"),
        (f"{EVENTS}/live?after=5", "after"),
        (f"{EVENTS}/x?format=xml", "format"),
        (f"{ACTIVE}?on=today", "on"),
        (f"{ACTIVE}?on=", "on"),
        (f"{ACTIVE}?during=September", "during"),
        (f"{ACTIVE}?on=2024-09-12&during=2024", "during"),
        (f"{ACTIVE}?certainty=maybe", "certainty"),
        (f"{ACTIVE}?zone=eez", "zone"),
        (f"{ACTIVE}?status=onging", "status"),
        (f"{ACTIVE}?status=ongoing&status=planned", "status"),
        ("/v1/views/incursions?response=shoot", "response"),
        ("/v1/views/overdue/diff?kind=agreement", "kind"),
        ("/v1/views/uncorroborated/counts?type=exercise.hold", "type"),
        (f"{ACTIVE}?after=nonsense", "after"),
        (f"{ACTIVE}?stale=yes", "stale"),
        (f"{ACTIVE}/rows/exercise/x?limit=1", "limit"),
        ("/v1/types?limit=1", "limit"),
        ("/v1/views?on=2024-09-12", "on"),
        ("/livez?x=1", "x"),
    ],
)
async def test_a_wrong_parameter_is_refused_by_name(client: httpx2.AsyncClient, url: str, name: str) -> None:
    answer = await client.get(url)
    assert answer.status_code == 400, answer.text
    assert [error["parameter"] for error in answer.json()["errors"]] == [name]


async def test_everything_that_is_wrong_is_said_at_once(client: httpx2.AsyncClient) -> None:
    answer = await client.get(f"{ACTIVE}?onn=2024-09-12&limit=0&certainty=no")
    assert [error["parameter"] for error in answer.json()["errors"]] == ["onn", "limit", "certainty"]
    assert "did you mean on?" in answer.json()["errors"][0]["detail"]


async def test_parameters_of_an_append_are_refused_too(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/v1/events?dry_run=1", json={})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "dry_run")


@pytest.mark.parametrize(
    "forged", [["active-exercises", 999_999_999_999, 0, ""], ["active-exercises", 1, -1, ""], ["exercises", 1, 0, ""], [], {}, 3]
)
async def test_a_forged_cursor_is_refused(client: httpx2.AsyncClient, forged: object) -> None:
    cursor = base64.urlsafe_b64encode(orjson.dumps(forged)).decode().rstrip("=")
    answer = await client.get(ACTIVE, params={"after": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "after")
