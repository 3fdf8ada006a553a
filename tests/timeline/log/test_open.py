"""Which stores can be named."""

from pathlib import Path

import pytest

from timeline.errors import StoreUnavailable
from timeline.log.memory import MemoryLog
from timeline.log.open import open_log

pytestmark = pytest.mark.anyio


async def test_a_path_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    log = await open_log("sqlite:///a 100%.db")
    await log.close()
    assert (tmp_path / "a 100%.db").exists()


async def test_memory_is_a_store() -> None:
    assert isinstance(await open_log("memory:"), MemoryLog)


@pytest.mark.parametrize(
    ("store", "message"),
    [
        ("postgresql://host/db", "not supported yet"),
        ("mysql://host/db", "names no store"),
        ("timeline.db", "names no store"),
        ("sqlite://timeline.db", "names no store"),
        ("sqlite:///", "names no store"),
        ("sqlite:///:memory:", "memory:"),
        ("sqlite:////", "names no store"),
        ("sqlite:////dev/null/a.db", "does not exist"),
        ("sqlite:////nowhere/at/all/a.db", "does not exist"),
    ],
)
async def test_what_is_no_store_is_refused_with_advice(store: str, message: str) -> None:
    with pytest.raises(StoreUnavailable, match=message):
        await open_log(store)


async def test_a_directory_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="is a directory"):
        await open_log(f"sqlite:///{tmp_path}")
