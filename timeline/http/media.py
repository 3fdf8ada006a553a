"""Media types: which one a body has, and which one an answer should have (RFC 9110, sections 8.3 and 12.5.1)."""

from collections.abc import Iterable, Sequence

from starlette.datastructures import Headers

from timeline.errors import NotAcceptable, UnsupportedMedia

JSON = "application/json"
NDJSON = "application/x-ndjson"
PROBLEM = "application/problem+json"
CLOUDEVENT = "application/cloudevents+json"
CLOUDEVENTS = "application/cloudevents-batch+json"
EVENT_STREAM = "text/event-stream"
HTML = "text/html"


def body_type(headers: Headers, listed: Sequence[str]) -> str:
    """The media type of the body, one of those listed; only ``charset=utf-8`` may follow it. Raises UnsupportedMedia."""
    sent = headers.getlist("content-type")
    name, *parameters = (part.strip().lower() for part in (sent[0] if len(sent) == 1 else "").split(";"))
    if name not in listed or any(p.replace('"', "") not in {"", "charset=utf-8", "charset=utf8"} for p in parameters):
        raise UnsupportedMedia(f"send {' or '.join(listed)} in UTF-8, not {(', '.join(sent) or 'a body without Content-Type')[:200]}")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("send the body without Content-Encoding; compressed bodies are not read")
    return name


def answer_type(accept: Iterable[str], offered: Sequence[str]) -> str:
    """The type offered that the values of Accept like best, the first of equals; no Accept is content with the first.

    Raises NotAcceptable.
    """
    ranges = [_range(part) for value in accept for part in value.split(",") if part.strip()]
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda name: _liking(name, ranges))
    if _liking(best, ranges) == 0:
        raise NotAcceptable(f"this address answers with {' or '.join(offered)}")
    return best


def _range(text: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    weight = next((p.partition("=")[2] for p in parameters if p.startswith("q=")), "1")
    try:
        return name, float(weight)
    except ValueError:
        return name, 0.0


def _liking(name: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The weight of the most specific range that holds the type, 0 if none does."""
    for pattern in (name, name.partition("/")[0] + "/*", "*/*"):
        weights = [weight for found, weight in ranges if found == pattern]
        if weights:
            return max(weights)
    return 0.0
