"""Diff, history and counts over HTTP."""

import base64
from typing import Any

import httpx2
import jsonschema_rs
import orjson
import pytest

from tests.timeline.http.sent import BRUNET, append, concluded, event
from timeline.demo import batches

pytestmark = pytest.mark.anyio
ACTIVE = "/v1/views/active-exercises"
ARTICLE = 33


@pytest.fixture
async def demo(client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    for batch in batches():
        assert (await append(client, batch)).status_code == 201
    return client


async def test_a_diff_repeats_both_sides_and_gives_every_change_with_its_events(demo: httpx2.AsyncClient) -> None:
    answer = await demo.get(f"{ACTIVE}/diff?on=2024-09-19&base_at_position={ARTICLE}")
    told = answer.json()
    changes = {name: told.pop(name) for name in ("added", "removed", "changed")}
    assert told == {
        "view": "active-exercises", "on": "2024-09-19", "published_by": None, "known_at": None,
        "base_on": "2024-09-19", "base_published_by": None, "base_known_at": None, "base_at_position": ARTICLE,
        "position": 43, "next": None,
    }  # fmt: skip
    assert changes["added"] == []
    assert [(row["key"], row["certainty"], row["because"]) for row in changes["removed"]] == [
        ("exercise/ocean-2024", "possible", ["demo-later-ocean-held"])
    ]
    first = changes["changed"][0]
    assert list(first) == ["key", "before", "after", "because"]
    assert (first["key"], first["before"]["certainty"], first["after"]["certainty"]) == (BRUNET, "possible", "sure")
    assert "demo-later-brunet-takamori-held" in first["because"]
    assert answer.headers["timeline-position"] == "43"


async def test_each_side_of_a_diff_is_an_answer_of_the_view(demo: httpx2.AsyncClient) -> None:
    before = {row["key"]: row for row in (await demo.get(f"{ACTIVE}?on=2024-09-12&published_by=2024-09-10")).json()["rows"]}
    after = {row["key"]: row for row in (await demo.get(f"{ACTIVE}?on=2024-09-19")).json()["rows"]}
    told = (await demo.get(f"{ACTIVE}/diff?on=2024-09-19&base_on=2024-09-12&published_by=2024-12-31&base_published_by=2024-09-10")).json()
    for row in (*told["removed"], *told["added"]):
        row.pop("because")
    applied = {key: row for key, row in before.items() if key not in {row["key"] for row in told["removed"]}}
    applied |= {row["key"]: row for row in told["added"]} | {one["key"]: one["after"] for one in told["changed"]}
    assert applied == after
    assert all(before[one["key"]] == one["before"] for one in told["changed"])


async def test_a_diff_is_paged_by_links(demo: httpx2.AsyncClient) -> None:
    url: str | None = f"{ACTIVE}/diff?on=2024-09-19&base_at_position={ARTICLE}&limit=1"
    found = []
    while url is not None:
        answer = await demo.get(url)
        found += [row["key"] for name in ("added", "removed", "changed") for row in answer.json()[name]]
        url = answer.links["next"]["url"] if "next" in answer.links else None
    assert found == [BRUNET, "exercise/northern-interaction-2024", "exercise/ocean-2024"]


async def test_a_history_gives_every_version_with_what_made_and_ended_it(client: httpx2.AsyncClient) -> None:
    await append(client, event(id="a", type="exercise.held", valid="2024-09-08/2024-09-20"))
    await append(client, concluded(id="b", type="exercise.held", valid="2024-09-08/2024-09-21"))
    answer = (await client.get(f"{ACTIVE}/history/{BRUNET}")).json()
    versions = answer.pop("versions")
    assert answer == {"view": "active-exercises", "key": BRUNET, "published_by": None, "known_at": None, "position": 2}
    first, last = versions[0], versions[-1]
    assert (first["days"], first["from_position"], first["to_position"]) == (["2024-09-08", "2024-09-20"], 1, 2)
    assert (first["made_by"], first["ended_by"], first["recorded_to"]) == (["a"], ["b"], last["recorded_from"])
    assert (last["to_position"], last["recorded_to"], last["ended_by"], last["row"]["key"]) == (None, None, [], BRUNET)
    assert (await client.get(f"{ACTIVE}/history/{BRUNET}?at_position=0")).status_code == 404
    assert (await client.get(f"{ACTIVE}/history/exercise/nobody")).status_code == 404


async def test_counts_are_given_by_time_and_values(client: httpx2.AsyncClient) -> None:
    seen = {"type": "incursion.reported", "data": {"actor": "CN", "zone": "airspace", "of": "JP"}}
    await append(client, [event(subject=f"incursion/{day}", valid=day, **seen) for day in ("2024-08-26", "2024-09-01", "2024-09-02")])
    answer = (await client.get("/v1/views/incursions/counts?by=week,actor")).json()
    assert answer == {
        "view": "incursions", "on": None, "published_by": None, "known_at": None, "by": ["week", "actor"], "position": 3,
        "counts": [
            {"week": "2024-W35", "actor": "CN", "sure": 2, "possible": 0},
            {"week": "2024-W36", "actor": "CN", "sure": 1, "possible": 0},
        ],
    }  # fmt: skip
    on = (await client.get("/v1/views/incursions/counts?by=zone&on=2024-08-26&certainty=sure&actor=CN")).json()
    assert (on["on"], on["counts"]) == ("2024-08-26", [{"zone": "airspace", "sure": 1, "possible": 0}])


@pytest.mark.parametrize("path", ["diff?base_on=2024-01-01", f"history/{BRUNET}", "counts?by=month"])
async def test_an_answer_that_is_known_is_not_sent_again(client: httpx2.AsyncClient, path: str) -> None:
    await append(client, [event(id="a", type="exercise.held", valid="2024-09-08/2024-09-20")])
    first = await client.get(f"{ACTIVE}/{path}")
    assert first.status_code == 200
    tag = first.headers["etag"]
    await append(client, event(subject="agreement/x", type="agreement.signed", data={}))
    same = await client.get(f"{ACTIVE}/{path}", headers={"if-none-match": tag})
    assert (same.status_code, same.content, same.headers["timeline-position"]) == (304, b"", "2")
    await append(client, event(id="b", type="exercise.held", subject=f"{BRUNET}b" if "history" not in path else BRUNET, valid="2024-01-01"))
    assert (await client.get(f"{ACTIVE}/{path}")).headers["etag"] != tag


@pytest.mark.parametrize("path", ["diff?base_on=2024-01-01", f"history/{BRUNET}", "counts"])
async def test_accept_datetime_is_known_at_and_other_forms_are_not_to_be_had(client: httpx2.AsyncClient, path: str) -> None:
    await append(client, event(id="a"))
    then = await client.get(f"{ACTIVE}/{path}", headers={"accept-datetime": "Sat, 01 Jan 2000 00:00:00 GMT"})
    assert then.status_code == 404 if "history" in path else then.json()["known_at"] == "2000-01-01T00:00:00.000000Z"
    assert (await client.get(f"{ACTIVE}/{path}", headers={"accept": "text/csv"})).status_code == 406
    assert (await client.get(f"/v1/views/nosuch/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("diff?base_on=today", "base_on"),
        ("diff?during=2024&base_on=2024-09-12", "base_on"),
        ("diff?on=2024-09-12&during=2024", "during"),
        ("diff?base_at_position=9", "base_at_position"),
        ("diff?at_position=9", "at_position"),
        ("diff?base_certainty=sure", "base_certainty"),
        ("diff?zone=eez", "zone"),
        ("diff?after=nonsense", "after"),
        (f"history/{BRUNET}?on=2024-09-12", "on"),
        (f"history/{BRUNET}?at_position=9", "at_position"),
        ("counts?by=zone", "by"),
        ("counts?by=", "by"),
        ("counts?by=week,month", "by"),
        ("counts?limit=1", "limit"),
    ],
)
async def test_a_wrong_parameter_is_refused_by_name(client: httpx2.AsyncClient, path: str, name: str) -> None:
    answer = await client.get(f"{ACTIVE}/{path}")
    assert answer.status_code == 400, answer.text
    assert [error["parameter"] for error in answer.json()["errors"]] == [name]


async def test_a_cursor_of_the_view_is_none_of_a_diff(client: httpx2.AsyncClient) -> None:
    cursor = base64.urlsafe_b64encode(orjson.dumps(["active-exercises", None, 0, ""])).decode().rstrip("=")
    assert (await client.get(f"{ACTIVE}?after={cursor}")).status_code == 200
    assert (await client.get(f"{ACTIVE}/diff?after={cursor}")).status_code == 400


async def test_the_answers_keep_the_schemas_that_describe_them(demo: httpx2.AsyncClient) -> None:
    described = (await demo.get("/openapi.json")).json()

    async def kept(path: str, query: str) -> dict[str, Any]:
        schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        answer = (await demo.get(f"{path.replace('{key}', BRUNET)}{query}")).json()
        jsonschema_rs.validate({**schema, "components": described["components"]}, answer)
        return dict(answer)

    for view in ("exercises", "active-exercises"):
        told = await kept(f"/v1/views/{view}/diff", f"?on=2024-09-19&base_at_position={ARTICLE}")
        assert told["changed"]
        told = await kept(f"/v1/views/{view}/diff", "?on=2024-09-25&base_on=2024-01-01&base_at_position=0")
        assert told["added"] or view == "active-exercises"
        assert (await kept(f"/v1/views/{view}/history/{{key}}", ""))["versions"]
        assert (await kept(f"/v1/views/{view}/counts", "?by=month,participant"))["counts"]
