"""Two answers to one question, compared by key."""

from typing import NamedTuple

from timeline.cli.documents import Document


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
    both = sorted(old.keys() & new.keys())
    return Changes(
        added=[new[key] for key in sorted(new.keys() - old.keys())],
        removed=[old[key] for key in sorted(old.keys() - new.keys())],
        changed=[(old[key], new[key]) for key in both if old[key] != new[key]],
    )
