"""What the product answers of a history, day by day."""

import asyncio
from collections.abc import Sequence

import orjson

from tests.oracle.said import Json, ordinal
from tests.oracle.standing import Standing
from timeline.engine.fold import cases
from timeline.engine.known import known
from timeline.engine.reading import rows_of
from timeline.intake import read_json
from timeline.log.protocol import Selection
from timeline.projections.catalog import views
from timeline.question import Row, Window
from timeline.record import Recorded
from timeline.service import open_service


async def _append(batches: Sequence[Sequence[Json]]) -> list[Recorded]:
    service = await open_service("memory:", clock=lambda: 1)
    for batch in batches:
        await service.append(read_json(orjson.dumps(batch)))
    recorded = await service._log.read(Selection())
    await service.close()
    return recorded


class Told:
    """A history as the product recorded it, known up to a day of publication and an append."""

    def __init__(self, batches: Sequence[Sequence[Json]]) -> None:
        self.log = asyncio.run(_append(batches))

    def known(self, published_by: int | None = None, until: int | None = None) -> list[Recorded]:
        public = [one for one in self.log if published_by is None or one.published <= ordinal(published_by)]
        return [one for one in public if until is None or one.position <= until]

    def standing(self, recorded: Sequence[Recorded] | None = None) -> Standing:
        """What the oracle makes of the same events."""
        return Standing((orjson.loads(one.payload), one.digest) for one in (self.log if recorded is None else recorded))


def rows(recorded: Sequence[Recorded], view: str, day: int | None) -> dict[str, Row]:
    """The rows of a view by key; day None is every day."""
    made = views()[view]
    on = Window(None, None) if day is None else Window(ordinal(day), ordinal(day))
    found = cases(known(one) for one in recorded if one.subject.partition("/")[0] in made.kinds)
    return {row.key: row for case in found.values() for row in rows_of(made, case, on)}
