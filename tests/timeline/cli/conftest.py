"""The command line in this process, over a store in a temporary directory."""

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner, Result

from timeline.cli import make_app

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `timeline` with these arguments in an empty directory, its default store being in there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TIMELINE_STORE", raising=False)
    runner = CliRunner()

    def invoke(*arguments: str, stdin: bytes | None = None) -> Result:
        return runner.invoke(make_app(), list(arguments), input=stdin)

    return invoke


def event(name: str, valid: str, **more: object) -> bytes:
    """One report on an exercise as JSON in one line."""
    sent = {
        "id": name,
        "type": "exercise.held",
        "subject": f"exercise/{name}",
        "valid": valid,
        "data": {"name": name.title(), "participants": ["FR", "JP"]},
        "source": {"publisher": "Ministry", "published": "2024-09-20"},
    }
    return orjson.dumps(sent | more)
