"""`timeline export` as a user types it, on a store and on a running service."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.timeline.cli.conftest import Run, event
from tests.timeline.cli.test_program import started, stopped, timeline
from timeline.exports.forms import FORMS


@pytest.fixture
def filled(run: Run) -> Run:
    for sent in (event("alpha", "2024-09-08/2024-09-21"), event("beta", "2024-09-10", data={"name": "=1+1"})):
        assert run("append", "-", stdin=sent).exit_code == 0
    return run


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A directory with a served store that holds the demo facts, and the URL."""
    at = tmp_path_factory.mktemp("served")
    process, lines = started("serve", "--port", "0", "--demo-if-empty", at=at)
    yield at, lines[0].split()[3]
    stopped(process)


def test_a_view_goes_to_stdout(filled: Run) -> None:
    shown = filled("export", "active-exercises", "--format", "csv", "--on", "2024-09-10")
    assert (shown.exit_code, shown.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO(shown.stdout_bytes.decode(), newline="")))
    assert [(row["key"], row["name"]) for row in rows] == [("exercise/alpha", "Alpha"), ("exercise/beta", "'=1+1")]


def test_a_file_is_written_whole_or_not_at_all(filled: Run, tmp_path: Path) -> None:
    out = tmp_path / "active.ics"
    assert filled("export", "active-exercises", "--format", "ics", "--out", str(out)).exit_code == 0
    whole = out.read_bytes()
    assert whole.endswith(b"END:VCALENDAR\r\n")
    assert filled("export", "active-exercises", "--format", "ics", "--at-position", "99", "--out", str(out)).exit_code == 2
    assert (out.read_bytes(), [path.name for path in tmp_path.glob("*.part")]) == (whole, [])


def test_what_was_exported_is_taken_in_by_another_store_once(filled: Run) -> None:
    exported = filled("export", "events", "--format", "ndjson").stdout_bytes
    assert filled("append", "--store", "sqlite:///other.db", "-", stdin=exported).exit_code == 0
    again = filled("append", "--store", "sqlite:///other.db", "-", "--json", stdin=exported)
    assert again.stdout.count('"duplicate":true') == 2


def test_the_log_is_narrowed_by_the_parameters_of_the_service(filled: Run) -> None:
    exported = filled("export", "events", "--format", "ndjson", "--filter", "subject=exercise/beta", "--filter", "type=exercise.*")
    assert exported.stdout_bytes.count(b"\n") == 1
    assert filled("export", "events", "--format", "ndjson", "--limit", "1").stdout_bytes.count(b'"alpha"') == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("exercise", "--format", "csv"), "did you mean exercises?"),
        (("exercises", "--format", "csv", "--filter", "bogus=1"), "unknown parameter"),
        (("events", "--format", "csv", "--certainty", "sure"), "certainty: unknown parameter"),
        (("exercises", "--format", "csv", "--on", "2024-09-01", "--during", "2024"), "exclude each other"),
        (("exercises", "--format", "pdf"), "pdf"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_line(filled: Run, arguments: tuple[str, ...], says: str) -> None:
    shown = filled("export", *arguments)
    assert shown.exit_code in {1, 2}
    assert says in shown.stderr
    assert shown.stdout_bytes == b""


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("what", ["events", "active-exercises"])
def test_a_service_gives_what_its_store_gives(served: tuple[Path, str], form: str, what: str) -> None:
    at, url = served
    asked = ("export", what, "--format", form, "--on", "2024-09-12", "--at-position", "43")
    from_store, from_service = timeline(*asked, at=at), timeline(*asked, "--url", url, at=at)
    assert (from_store.returncode, from_service.returncode) == (0, 0), from_service.stderr
    assert len(from_store.stdout) > 1_000
    if form != "atom":  # which says where it stands
        assert from_store.stdout == from_service.stdout


def test_a_service_refuses_as_a_store_does(served: tuple[Path, str]) -> None:
    at, url = served
    asked = ("export", "exercises", "--format", "csv", "--at-position", "99")
    from_store, from_service = timeline(*asked, at=at), timeline(*asked, "--url", url, at=at)
    assert from_store.returncode == from_service.returncode == 2
    assert from_store.stderr == from_service.stderr
    assert timeline(*asked, "--url", "http://127.0.0.1:1", at=at).returncode == 3


@pytest.mark.parametrize("out", ["missing/x.ics", "."])
def test_a_place_that_cannot_be_written_is_told_in_one_line(filled: Run, tmp_path: Path, out: str) -> None:
    failed = filled("export", "active-exercises", "--format", "ics", "--out", str(tmp_path / out))
    assert (failed.exit_code, failed.stderr.count("\n")) == (1, 1)
    assert "name another file with --out" in failed.stderr
