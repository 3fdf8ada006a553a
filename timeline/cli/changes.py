"""Two answers to one question, compared by key."""

from typing import NamedTuple

from timeline.cli.documents import Document
from timeline.engine.comparison import differing


class Changes(NamedTuple):
    """Rows that came, rows that went, and rows before and after, each in order of key."""

    added: list[Document]
    removed: list[Document]
    changed: list[tuple[Document, Document]]

    def as_json(self) -> Document:
        changed = [{"key": after["key"], "before": before, "after": after} for before, after in self.changed]
        return {"added": self.added, "removed": self.removed, "changed": changed}


def between(before: list[Document], after: list[Document]) -> Changes:
    old, new = ({row["key"]: row for row in rows} for rows in (before, after))
    pairs = sorted(differing(old, new), key=lambda pair: pair[0])
    return Changes(
        added=[came for _, gone, came in pairs if came is not None and gone is None],
        removed=[gone for _, gone, came in pairs if gone is not None and came is None],
        changed=[(gone, came) for _, gone, came in pairs if gone is not None and came is not None],
    )
