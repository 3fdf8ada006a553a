"""A store that is opened for reading answers from the rows that its owner kept, and folds what they lack."""

import random
from pathlib import Path

import orjson
import pytest

from events import edtf
from tests.history import said
from tests.timeline.engine.keeping.random_history import history
from tests.timeline.engine.keeping.test_kept_rows import append_all, assert_same
from timeline.engine.asking.folded_rows import FoldedRows
from timeline.engine.keeping.stride import Strider
from timeline.intake import read_json
from timeline.question import Question
from timeline.service import open_service

pytestmark = pytest.mark.anyio


async def test_kept_rows_answer_a_reader_beside_and_after_the_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, chance = f"sqlite:///{tmp_path}/a.db", random.Random(8)
    owner = await open_service(store)
    await append_all(owner, history(chance, 40))
    assert owner._keeper is not None
    assert await owner._keeper.caught_up((await owner.head()).position, 10)
    reader = await open_service(store, read_only=True)
    try:
        await assert_same(reader, chance, 20)
        await owner.close()
        await assert_same(reader, chance, 20)
        monkeypatch.setattr(FoldedRows, "page", None)  # it is not asked
        assert (await reader.view(Question("exercises", on=edtf.day("2024-09-12")))).rows
    finally:
        await reader.close()


async def test_what_the_rows_lack_is_folded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = f"sqlite:///{tmp_path}/a.db"
    owner = await open_service(store)
    monkeypatch.setattr(Strider, "advance", None)  # rows stop here
    await owner.append(read_json(orjson.dumps(said("exercise.held", "exercise/a", "2024-09-08"))))
    reader = await open_service(store, read_only=True)
    try:
        assert [row.key for row in (await reader.view(Question("exercises", on=edtf.day("2024-09-08")))).rows] == ["exercise/a"]
    finally:
        await reader.close()
        await owner.close()
