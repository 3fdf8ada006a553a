"""Atom (RFC 4287), newest first: a feed of facts, and a feed of what became known of a view. Older pages by `next` (RFC 5005)."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from timeline import clock
from timeline.clock import Instant
from timeline.exports.ics import uid
from timeline.exports.shown import Shown, event_headline, event_lines, headline, lines, read, standing
from timeline.exports.words import printable, span
from timeline.exports.writing import Writing
from timeline.question import Row
from timeline.record import Recorded
from timeline.view_questions import AppendedChange

FOOT = b"</feed>\n"
GENERATOR = "Timeline"


class Feed(NamedTuple):
    """What a feed says of itself. Addresses are paths of the service, None where it is not known under any."""

    name: str
    title: str
    updated: Instant
    here: str | None
    following: str | None


class _Entry(NamedTuple):
    """An entry: `name` never changes, `author` is None where it is that of the feed, `links` are relation and address."""

    name: str
    title: str
    updated: Instant
    author: str | None
    links: tuple[tuple[str, str], ...]
    term: str
    text: Iterable[str]


def events(feed: Feed) -> Writing[Recorded]:
    return Writing(_head(feed), lambda event: _event(event, linked=feed.here is not None), foot=FOOT)


def changes(view: str, asked: tuple[str, ...], feed: Feed) -> Writing[AppendedChange]:
    """`asked` are the days and the knowledge that the rows are shown by: by others the change is another."""
    return Writing(_head(feed), lambda change: _change(view, asked, change, linked=feed.here is not None), foot=FOOT)


def _head(feed: Feed) -> bytes:
    links = [("self", feed.here), ("next", feed.following)]
    return _encoded(
        [
            '<?xml version="1.0" encoding="utf-8"?>',
            '<feed xmlns="http://www.w3.org/2005/Atom">',
            _text("id", f"urn:uuid:{uid('feed', feed.name)}"),
            _text("title", feed.title),
            _text("updated", clock.write(feed.updated)),
            f"<author>{_text('name', GENERATOR)}</author>",
            _text("generator", GENERATOR),
            *(_link(rel, to) for rel, to in links if to is not None),
        ]
    )


def _event(event: Recorded, *, linked: bool) -> bytes:
    served = read(event)
    source = served["source"]
    links = [("alternate", f"/v1/events/{event.id}")] if linked else []
    if source.get("url"):
        links.append(("via", source["url"]))
    title, text = event_headline(served), event_lines(served)
    return _entry(_Entry(uid("event", event.id), title, event.recorded_at, source["publisher"], tuple(links), event.type, text))


def _change(view: str, asked: tuple[str, ...], change: AppendedChange, *, linked: bool) -> bytes:
    row = change.row
    name = uid("change", view, *asked, row.key, str(change.position))
    links = (("alternate", f"/v1/views/{view}/history/{quote(row.key)}"),) if linked else ()
    return _entry(_Entry(name, f"{change.kind}: {headline(row)}", change.recorded_at, None, links, change.kind, _told(change)))


def _told(change: AppendedChange) -> Iterator[str]:
    if change.before is not None and change.after is not None:
        yield f"before: {_short(change.before)}"
        yield f"after: {_short(change.after)}"
    yield from lines(Shown(change.row))
    yield f"because of {', '.join(change.because)}"


def _short(row: Row) -> str:
    return f"{standing(row) or row.status or row.certainty}, {span(row.possible.first, row.possible.last)}"


def _entry(entry: _Entry) -> bytes:
    return _encoded(
        [
            "<entry>",
            _text("id", f"urn:uuid:{entry.name}"),
            _text("title", entry.title),
            _text("updated", clock.write(entry.updated)),
            *([f"<author>{_text('name', entry.author)}</author>"] if entry.author else []),
            *(_link(rel, to) for rel, to in entry.links),
            f"<category{_attributes({'term': entry.term})}/>",
            _text("content", "\n".join(entry.text)),
            "</entry>",
        ]
    )


def _text(name: str, text: str) -> str:
    return f"<{name}>{_safe(text)}</{name}>"


def _link(rel: str, to: str) -> str:
    return f"<link{_attributes({'rel': rel, 'href': to})}/>"


def _attributes(given: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_safe(value)}"' for name, value in given.items())


def _safe(text: str) -> str:
    return escape(printable(text))


def _encoded(parts: Iterable[str]) -> bytes:
    return "".join(f"{part}\n" for part in parts).encode()
