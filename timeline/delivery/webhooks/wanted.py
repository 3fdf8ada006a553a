"""What is sent to make a webhook or to change it, read strictly; what is wrong is named by JSON Pointers into it."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails

from events import edtf
from events.model import refusal, step
from events.registry import facts
from timeline.delivery.webhooks.model import Format
from timeline.errors import Fault, Unreadable

ALL = "*"
REFUSED = "this webhook cannot be accepted"
Words = Annotated[str, Field(min_length=1, max_length=200)]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @field_validator("types", check_fields=False)
    @classmethod
    def _known(cls, types: list[str] | None) -> list[str] | None:
        for number, name in enumerate(types or ()):
            if name != ALL and not _is_type(name):
                near = get_close_matches(name, facts(), n=3)
                hint = f"did you mean {' or '.join(near)}?" if near else "GET /v1/types lists them"
                raise refusal(f"{name[:60]!r} is no type; {hint}", f"/{number}")
        return types

    @field_validator("on", check_fields=False)
    @classmethod
    def _is_day(cls, on: str | None) -> str | None:
        if on is not None:
            try:
                edtf.day(on)
            except edtf.EdtfError as error:
                raise refusal(str(error)) from None
        return on


class Wanted(_Closed):
    """A webhook to make: where to, and of what: `types` of events, or rows of a `view`."""

    url: str = Field(examples=["https://example.org/hooks/timeline"])
    types: list[Words] | None = Field(None, min_length=1, max_length=100, examples=[["exercise.*", "agreement.signed"]])
    view: Words | None = Field(None, description="rows of this view instead: row.added, row.changed, row.removed")
    filters: dict[Words, list[Words]] | None = Field(None, description="of the view: {'participant': ['JP']}")
    on: str | None = Field(None, description="a day of the view; without it the day moves")
    description: str | None = Field(None, max_length=500)
    format: Format = Field("event", description="what a message is: {type, timestamp, data}, or a CloudEvent")

    @model_validator(mode="after")
    def _one_topic(self) -> Self:
        if (self.types is None) is (self.view is None):
            raise refusal("say either types or view: types of events, such as ['exercise.*'] or ['*'], or the name of a view", "/types")
        for name in ("filters", "on"):
            if self.view is None and getattr(self, name) is not None:
                raise refusal("narrows a view; events are chosen by types", f"/{name}")
        return self


class Changed(_Closed):
    """What to change of a webhook (JSON Merge Patch, RFC 7396): what is absent stays, null takes away."""

    url: str | None = None
    types: list[Words] | None = Field(None, min_length=1, max_length=100)
    filters: dict[Words, list[Words]] | None = None
    on: str | None = None
    description: str | None = Field(None, max_length=500)
    format: Format | None = None
    status: Literal["active", "paused"] | None = None

    @model_validator(mode="after")
    def _none_taken_away_that_must_be(self) -> Self:
        for name in ("url", "types", "format", "status"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise refusal("cannot be taken away", f"/{name}")
        return self


def read_wanted(sent: Any) -> Wanted:
    """Raises Unreadable."""
    try:
        return Wanted.model_validate(sent)
    except ValidationError as error:
        raise _unreadable(error, Wanted) from None


def read_changed(sent: Any) -> Changed:
    """Raises Unreadable."""
    try:
        return Changed.model_validate(sent)
    except ValidationError as error:
        raise _unreadable(error, Changed) from None


def refused(pointer: str, detail: str) -> Unreadable:
    """One thing is wrong."""
    return Unreadable(REFUSED, faults=(Fault(detail, pointer=pointer),))


def _is_type(name: str) -> bool:
    return name in facts() or (name.endswith(".*") and any(wire.startswith(name[:-1]) for wire in facts()))


def _unreadable(error: ValidationError, model: type[BaseModel]) -> Unreadable:
    faults = tuple(_faults(error, model))
    return Unreadable(REFUSED, faults=faults)


def _faults(error: ValidationError, model: type[BaseModel]) -> Iterator[Fault]:
    for problem in error.errors(include_url=False, include_input=False):
        context: Mapping[str, Any] = problem.get("ctx", {})
        at = "".join(f"/{step(part)}" for part in problem["loc"] if part != "[key]") + str(context.get("at", ""))
        yield Fault(_message(problem, model), pointer=at)


def _message(problem: ErrorDetails, model: type[BaseModel]) -> str:
    match problem["type"]:
        case "missing":
            return "this field is required"
        case "model_type":
            return "send a JSON object"
        case "extra_forbidden":
            name, known = str(problem["loc"][-1]), sorted(model.model_fields)
            near = get_close_matches(name[:80], known, n=1)
            return f"unknown field {name[:80]!r}; " + (f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}")
    return problem["msg"].replace("Input should be", "must be")
