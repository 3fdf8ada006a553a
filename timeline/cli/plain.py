"""Text that cannot act on a terminal."""


def clean(text: str) -> str:
    """The text with a space for every control character, line break and invisible mark."""
    return "".join(c if c.isprintable() else " " for c in text)


def one_line(text: str) -> str:
    """The same, with single spaces."""
    return " ".join(clean(text).split())
