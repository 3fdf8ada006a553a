"""The demo facts: what one news article claims of September 2024, then what other reports say of the same.

Each file is one atomic append. The files are read in order of name, so that the second batch changes what was known
after the first; a further batch is a further file.
"""

from importlib.resources import files


def batches() -> list[bytes]:
    """The batches in the order of appending, each a JSON array of events as submitted."""
    found = [entry for entry in files(__name__).iterdir() if entry.name.endswith(".json")]
    return [entry.read_bytes() for entry in sorted(found, key=lambda entry: entry.name)]
