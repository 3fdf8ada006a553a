"""Where the answer to a question comes from: the subjects that it names, the rows that are kept, or folding all."""

from timeline.engine.asking.folded_rows import FoldedRows
from timeline.engine.asking.kept_rows import KeptRows
from timeline.engine.asking.named import NamedRows, names_subjects
from timeline.engine.asking.source import Asked, RowSource
from timeline.log.protocol import Log


class Sources:
    """The sources over one log; `kept` is None where no rows are kept."""

    def __init__(self, log: Log, kept: KeptRows | None = None) -> None:
        self._folded = FoldedRows(log)
        self._named = NamedRows(log)
        self._kept = kept

    async def of(self, asked: Asked, head: int) -> RowSource:
        """The quickest that can answer. Raises ViewBehind."""
        if names_subjects(asked):
            return self._named
        if self._kept is not None and await self._kept.can_answer(asked, head):
            return self._kept
        return self._folded

    async def kept(self, asked: Asked, head: int) -> KeptRows | None:
        """The kept rows, where they tell all that was ever believed of a view. Raises ViewBehind."""
        if self._kept is None or asked.view.parts or asked.published_by is not None or not await self._kept.can_answer(asked, head):
            return None
        return self._kept

    def position(self, source: RowSource, head: int) -> int:
        """The head that an answer of the source reflects."""
        return min(head, source.position) if isinstance(source, KeptRows) else head
