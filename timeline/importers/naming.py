"""Names made into slugs and ids, the same on every run."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

SLUG_MAX = 100
"""Below the 128 of the vocabulary, so that a year and a number fit behind it."""
_NOT_ID = re.compile(r"[^A-Za-z0-9._:~-]+")


def words(text: str) -> list[str]:
    """The words of a name without case, accents and punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", plain.replace("'", "").replace("\u2019", "").lower())


def slug(text: str) -> str:
    """``Côte d'Ivoire`` is ``cote-divoire``; a name without any Latin letter or digit is a short digest of itself."""
    return "-".join(words(text))[:SLUG_MAX].strip("-") or digest(text)


def digest(*texts: str) -> str:
    """Twelve hexadecimal digits that stand for the texts."""
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:12]


def id_part(text: str) -> str:
    """The text in the characters that an id may have."""
    return _NOT_ID.sub("-", text).strip("-") or digest(text)


class Ids:
    """Gives each key out once: the second row with a key gets ``~2``, in the order of the file."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def unique(self, key: str) -> str:
        self._seen[key] += 1
        return key if self._seen[key] == 1 else f"{key}~{self._seen[key]}"

    def repeated(self, key: str) -> bool:
        return self._seen[key] > 1


def listed(texts: Iterable[str]) -> list[str]:
    """The texts without the empty ones and repetitions, in their order."""
    return list(dict.fromkeys(text for text in texts if text))
