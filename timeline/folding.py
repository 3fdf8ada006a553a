"""A process that folds for the one that serves: ``python -m timeline.folding STORE``. It reads the store and writes to its parent.

The other end is `timeline.engine.keeping.remote`.
"""

import asyncio
import os
import sys
from pathlib import Path

from timeline.engine.keeping import frames
from timeline.engine.keeping.builder import Builder
from timeline.engine.keeping.messages import Begin
from timeline.engine.keeping.rectangles import ViewSet
from timeline.engine.keeping.relayed import Relayed, fold_on_request
from timeline.engine.keeping.stride import Strider
from timeline.garbage import collect_seldom
from timeline.log.open import open_log
from timeline.log.sqlite.log import SqliteLog
from timeline.projections.catalog import views
from timeline.rows.sqlite.store import SqliteRows


async def start(store: str) -> asyncio.subprocess.Process:
    """Start it with the code that runs here, whatever lies in the working directory; signals from a terminal do not reach it."""
    here = os.pathsep.join(filter(None, (str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH"))))
    return await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", "timeline.folding", store,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True, env={**os.environ, "PYTHONPATH": here},
    )  # fmt: skip


async def _fold(store: str, begin: Begin) -> None:
    log = await open_log(store, read_only=True)
    assert isinstance(log, SqliteLog)
    try:
        rows = Relayed(SqliteRows(log), begin.share, sys.stdin.buffer, sys.stdout.buffer)
        sets = {name: ViewSet(views()[name], number) for name, number in begin.sets.items()}
        builder = Builder(log, rows, sets.values(), _nobody_waits, begin.share)
        await fold_on_request(Strider(log, rows, sets, begin.position, _nobody_waits, begin.share), builder, rows)
    finally:
        await log.close()


async def _nobody_waits() -> None: ...


NICENESS = 19
"""Whoever appends and asks goes first where there are not enough cores for all."""


def main() -> None:
    os.nice(NICENESS)
    collect_seldom()  # a fifth less time for folding
    asyncio.run(_fold(sys.argv[1], frames.read(sys.stdin.buffer)))


if __name__ == "__main__":
    main()
