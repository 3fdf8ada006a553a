"""The interface as programs see it that others wrote: the CloudEvents SDK, parsers of server-sent events, a browser.

Feeds, calendars and maps are read so in the tests of exports, signatures in those of webhooks.
"""

from datetime import UTC, datetime
from itertools import islice
from typing import Any

import httpx2
import orjson
import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_http_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent
from sseclient import SSEClient

from tests.timeline.http.sent import BRUNET, concluded, event

LIVE = "/v1/events/live"
SOURCE = "urn:timeline:publisher:French%20Army"


def test_the_cloudevents_sdk_reads_what_is_served(served: str) -> None:
    httpx2.post(f"{served}/v1/events", json=event(id="a"))
    answer = httpx2.get(f"{served}/v1/events/a?format=cloudevents")
    read: Any = from_http_event(HTTPMessage(dict(answer.headers), answer.content))
    assert (read.get_id(), read.get_source(), read.get_type(), read.get_subject()) == ("a", SOURCE, "exercise.started", BRUNET)
    assert (read.get_time(), read.get_extension("sequence")) == (datetime(2024, 9, 8, tzinfo=UTC), f"{1:020}")
    assert read.get_data()["data"]["name"] == "Brunet-Takamori 2024"


def test_what_the_cloudevents_sdk_writes_is_appended(served: str) -> None:
    time = datetime(2024, 9, 8, tzinfo=UTC)
    made = CloudEvent({"id": "a", "source": SOURCE, "type": "exercise.started", "subject": BRUNET, "time": time}, event())
    sent = to_structured_event(made)
    answer = httpx2.post(f"{served}/v1/events", content=sent.body, headers=sent.headers)
    assert (answer.status_code, [one["id"] for one in answer.json()["events"]]) == (201, ["a"])


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-mode": "cors"}, {"prefer": "progress"}], ids=["plain", "browser", "prefers progress"])
def test_sseclient_reads_the_events_and_nothing_else(served: str, headers: dict[str, str]) -> None:
    httpx2.post(f"{served}/v1/events", json=[event(id="a"), concluded(id="b"), event(id="c")])
    with httpx2.stream("GET", f"{served}{LIVE}?after=0&type=exercise.started", headers=headers, timeout=10) as stream:
        found = list(islice(SSEClient(stream.iter_bytes()).events(), 2))
    assert [(one.id, one.event, orjson.loads(one.data)["id"]) for one in found] == [
        ("1", "exercise.started", "a"),
        ("3", "exercise.started", "c"),
    ]


def test_the_parser_of_httpx2_hands_out_ids_without_events_only_where_progress_is_preferred(served: str) -> None:
    httpx2.post(f"{served}/v1/events", json=[event(id="a"), concluded(id="b")])
    for headers, shown in (({}, ["1", "2"]), ({"prefer": "progress"}, ["0", "1", "2"])):
        with httpx2.Client(base_url=served, timeout=10) as client, client.sse(LIVE, params={"after": 0}, headers=headers) as source:
            found = list(islice(source, len(shown)))
        assert [one.id for one in found] == shown
        assert [bool(one.data) for one in found] == [one != "0" for one in shown]
