"""What is asked of a source of rows, once a question is settled: which day, which state of knowledge."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, Protocol

from events.edtf import Bound, Day
from timeline.projections.projection import Projection
from timeline.question import Question, Row, Window


class Asked(NamedTuple):
    """A question to one view as of the position `until`. `on` is None for a stretch of days (`days`) or every day."""

    view: Projection
    question: Question
    on: Bound
    until: int
    after: str = ""

    @property
    def days(self) -> Window:
        if self.on is not None:
            return Window(self.on, self.on)
        during = self.question.during
        return Window(None, None) if during is None else Window(during.earliest, during.latest)

    @property
    def published_by(self) -> Day | None:
        return self.question.knowledge.published_by


class RowSource(Protocol):
    """Gives the rows of a view; every source gives the same."""

    rows_at_once: int
    """How many rows to ask for where all of them are wanted."""

    async def page(self, asked: Asked, limit: int) -> Sequence[Row]:
        """The first rows after the key `after` that pass certainty and filters, in order of key."""

    async def row(self, asked: Asked, key: str) -> Row | None:
        """The row of one key."""


async def every(source: RowSource, asked: Asked) -> AsyncIterator[Row]:
    """All rows, in order of key."""
    while True:
        rows = await source.page(asked, source.rows_at_once)
        for row in rows:
            yield row
        if len(rows) < source.rows_at_once:
            return
        asked = asked._replace(after=rows[-1].key)
