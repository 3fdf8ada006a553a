"""Events one a line, of any number: what `timeline events --json` and other programs write.

An event without an id gets one made of its own bytes, so that a second run finds it again; what the service adds to an event
(`position`, `version`, …) is left out, so that an export can be imported elsewhere.
"""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

import orjson

from timeline import strict_json
from timeline.errors import NotJson
from timeline.faults import ADDED_BY_SERVICE
from timeline.importers.item import Doubt, Found, Importer, Item
from timeline.importers.naming import Ids

LINE_BYTES_MAX = 1024 * 1024
"""Far above what an event may have; a longer line is no event and would only fill the memory."""
MARK = b"\xef\xbb\xbf"


def read(file: BinaryIO) -> Iterator[Item]:
    ids = Ids()
    number = 0
    while line := file.readline(LINE_BYTES_MAX + 1):
        number += 1
        if len(line) > LINE_BYTES_MAX:
            yield Doubt(number, "", f"has more than {LINE_BYTES_MAX:,} bytes", refused=True)
            while not line.endswith(b"\n") and (line := file.readline(LINE_BYTES_MAX)):
                pass
            continue
        text = (line.removeprefix(MARK) if number == 1 else line).strip()
        if text:
            yield _event(number, text, ids)


def _event(number: int, text: bytes, ids: Ids) -> Item:
    try:
        event = strict_json.loads(text)
    except NotJson as error:
        return Doubt(number, "", error.detail, refused=True)
    if not isinstance(event, dict):
        return Doubt(number, "", "is no JSON object", refused=True)
    added = ADDED_BY_SERVICE & event.keys()
    if event.get("id") is not None and not added:
        return Found(number, text)
    kept = {name: value for name, value in event.items() if name not in added}
    kept["id"] = event.get("id") or ids.unique(f"line:{hashlib.sha256(orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]}")
    return Found(number, kept)


IMPORTER = Importer("ndjson", "Events as NDJSON, one a line", read)
