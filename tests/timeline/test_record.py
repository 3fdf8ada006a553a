"""An event as it is served: what was sent and what the service adds, spliced without reading it again."""

import base64
import json
from typing import Any

import orjson
import pytest

from events.registry import facts
from tests.events.examples import full, minimal
from timeline import strict_json
from timeline.intake import read_json
from timeline.record import Recorded

ADDED = {"id", "position", "version", "recorded_at", "leaf_hash", "valid_mode", "modality", "earliest", "latest"}
LEAF_HASH = bytes(range(32))


def served(event: dict[str, Any]) -> dict[str, Any]:
    (proposed,) = read_json(orjson.dumps(event))
    time = proposed.report.time
    recorded = Recorded(
        7, 6, 7, proposed.id, proposed.subject, 3, proposed.type, 1, time.earliest, time.latest,
        proposed.report.published, proposed.target, proposed.defaults, proposed.digest, LEAF_HASH, proposed.payload,
    )  # fmt: skip
    found: dict[str, Any] = strict_json.loads(recorded.served())
    return found


@pytest.mark.parametrize("wire", sorted(facts()))
@pytest.mark.parametrize("mode", [{}, {"valid_mode": "within"}, {"valid_mode": None}])
@pytest.mark.parametrize("modality", [{}, {"modality": "planned"}, {"modality": None}])
def test_an_event_is_served_as_sent_with_what_the_contract_adds(wire: str, mode: dict[str, Any], modality: dict[str, Any]) -> None:
    for example in (minimal(wire), full(wire)):
        event = {key: value for key, value in example.items() if key not in {"valid_mode", "modality"}} | mode | modality
        found = served(event)
        sent = {key: value for key, value in event.items() if value is not None and key != "expected_version"}
        assert set(found) == set(sent) | ADDED
        assert {key: found[key] for key in sent} == sent


def test_what_the_service_adds() -> None:
    found = served(minimal("exercise.held") | {"valid": "2024-09/..", "id": "e1"})
    assert {key: found[key] for key in sorted(ADDED)} == {
        "earliest": "2024-09-01",
        "id": "e1",
        "latest": None,
        "leaf_hash": base64.b64encode(LEAF_HASH).decode(),
        "modality": "actual",
        "position": 7,
        "recorded_at": "1970-01-01T00:00:00.000001Z",
        "valid_mode": "throughout",
        "version": 3,
    }


def test_texts_of_any_script_come_back_as_they_were_sent() -> None:
    note = '日仏 \u2028 \\ " / é \U0001f600'
    event = minimal("exercise.held") | {"note": note}
    assert served(event)["note"] == note
    assert json.loads(read_json(json.dumps(event).encode())[0].payload)["note"] == note
