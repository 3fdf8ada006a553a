"""GeoJSON (RFC 7946): a feature for each row and each event, longitude before latitude, WGS 84."""

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from timeline.exports.shown import Shown, bounds, event_headline, headline, read
from timeline.exports.writing import Writing
from timeline.record import Recorded

FOOT = b"]}\n"
EVENT = (
    "type", "subject", "valid", "valid_mode", "modality", "earliest", "latest",
    "position", "recorded_at", "source", "places", "note", "data",
)  # fmt: skip


def rows(title: str) -> Writing[Shown]:
    return Writing(_head(title), _row, b",\n", FOOT)


def events(title: str) -> Writing[Recorded]:
    return Writing(_head(title), _event, b",\n", FOOT)


def geometry(places: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """A Point, a MultiPoint where there are several, None where no place has coordinates."""
    points = [[place["lon"], place["lat"]] for place in places if place.get("lat") is not None]
    if len(points) == 1:
        return {"type": "Point", "coordinates": points[0]}
    return {"type": "MultiPoint", "coordinates": points} if points else None


def _head(title: str) -> bytes:
    return b'{"type":"FeatureCollection","name":%s,"features":[\n' % orjson.dumps(title)


def _row(shown: Shown) -> bytes:
    row = shown.row
    properties = {
        "title": headline(row),
        "key": row.key,
        "certainty": row.certainty,
        "status": row.status,
        **bounds(row),
        "facts": row.evidence.facts,
        "chains": row.evidence.chains,
        "state": row.state,
    }
    return _feature(row.key, geometry(row.state.get("places", ())), properties)


def _event(event: Recorded) -> bytes:
    served = read(event)
    properties = {"title": event_headline(served), **{name: served[name] for name in EVENT if name in served}}
    return _feature(event.id, geometry(served.get("places", ())), properties)


def _feature(name: str, where: Mapping[str, Any] | None, properties: Mapping[str, Any]) -> bytes:
    return orjson.dumps({"type": "Feature", "id": name, "geometry": where, "properties": properties})
