"""The scalar fields that reports are made of: texts, names of actors and subjects, dates."""

from typing import Annotated, Any, get_args

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from events import edtf

SLUG = r"[a-z0-9][a-z0-9._-]{0,127}"
SUBJECT_KINDS = ("exercise", "agreement", "incursion", "deployment", "actor", "topic")

Text = Annotated[str, StringConstraints(min_length=1)]
Label = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]+$", max_length=200)]
"""What is counted, in one line: it becomes part of the key of a row."""
Subject = Annotated[str, StringConstraints(pattern=rf"^({'|'.join(SUBJECT_KINDS)})/{SLUG}$")]
Actor = Annotated[str, StringConstraints(pattern=rf"^([A-Z]{{2}}|[a-z][a-z0-9_-]*/{SLUG})$")]
"""A country by its ISO 3166-1 alpha-2 code in capitals, anything else by kind and slug: ``FR``, ``org/nato``."""
SubjectOrActor = Actor
EventId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=2_048)]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
JsonPointer = Annotated[str, StringConstraints(pattern=r"^(/([^/~]|~[01])*)*$")]


def _pattern(form: Any) -> str:
    return str(get_args(form)[1].pattern)


FORMS = {
    _pattern(Subject): f"kind/slug, such as exercise/brunet-takamori-2024; kinds are {', '.join(SUBJECT_KINDS)}; slugs have a-z 0-9 . _ -",
    _pattern(Actor): "a country by its two capitals, such as FR, or kind/slug, such as org/nato, unit/2e-rei or person/jane-doe",
    _pattern(EventId): "1 to 128 letters, digits or . _ : ~ -, the first a letter or digit",
    _pattern(Country): "two capitals (ISO 3166-1 alpha-2), such as JP",
    _pattern(Url): "a whole address, such as https://example.org/report",
    _pattern(Language): "a language tag (BCP 47), such as en, fr or pt-BR",
    _pattern(Label): "one line of text",
    _pattern(JsonPointer): "a JSON Pointer, such as /data/name",
}
"""What each pattern asks for, in words."""


def _readable_date(text: str) -> str:
    try:
        edtf.parse(text)
    except edtf.EdtfError as error:
        raise PydanticCustomError("edtf", "{reason}", {"reason": str(error)}) from None
    return text


def _date_with_latest_day(text: str) -> str:
    if edtf.parse(_readable_date(text)).latest is None:
        raise PydanticCustomError("edtf", "a report was published by some day: write a date that has a latest day")
    return text


_EDTF = Field(description="an EDTF date (ISO 8601-2), kept as written", examples=["2024-09-21", "2024-09", "2024-09-08/2024-09-21"])
Date = Annotated[str, AfterValidator(_readable_date), _EDTF]
PublishedDate = Annotated[str, AfterValidator(_date_with_latest_day), _EDTF]
