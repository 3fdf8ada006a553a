"""A GeoJSON FeatureCollection, one feature at a time, each with the line on which it begins."""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from timeline.errors import Unreadable

_OPENING = re.compile(r'"features"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


class Feature(NamedTuple):
    """`line` counts from 1 in the file."""

    line: int
    properties: dict[str, Any]
    geometry: Any


def features(file: BinaryIO) -> Iterator[Feature]:
    """Raises Unreadable for what is no FeatureCollection in UTF-8."""
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"the file is not UTF-8: {error}") from None
    opening = _OPENING.search(text)
    if opening is None:
        raise Unreadable('the file is no GeoJSON FeatureCollection: it has no list "features"')
    decoder, at, line, counted = json.JSONDecoder(), opening.end(), 1, 0
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        if text[at : at + 1] == "]":
            return
        line, counted = line + text.count("\n", counted, at), at
        try:
            feature, at = decoder.raw_decode(text, at)
        except ValueError as error:
            raise Unreadable(f"line {line}: the feature is no JSON: {error}") from None
        properties = feature.get("properties") if isinstance(feature, dict) else None
        yield Feature(
            line, properties if isinstance(properties, dict) else {}, feature.get("geometry") if isinstance(feature, dict) else None
        )
