"""`timeline import`: a data set, a spreadsheet or NDJSON into the log, with an account of every row."""

import asyncio
import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO, NamedTuple

import orjson
import typer

from timeline.cli import exits, options, output
from timeline.cli.documents import Document
from timeline.cli.source import Place, keep_up, opened
from timeline.importers.catalog import catalog
from timeline.importers.checked import checked
from timeline.importers.item import Doubt, Read
from timeline.importers.mapping import load as load_mapping
from timeline.importers.mapping import reader
from timeline.importers.sending import Account, send
from timeline.settings import load

EXAMPLE = "timeline import mme mme_v7.csv --report doubts.csv"

SHOWN = 20
"""Doubts in the table; --report has them all."""
COLUMNS = (
    output.Column("Line", "cyan", number=True),
    output.Column("Column", width_max=24),
    output.Column("", "yellow"),
    output.Column("Why"),
)
Report = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Write every doubt to this file: CSV where it ends in .csv, else NDJSON."),
]


class _Work(NamedTuple):
    """What is to be read, and how."""

    dataset: str
    file: str
    read: Read


def run(
    dataset: Annotated[str, typer.Argument(help=f"What it is: csv (with MAPPING.toml before FILE), {', '.join(catalog())}.")],
    files: Annotated[list[str], typer.Argument(metavar="[MAPPING] FILE", help="The file; - reads stdin.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report everything, append nothing.")] = False,
    report: Report = None,
    store: options.Store = None,
    url: options.Url = None,
    as_json: options.Json = False,
) -> None:
    """Import a data set, a spreadsheet or NDJSON of any length."""
    place = options.place(store, url)
    work = _work(dataset, files)
    account = asyncio.run(_import(work, place, dry_run))
    if report is not None:
        _write(report, work.file, account.doubts)
    if as_json:
        output.document(_as_json(work, account, dry_run))
    else:
        _show(account, dry_run, report)
    if not dry_run:
        asyncio.run(_keep_up(place, account.appended))
    if account.refused_rows:
        raise typer.Exit(exits.WRONG)


def _work(dataset: str, files: Sequence[str]) -> _Work:
    if dataset == "csv":
        if len(files) != 2:
            raise typer.BadParameter("give a mapping and a file: timeline import csv MAPPING.toml FILE")
        return _Work(dataset, files[1], reader(load_mapping(Path(files[0]))))
    if dataset not in catalog():
        raise typer.BadParameter(f"{dataset!r} is none of csv, {', '.join(catalog())}", param_hint="DATASET")
    if len(files) != 1:
        raise typer.BadParameter("give one file at a time", param_hint="FILE")
    return _Work(dataset, files[0], catalog()[dataset].read)


async def _import(work: _Work, place: Place, dry_run: bool) -> Account:
    limits = load(store=place.store).limits
    with _file(work.file) as (file, lines), output.progress(f"importing {Path(work.file).name}") as bar:
        items = checked(work.read(file), limits)

        def told(line: int) -> None:
            bar(line, max(line, lines))

        if dry_run:
            return await send(items, None, told)
        async with opened(place, writing=True, bulk=True) as source:
            return await send(items, partial(source.append, ndjson=True), told)


async def _keep_up(place: Place, appended: int) -> None:
    with output.progress("bringing the views up to date") as bar:
        await keep_up(place, appended, bar)


@contextmanager
def _file(name: str) -> Iterator[tuple[BinaryIO, int]]:
    """The file and its number of lines, 0 where that cannot be known before."""
    if name == "-":
        yield sys.stdin.buffer, 0
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115  closed below
    except OSError as error:
        raise typer.BadParameter(f"cannot read {name}: {error.strerror}", param_hint="FILE") from None
    with file:
        lines = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
        file.seek(0)
        yield file, lines


def _write(report: Path, file: str, doubts: Sequence[Doubt]) -> None:
    rows = [{"file": file, "line": d.line, "column": d.column, "refused": d.refused, "why": d.why} for d in doubts]
    try:
        if report.suffix.lower() == ".csv":
            with report.open("w", encoding="utf-8", newline="") as out:
                writer = csv.DictWriter(out, ["file", "line", "column", "refused", "why"])
                writer.writeheader()
                writer.writerows(row | {"refused": "yes" if row["refused"] else "no"} for row in rows)
        else:
            report.write_bytes(b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows))
    except OSError as error:
        raise typer.BadParameter(f"cannot write {report}: {error.strerror}", param_hint="--report") from None


def _as_json(work: _Work, account: Account, dry_run: bool) -> Document:
    return {
        "dataset": work.dataset,
        "file": work.file,
        "dry_run": dry_run,
        **_counts(account),
        "doubts": [{"line": d.line, "column": d.column, "refused": d.refused, "why": d.why} for d in account.doubts],
    }


def _counts(account: Account) -> dict[str, int]:
    return {
        "rows": account.rows,
        "passed_over": account.passed,
        "events": account.events,
        "appended": account.appended,
        "already_there": account.known,
        "doubtful": account.doubtful_rows,
        "refused": account.refused_rows,
    }


def _show(account: Account, dry_run: bool, report: Path | None) -> None:
    shown = sorted(account.doubts, key=lambda doubt: (not doubt.refused, doubt.line))[:SHOWN]
    if shown:
        output.table(COLUMNS, [[[str(d.line)], [d.column], ["refused" if d.refused else ""], [d.why]] for d in shown])
    if len(account.doubts) > SHOWN:
        rest = len(account.doubts) - SHOWN
        output.note(f"{rest:,} more; {'all of them are in ' + str(report) if report else 'give --report FILE for all of them'}")
    counts = _counts(account)
    done = "nothing was appended (--dry-run)" if dry_run else f"{counts['appended']:,} appended, {counts['already_there']:,} already there"
    output.say(
        f"{counts['rows']:,} rows read, {counts['passed_over']:,} without a fact of their own, {counts['events']:,} events: {done}; "
        f"rows with a doubt {counts['doubtful']:,}, refused {counts['refused']:,}",
        "red" if counts["refused"] else "green",
    )
