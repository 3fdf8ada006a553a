"""The SQL of the back ends: one file a query, named by the file, each with a comment that says what it is for."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def queries(folder: str, package: str = "timeline.log") -> Mapping[str, str]:
    """The queries of a folder below `sql` of a package, such as ``sqlite`` or ``sqlite/narrow``, by name, in order of name."""
    sources = [item for item in (files(package) / "sql").joinpath(*folder.split("/")).iterdir() if item.name.endswith(".sql")]
    return {item.name.removesuffix(".sql"): item.read_text("utf-8").strip() for item in sorted(sources, key=lambda item: item.name)}
