"""GeoJSON as the models of geojson-pydantic read it."""

from typing import Any

import pytest
from geojson_pydantic import FeatureCollection, MultiPoint, Point

from tests.appended import appended
from tests.history import said
from tests.timeline.exports.exported import VIEWS, demo, of
from timeline.engine.asking.asked import EVERY_DAY

pytestmark = pytest.mark.anyio


def read(exported: bytes) -> dict[str, Any]:
    """The features by id."""
    collection: Any = FeatureCollection.model_validate_json(exported)
    return {feature.id: feature for feature in collection.features}


@pytest.mark.parametrize("what", [*VIEWS, "events"])
async def test_every_view_and_the_log_are_a_collection_of_features(what: str) -> None:
    asked: dict[str, Any] = {} if what == "events" else {"during": EVERY_DAY}
    async with demo() as service:
        found = read(await of(service, what, "geojson", **asked))
    assert found
    assert all(feature.properties["title"] for feature in found.values())


async def test_longitude_comes_first_and_several_places_are_points_together() -> None:
    async with demo() as service:
        found = read(await of(service, "exercises", "geojson", during=EVERY_DAY))
    one, several = found["exercise/brunet-takamori-2023"].geometry, found["exercise/northern-interaction-2024"].geometry
    assert isinstance(one, Point)
    assert (one.coordinates.longitude, one.coordinates.latitude) == (165.5, -21.3)
    assert isinstance(several, MultiPoint)
    assert [(point.longitude, point.latitude) for point in several.coordinates] == [(135, 40), (150, 55)]
    assert found["exercise/ocean-2024"].geometry is None


async def test_a_place_without_coordinates_has_no_geometry_and_one_on_the_equator_has() -> None:
    named = said("exercise.held", "exercise/a", "2024-09-08", places=[{"name": "Somewhere"}], id="a")
    at_zero = said("exercise.held", "exercise/b", "2024-09-08", places=[{"lat": 0, "lon": 0}, {"name": "There"}], id="b")
    async with appended([named, at_zero]) as service:
        found = read(await of(service, "events", "geojson"))
    assert found["a"].geometry is None
    assert isinstance(found["b"].geometry, Point)
    assert found["a"].properties["valid"] == "2024-09-08"


async def test_nothing_found_is_an_empty_collection() -> None:
    async with demo() as service:
        assert read(await of(service, "exercises", "geojson", filters={"participant": ("XX",)})) == {}
