"""CSV as RFC 4180 writes it, safe to open in a spreadsheet: no text of a report is ever taken for a formula.

A cell that begins with ``= + - @``, a tab or a line break would be run by a spreadsheet; it gets an apostrophe in front, as does each
text of a list. Numbers of the log stay numbers.
"""

import csv
import re
from collections.abc import Callable, Iterable
from functools import partial
from io import StringIO
from typing import Any

import orjson

from timeline.exports.shown import Shown, bounds, read
from timeline.exports.words import SEPARATOR, is_list, words
from timeline.exports.writing import Writing
from timeline.projections.projection import Projection
from timeline.record import Recorded

ROW = ("key", "certainty", "status", "possible_from", "possible_to", "sure_from", "sure_to")
EVIDENCE = ("facts", "chains")
EVENT = ("id", "position", "version", "recorded_at", "type", "subject", "valid", "valid_mode", "modality", "earliest", "latest")
SOURCE = (
    "publisher", "published", "stated", "attributed_to", "chain", "reliability", "credibility", "title", "url", "lang", "quote",
)  # fmt: skip
_ACTS = re.compile("[\\s\u200b\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")


def rows(view: Projection) -> Writing[Shown]:
    """One row a line; a column for each part of the state of the view."""
    parts = tuple(view.state.__annotations__)
    taken = {*ROW, *EVIDENCE}
    columns = (f"state_{name}" if name in taken else name for name in parts)
    return Writing(_line((*ROW, *columns, *EVIDENCE)), partial(_row, parts))


def events() -> Writing[Recorded]:
    """One event a line; its data as JSON."""
    return Writing(_line((*EVENT, *SOURCE, "places", "note", "data")), _event)


def cell(value: Any) -> str | int | float:
    """A value for a cell; a number is left as it is."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = words(value)
    if is_list(value) and (joined := SEPARATOR.join(_inert(words(one)) for one in value)) and text == SEPARATOR.join(map(words, value)):
        text = joined
    return _inert(text)


def _inert(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if _ACTS.match(text) else text


def _row(parts: Iterable[str], shown: Shown) -> bytes:
    row = shown.row
    state = (row.state.get(name) for name in parts)
    return _line([row.key, row.certainty, row.status, *bounds(row).values(), *state, row.evidence.facts, row.evidence.chains])


def _event(event: Recorded) -> bytes:
    served = read(event)
    source = served["source"]
    told = [served.get("places"), served.get("note"), orjson.dumps(served["data"]).decode()]
    return _line([*(served[name] for name in EVENT), *(source.get(name) for name in SOURCE), *told])


def _line(values: Iterable[Any]) -> bytes:
    text = StringIO()
    write: Callable[[Iterable[Any]], Any] = csv.writer(text, lineterminator="\r\n").writerow
    write(map(cell, values))
    return text.getvalue().encode()
