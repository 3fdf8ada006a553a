"""Answers of a service in this process as the JSON documents that the HTTP face gives for the same question."""

from inspect import getdoc
from typing import Any

import orjson

from events.edtf import iso
from events.registry import facts
from timeline import clock
from timeline.question import Answer, EventsPage
from timeline.record import Appended, Receipt
from timeline.view_questions import CountsAnswer, DiffAnswer, HistoryAnswer

Document = dict[str, Any]


def appended(answer: Appended) -> Document:
    return {"position": answer.position, "events": [_receipt(receipt) for receipt in answer.receipts]}


def _receipt(receipt: Receipt) -> Document:
    return {
        "id": receipt.id,
        "subject": receipt.subject,
        "version": receipt.version,
        "position": receipt.position,
        "recorded_at": clock.write(receipt.recorded_at),
        "duplicate": receipt.duplicate,
    }


def events_page(page: EventsPage) -> Document:
    return {"events": [orjson.loads(event.served()) for event in page.events], "next": page.next, "position": page.position}


def answer(found: Answer) -> Document:
    """A page of a view; of the rarer arguments only those that were given are repeated."""
    question, known = found.question, found.question.knowledge
    return {
        "view": question.view,
        "on": iso(found.on),
        **({} if question.during is None else {"during": question.during.text}),
        "published_by": iso(known.published_by),
        "known_at": None if known.known_at is None else clock.write(known.known_at),
        **({} if known.at_position is None else {"at_position": known.at_position}),
        "position": found.position,
        "rows": [row.as_json() for row in found.rows],
        "next": found.next,
    }


def about_view(found: DiffAnswer | HistoryAnswer | CountsAnswer, **following: str | None) -> Document:
    """What changed, how a row changed, how many there are."""
    return {**found.echo(), "position": found.position, **found.shown(), **following}


def types() -> Document:
    """Every type of the vocabulary, in order of name."""
    return {
        "types": [
            {"name": wire, "doc": getdoc(cls) or "", "kinds": list(cls.kinds), "schema": f"/v1/types/{wire}"}
            for wire, cls in facts().items()
        ]
    }
