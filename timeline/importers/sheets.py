"""What the words on the daily maps of Taiwan's defence ministry say: numbers of sorties, crossings, times of balloons."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta

_SORTIES = re.compile(r"計?\s*(\d+)\s*架(?:次)?")
_CROSSED = re.compile(r"其中\s*(\d+)\s*架(?:次)?\s*(?:逾越|過)中線|逾越中線\s*(\d+)\s*架|\((\d+)\s*架(?:次)?\s*逾越中線")
_ASIDE = re.compile(r"\([^)]*\)")
_EACH = "各"
"""So many of each kind: the number is none of all of them."""
_HOURS = re.compile(r"(?:(\d{1,2})日)?(\d{4})-(\d{4})(?:時|(?=\D))(?!日)")
MORNING = "0600"
"""The hour in Taiwan at which a map of 2024 begins and ends."""
_MOMENT = re.compile(r"(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d{2})")
ZONE = "+08:00"


def sorties(description: str) -> int | None:
    """How many aircraft in all; None where no number of all is given."""
    if _EACH in description:
        return None
    groups = [int(count) for count in _SORTIES.findall(_ASIDE.sub("", _plain(description)))]
    return sum(groups) if groups else None


def crossings(description: str) -> int | None:
    """How many of them crossed the median line, None where it does not say."""
    groups = [int(next(filter(None, match.groups()))) for match in _CROSSED.finditer(_plain(description))]
    return sum(groups) if groups else None


def _plain(description: str) -> str:
    """With parentheses and digits of one width (NFKC)."""
    return unicodedata.normalize("NFKC", description)


def day_before(day: str) -> str:
    """The map of a day covers the twenty-four hours up to its morning."""
    return f"{(date.fromisoformat(day) - timedelta(days=1)).isoformat()}/{day}"


def flown(description: str, day: str) -> str:
    """The day on which ``0719-1500時…`` was on the map of a day: hours after its morning are of the day before.

    Hours from before the morning, or past midnight, leave the two days of the map.
    """
    match = _HOURS.match(_plain(description))
    both = day_before(day)
    if match is None or match[3] < match[2]:
        return both
    first, last = both.split("/")
    if match[1] is None:
        return first if match[2] >= MORNING else both
    return next((each for each in (first, last) if int(each[8:]) == int(match[1])), both)


def balloon_span(properties: Mapping[str, str], day: str) -> tuple[str, str | None]:
    """From ``2/9 7:09`` to ``2/9 7:42`` as moments, the year being that of the map; else the two days of the map, with a doubt."""
    texts = [properties.get(name, "") for name in ("balloon_start", "balloon_end")]
    moments = [_moment(text, day) for text in texts]
    if moments[0] is None or moments[1] is None:
        return day_before(day), f"{' to '.join(texts)!r} cannot be read as two times; the two days of the map count"
    if moments[0] > moments[1]:
        return day_before(day), f"{' to '.join(texts)!r} ends before it starts; the two days of the map count"
    return f"{moments[0]}/{moments[1]}", None


def _moment(text: str, day: str) -> str | None:
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    month, dom, hour, minute = map(int, match.groups())
    sheet = date.fromisoformat(day)
    try:
        found = date(sheet.year - (month > sheet.month), month, dom)
    except ValueError:
        return None
    return f"{found.isoformat()}T{hour:02d}:{minute:02d}:00{ZONE}" if hour < 24 and minute < 60 else None
