"""The SQL of kept rows: one file a query, named by the file, each with a comment that says what it is for."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def queries() -> Mapping[str, str]:
    """Every query by its name, in order of name."""
    sources = [item for item in (files("timeline.rows") / "sql" / "sqlite").iterdir() if item.name.endswith(".sql")]
    return {item.name.removesuffix(".sql"): item.read_text("utf-8").strip() for item in sorted(sources, key=lambda item: item.name)}
