"""Rows of a stretch of days, found by merging few blocks, are those that a walk over all rows finds."""

import random
from pathlib import Path

import pytest

from timeline.clock import system_clock
from timeline.log.sqlite.log import open_sqlite
from timeline.question import Evidence, Row, Window
from timeline.rows import body
from timeline.rows.kept import OPEN, Filed, Kept, Place, Stride
from timeline.rows.sqlite import find
from timeline.rows.sqlite.store import SqliteRows
from timeline.rows.wanted import EVERYTHING, Wanted

pytestmark = pytest.mark.anyio
START = 700_000
SCOPES = (EVERYTHING, (("actor", "FR"),), (("actor", "JP"), ("of", "JP")), (("actor", "FR"), ("actor", "JP")), (("actor", "nobody"),))


def rows_of(chance: random.Random, set_id: int, key: str) -> list[Kept]:
    """Rows of one key that do not overlap, open at either end or not; some are believed no longer."""
    cuts = sorted(chance.sample(range(START, START + 2_000), chance.choice((1, 2, 3, 4))))
    bounds = [None if chance.random() < 0.2 else cuts[0] - chance.choice((1, 40, 700)), *cuts]
    lasts = [*(cut - 1 for cut in cuts), None if chance.random() < 0.2 else cuts[-1] + chance.choice((0, 9, 90))]
    made = []
    for first, last in zip(bounds, lasts, strict=True):
        begun = chance.randint(1, 8)
        place = Place(set_id, key, Window(first, last))
        values = tuple((name, chance.choice(("FR", "JP"))) for name in ("actor", "of") if chance.random() < 0.7)
        kept = Kept(place, key, begun, b"", Filed(values, sure=True, every=False), every=False, pos_to=chance.choice((OPEN, begun + 1)))
        made.append(kept)
    return made


@pytest.mark.parametrize("seed", range(5))
async def test_what_is_merged_is_what_is_walked(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    log = await open_sqlite(tmp_path / "a.db", read_only=False, clock=system_clock)
    rows = SqliteRows(log)
    number = (await rows.begin({"exercises": 1}, 0))["exercises"].id
    made = [kept for name in range(150) for kept in rows_of(chance, number, f"k{name:03}")]
    said = [
        (kept, kept.pos_from, body.write(Row(kept.place.key, "sure", str(i), kept.place.days, None, {}, Evidence(0, 0, {}))))
        for i, kept in enumerate(made)
    ]
    await rows.keep(Stride([number], 9, opened=made, said=said))
    found = 0
    for _ in range(100):
        first = START + chance.randint(-50, 2_100)
        days = Window(first, first + chance.choice((0, 1, 6, 30, 90, 150)))
        after, limit = f"k{chance.randint(0, 100):03}", chance.choice((1, 7, 1_000))
        wanted = Wanted(number, None, chance.randint(1, 9), after, limit, days=days, scopes=chance.choice(SCOPES))
        merged = await rows.find(wanted)
        with monkeypatch.context() as walking:
            walking.setattr(find, "BLOCKS_MERGED_MAX", -1)
            walked = await rows.find(wanted)
        last = min(merged.last, walked.last)
        expected = [str(i) for i, kept in enumerate(made) if holds(kept, wanted) and kept.place.key <= last]
        assert list(dict.fromkeys(row.status for row in merged.rows if row.key <= last)) == expected
        assert [row.status for row in walked.rows if row.key <= last] == expected
        assert last > after
        found += len(expected)
    assert found > 100
    await log.close()


def holds(kept: Kept, wanted: Wanted) -> bool:
    first, last = kept.place.days
    assert wanted.days is not None
    assert wanted.days.first is not None
    assert wanted.days.last is not None
    assert kept.filed is not None
    of_day = (first is None or first <= wanted.days.last) and (last is None or last >= wanted.days.first)
    of_scope = wanted.scopes == EVERYTHING or not set(wanted.scopes).isdisjoint(kept.filed.values)
    return of_day and of_scope and kept.place.key > wanted.after and kept.pos_from <= wanted.position < kept.pos_to
