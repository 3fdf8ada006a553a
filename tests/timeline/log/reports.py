"""Proposed events for tests of the log, short to write."""

from typing import Any

import orjson

from timeline.intake import read_json
from timeline.record import Proposed


def report(event_id: str, kind: str = "exercise.started", subject: str = "exercise/alpha", /, **fields: Any) -> Proposed:
    """One event; `data`, `published` and any other field of the envelope by name."""
    published = fields.pop("published", "2024-09-08")
    sent = {"id": event_id, "type": kind, "subject": subject, "valid": "2024-09-08", "data": {}} | fields
    return read_json(orjson.dumps({"source": {"publisher": "French Army", "published": published}} | sent))[0]


def claim(event_id: str, target: str, kind: str = "claim.retracted", subject: str = "exercise/alpha", /, **data: Any) -> Proposed:
    """One claim about the event `target`."""
    return report(event_id, kind, subject, data={"target": target} | data)
