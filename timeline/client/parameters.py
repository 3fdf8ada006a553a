"""Questions as the query parameters of the contract; what is as it is by default is left out."""

from collections.abc import Iterator
from urllib.parse import quote

from events.edtf import iso
from timeline import clock
from timeline.question import LIMIT_DEFAULT, EventsQuestion, Knowledge, Question


def path_of(view: str) -> str:
    return f"/v1/views/{quote(view, safe='')}"


def of_view(question: Question) -> Iterator[tuple[str, str]]:
    yield from present(
        on=iso(question.on),
        during=question.during and question.during.text,
        certainty=question.certainty,
        limit=question.limit if question.limit != LIMIT_DEFAULT else None,
        after=question.after,
    )
    yield from knowledge(question.knowledge)
    for name, values in question.filters.items():
        yield from ((name, value) for value in values)


def of_log(question: EventsQuestion) -> Iterator[tuple[str, str]]:
    yield from present(
        after=question.after,
        limit=question.limit if question.limit != LIMIT_DEFAULT else None,
        order="desc" if question.descending else None,
        subject=question.subject,
        actor=question.actor,
        on=iso(question.on),
        valid_from=iso(question.valid_from),
        valid_to=iso(question.valid_to),
        standing=question.standing,
        q=question.q,
    )
    yield from knowledge(question.knowledge)
    yield from (("type", name) for name in question.types)


def knowledge(known: Knowledge, prefix: str = "") -> Iterator[tuple[str, str]]:
    values = {
        "published_by": iso(known.published_by),
        "known_at": None if known.known_at is None else clock.write(known.known_at),
        "at_position": known.at_position,
    }
    return present(**{f"{prefix}{name}": value for name, value in values.items()})


def present(**values: str | int | None) -> Iterator[tuple[str, str]]:
    return ((name, str(value)) for name, value in values.items() if value is not None)
