"""The data sets themselves, where they lie beside the checkout; a part of each, so that all take seconds."""

from collections import Counter
from pathlib import Path

import pytest

from timeline.importers.catalog import catalog
from timeline.importers.checked import Ready, checked
from timeline.importers.item import Doubt

DATA = Path(__file__).parents[4] / "shared/data"
LINES = 1_500
FILES = {
    "mme_v7.csv": "mme", "jme_v3.csv": "jme", "DCAD-v1.0-main.csv": "dcad", "us_troop_reports_1950-2025.csv": "us-troops",
    "pla_path_japan_202208-202308.csv": "pla-japan", "pla_path_taiwan_20220801-20230915.geojson": "pla-taiwan",
    "pla_path_taiwan_20230918-20240115.geojson": "pla-taiwan", "pla_path_taiwan_20240116-20240731.geojson": "pla-taiwan",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the data sets are not part of the repository")


@pytest.mark.parametrize("name", FILES)
def test_hardly_a_row_is_refused_and_ids_are_unique(name: str) -> None:
    with (DATA / name).open("rb") as file:
        found = []
        for item in checked(catalog()[FILES[name]].read(file)):
            found.append(item)
            if item.line > LINES:
                break
    refused = [item for item in found if isinstance(item, Doubt) and item.refused]
    bodies = Counter(item.body for item in found if isinstance(item, Ready))
    assert len(bodies) > 200
    assert bodies.most_common(1)[0][1] == 1
    assert len(refused) <= 3
