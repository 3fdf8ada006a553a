"""One JSON object a line: rows as the JSON endpoint gives them, events as they were sent."""

import orjson

from timeline.exports.shown import Shown
from timeline.exports.writing import Writing
from timeline.record import Recorded


def rows() -> Writing[Shown]:
    return Writing(b"", lambda shown: orjson.dumps(shown.row.as_json()) + b"\n")


def events() -> Writing[Recorded]:
    """The stored bytes of each event with its id: what append accepts, and takes for a duplicate the second time."""
    return Writing(b"", lambda event: event.payload + b"\n")
