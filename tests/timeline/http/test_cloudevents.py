from typing import Any

import httpx2
import pytest

from tests.timeline.http.sent import BRUNET, Json, append, concluded, event, head

pytestmark = pytest.mark.anyio
ONE, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
URN = "urn:timeline:publisher:French%20Army"


def cloud(data: Any = None, **attributes: Any) -> Json:
    made = {"specversion": "1.0", "id": "a", "source": URN, "type": "exercise.started", "data": event() if data is None else data}
    return {name: value for name, value in (made | attributes).items() if value is not None}


async def test_an_event_is_served_as_a_cloudevent_that_can_be_sent_again(client: httpx2.AsyncClient) -> None:
    await append(client, event(id="a"))
    asked = await client.get("/v1/events/a?format=cloudevents")
    accepted = await client.get("/v1/events/a", headers={"accept": ONE})
    assert asked.headers["content-type"] == accepted.headers["content-type"] == ONE
    served = asked.json()
    data = served.pop("data")
    assert served == {
        "specversion": "1.0", "id": "a", "source": URN, "type": "exercise.started", "subject": BRUNET,
        "time": "2024-09-08T00:00:00.000000Z", "datacontenttype": "application/json", "sequence": "00000000000000000001",
    }  # fmt: skip
    assert (data["position"], data["valid_mode"]) == (1, "at")
    again = await append(client, accepted.content, ONE)
    assert (again.status_code, again.json()["events"][0]["duplicate"]) == (200, True)


async def test_a_page_is_served_as_a_batch_that_can_be_sent_again(client: httpx2.AsyncClient) -> None:
    url = event()["source"] | {"url": "https://news.example/1"}
    await append(client, [event(id="a", source=url), concluded(id="b", valid="/2024-09-21")])
    page = await client.get("/v1/events?limit=1000", headers={"accept": BATCH})
    assert page.headers["content-type"] == BATCH
    assert [(one["source"], one.get("time")) for one in page.json()] == [
        ("https://news.example/1", "2024-09-08T00:00:00.000000Z"),
        (URN, None),
    ]
    again = await append(client, page.content, BATCH)
    assert (again.status_code, len(again.json()["events"])) == (200, 2)


async def test_attributes_stand_in_for_members_that_data_lacks(client: httpx2.AsyncClient) -> None:
    answer = await append(client, cloud(event(type=None, subject=None), subject=BRUNET), ONE)
    assert (answer.status_code, answer.json()["events"][0]["id"], answer.json()["events"][0]["subject"]) == (201, "a", BRUNET)


async def test_an_instant_is_the_time_of_its_event(client: httpx2.AsyncClient) -> None:
    sent = cloud(event(valid="2024-09-08T15:30:00+09:00"), time="2024-09-08T06:30:00Z")
    assert (await append(client, sent, ONE)).status_code == 201
    assert (await client.get("/v1/events/a?format=cloudevents")).json()["time"] == "2024-09-08T06:30:00.000000Z"


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        (cloud(event(id="b")), "/id"),
        (cloud(type="exercise.held"), "/type"),
        (cloud(subject="exercise/other"), "/subject"),
        (cloud(source="urn:timeline:publisher:Kyodo"), "/source"),
        (cloud(event(source=event()["source"] | {"url": "https://a.example/"}), source="https://b.example/"), "/source"),
        (cloud(time="2024-09-09T00:00:00Z"), "/time"),
        (cloud(time="yesterday"), "/time"),
        (cloud(event(valid="/2024-09-21"), time="2024-09-09T00:00:00Z"), "/time"),
        (cloud(specversion="0.3"), "/specversion"),
        (cloud(specversion=None), "/specversion"),
        (cloud(source=None), "/source"),
        (cloud(id=""), "/id"),
        (cloud(subject=3), "/subject"),
        (cloud(datacontenttype="text/xml"), "/datacontenttype"),
        (cloud(data=[]), "/data"),
        (cloud(data_base64="e30="), "/data_base64"),
        (cloud(**{"Bad-Ext": "x"}), "/Bad-Ext"),
        (cloud(**{"a/~": "x"}), "/a~1~0"),
        (cloud(extension={}), "/extension"),
        (cloud(extension=1.5), "/extension"),
        (cloud(data={}), "/data/valid"),
        (cloud(event(valid="2024-02-30")), "/data/valid"),
        (cloud(event(type=["a"])), "/type"),
        (cloud(id="not an id"), "/id"),
        (cloud(event(type="claim.retracted", data={"target": "x"}), type="claim.retracted"), "/data/data/target"),
        ([cloud()], ""),
        ("x", ""),
    ],
)
async def test_what_contradicts_or_is_missing_is_named_where_it_stands(client: httpx2.AsyncClient, sent: Any, pointer: str) -> None:
    answer = await append(client, sent, ONE)
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    if isinstance(sent, dict):
        batch = await append(client, [cloud(id="z"), sent], BATCH)
        assert f"/1{pointer}" in [error["pointer"] for error in batch.json()["errors"]]
    assert await head(client) == 0


async def test_a_source_that_data_does_not_speak_of_is_no_contradiction(client: httpx2.AsyncClient) -> None:
    assert (await append(client, cloud(source="/feeds/army"), ONE)).status_code == 201
