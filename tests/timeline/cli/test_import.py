"""`timeline import`, as a user types it."""

import csv
from pathlib import Path

import orjson
import pytest

from tests.timeline.cli.conftest import Run
from tests.timeline.cli.test_rebuild import sets
from tests.timeline.importers.samples import DCAD, MME, NDJSON, SAMPLES, dcad, mme, table
from timeline.importers.catalog import catalog
from timeline.projections.catalog import views


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, body in SAMPLES.items():
        (tmp_path / name).write_bytes(body)
    (tmp_path / "clean.csv").write_bytes(table(DCAD, dcad(), dcad(DCAid="X-2")))
    return tmp_path


@pytest.mark.parametrize("name", list(catalog()))
def test_every_data_set_is_imported_and_a_second_run_appends_nothing(run: Run, files: Path, name: str) -> None:
    first = orjson.loads(run("import", name, name, "--json").stdout)
    assert first["appended"] == first["events"] > 0
    second = orjson.loads(run("import", name, name, "--json").stdout)
    assert (second["appended"], second["already_there"]) == (0, first["events"])
    assert {name: first[name] for name in ("rows", "doubtful", "refused")} == {
        name: second[name] for name in ("rows", "doubtful", "refused")
    }


def test_a_clean_file_ends_well_with_a_summary(run: Run, files: Path) -> None:
    shown = run("import", "dcad", "clean.csv")
    assert shown.exit_code == 0
    assert "2 rows read" in shown.stdout
    assert "2 appended, 0 already there" in shown.stdout
    assert shown.stderr == ""


def test_views_show_what_was_imported_when_it_is(run: Run, files: Path) -> None:
    run("import", "dcad", "clean.csv")
    assert sets(files) == {"live": dict.fromkeys((name for name in views() if name != "actors"), 2)}


def test_doubts_alone_are_no_failure_and_refused_rows_are(run: Run, files: Path) -> None:
    (files / "doubt.csv").write_bytes(table(MME, mme(StateC="Atlantis")))
    assert run("import", "mme", "doubt.csv").exit_code == 0
    shown = run("import", "ndjson", "ndjson")
    assert shown.exit_code == 1
    assert "refused 2" in shown.stdout
    assert len(run("events", "--json").stdout.splitlines()) == 2


@pytest.mark.parametrize("suffix", ["csv", "ndjson"])
def test_the_report_has_file_line_column_and_reason(run: Run, files: Path, suffix: str) -> None:
    assert run("import", "ndjson", "ndjson", "--report", f"report.{suffix}").exit_code == 1
    text = (files / f"report.{suffix}").read_text()
    rows = list(csv.DictReader(text.splitlines())) if suffix == "csv" else [orjson.loads(line) for line in text.splitlines()]
    assert [(row["file"], int(row["line"]), row["column"]) for row in rows] == [("ndjson", 2, "/valid"), ("ndjson", 4, "")]
    assert all(row["why"] and row["refused"] in {"yes", True} for row in rows)


def test_a_dry_run_reports_and_leaves_no_store(run: Run, files: Path) -> None:
    shown = run("import", "dcad", "clean.csv", "--dry-run")
    assert shown.exit_code == 0
    assert "nothing was appended" in shown.stdout
    assert not list(files.glob("*.db"))


def test_a_spreadsheet_needs_its_mapping(run: Run, files: Path) -> None:
    source = 'publisher = "{Paper}"\npublished = "{Day|date}"\n'
    (files / "map.toml").write_text(
        f'type = "exercise.started"\nsubject = "exercise/{{Name|slug}}"\nvalid = "{{Day|date}}"\n[source]\n{source}'
    )
    (files / "sheet.csv").write_text("Name,Day,Paper\nAmber,3/4/1984,Kyodo\nBrisk,never,Kyodo\n")
    shown = run("import", "csv", "map.toml", "sheet.csv")
    assert shown.exit_code == 1
    assert "1 appended" in shown.stdout
    assert "'never' cannot be read as a date" in shown.stdout
    assert run("import", "csv", "sheet.csv").exit_code == 2


def test_it_reads_stdin(run: Run, files: Path) -> None:
    assert "2 rows read" in run("import", "dcad", "-", stdin=(files / "clean.csv").read_bytes()).stdout
    assert run("import", "ndjson", "-", stdin=NDJSON).exit_code == 1


@pytest.mark.parametrize(
    "arguments", [("atlantis", "clean.csv"), ("dcad", "absent.csv"), ("dcad", "clean.csv", "clean.csv"), ("csv", "absent.toml", "x")]
)
def test_what_cannot_be_meant_is_usage(run: Run, files: Path, arguments: tuple[str, ...]) -> None:
    assert run("import", *arguments).exit_code == 2


def test_another_file_is_refused_as_a_whole(run: Run, files: Path) -> None:
    shown = run("import", "mme", "clean.csv")
    assert shown.exit_code == 1
    assert "is it the right file?" in shown.stderr
