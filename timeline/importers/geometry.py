"""Coordinates of a data set as places: WGS 84 degrees, longitude first in GeoJSON (RFC 7946)."""

import math
from collections.abc import Iterator
from typing import Any

from timeline.importers.item import Event

POINTS_MAX = 16
"""A track keeps its ends and evenly chosen points between: it is a line drawn on a map, not a log of positions."""


def point(lat: str, lon: str) -> tuple[float, float] | None:
    """Latitude and longitude from two cells; None where they are no point on Earth."""
    try:
        found = float(lat), float(lon)
    except ValueError:
        return None
    return found if all(map(math.isfinite, found)) and abs(found[0]) <= 90 and abs(found[1]) <= 180 else None


def places(geometry: Any) -> list[Event]:
    """The points of a GeoJSON geometry as places. Raises ValueError for what is none."""
    if not isinstance(geometry, dict):
        raise ValueError("there is no geometry")
    points = list(dict.fromkeys(_points(geometry.get("coordinates"))))
    if not points:
        raise ValueError("the geometry has no points")
    count = min(len(points), POINTS_MAX)
    chosen = [points[round(i * (len(points) - 1) / max(1, count - 1))] for i in range(count)]
    return [{"lat": lat, "lon": lon, "precision": "area"} for lat, lon in chosen]


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    """Latitude and longitude, to ten metres."""
    if not isinstance(coordinates, list):
        raise ValueError("the coordinates are no list")
    if len(coordinates) >= 2 and all(isinstance(one, int | float) for one in coordinates):
        lon, lat = coordinates[:2]
        if not (abs(lat) <= 90 and abs(lon) <= 180):
            raise ValueError(f"({lon}, {lat}) is no point on Earth")
        yield round(lat, 4), round(lon, 4)
        return
    for inner in coordinates:
        yield from _points(inner)
