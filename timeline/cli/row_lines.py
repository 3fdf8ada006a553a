"""Rows that came, changed or went, for people: a sign, the key, and what is said of it."""

from timeline.cli import wording
from timeline.cli.documents import Document

Line = tuple[str, str]
"""A text and its style."""


def added(row: Document) -> list[Line]:
    return [(f"  + {row['key']}: {wording.row(row)}", "green")]


def changed(before: Document, after: Document) -> list[Line]:
    return [(f"  ~ {after['key']}", "yellow"), *((f"      {difference}", "") for difference in wording.differences(before, after))]


def removed(key: str) -> list[Line]:
    return [(f"  - {key}", "red")]
