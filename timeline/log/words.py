"""Full text, the same in every back end: what a word is, and what a search means.

Words are runs of letters and digits without case and accents; a character of Chinese, Japanese or Korean writing is a word
of its own, since those texts have no spaces. A back end only has to find words that follow one another.
"""

import re
import unicodedata

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_QUOTED_OR_NOT = re.compile(r'"([^"]*)"?|([^"\s]+)')


def words(text: str) -> list[str]:
    """The words of a text, in order, without case and accents."""
    if text.isascii():
        return _ASCII_WORD.findall(text.lower())
    parts = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", parts) if not unicodedata.combining(c))
    return _WORD.findall(unicodedata.normalize("NFC", bare))


def phrases(q: str) -> list[tuple[str, ...]]:
    """The runs of words that must all occur. A word with marks in it, such as ``Brunet-Takamori``, is a run too."""
    found = (tuple(words(quoted or bare)) for quoted, bare in _QUOTED_OR_NOT.findall(q))
    return list(dict.fromkeys(phrase for phrase in found if phrase))
