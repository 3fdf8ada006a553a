"""What a type of fact is, and the envelope that every reported fact comes in."""

from typing import Annotated, ClassVar, Generic, Literal, Self, TypeVar

from pydantic import Field, field_validator, model_validator

from events import edtf
from events.model import Closed, Many, NullMeans, refusal
from events.place import Place
from events.source import Source
from events.text import SUBJECT_KINDS, Date, EventId, Subject, Text

Mode = Literal["at", "within", "throughout"]
Modality = Literal["actual", "planned", "assessed", "alleged", "denied"]


class Fact(Closed):
    """The fields of one type, sent as `data`. A new type is one subclass with its wire name, in one file."""

    wire: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]] = SUBJECT_KINDS
    always_planned: ClassVar[bool] = False
    interval_mode: ClassVar[Mode] = "within"
    """What an interval without `valid_mode` means for this type."""


F = TypeVar("F", bound=Fact, covariant=True)


class Report(Closed, Generic[F]):
    """A fact as somebody reported it: what held, when, who said so."""

    type: str
    subject: Subject
    valid: Date
    valid_mode: Mode | None = None
    modality: Modality | None = None
    data: F
    source: Source
    places: Many[Place] = ()
    note: Text | None = None
    schema_version: Annotated[int, Field(ge=1), NullMeans(1)] = 1
    id: EventId | None = None
    expected_version: int | None = Field(default=None, ge=0)

    @field_validator("id")
    @classmethod
    def _not_a_reserved_word(cls, value: str | None) -> str | None:
        if value == "live":
            raise refusal("the id 'live' is reserved")
        return value

    @field_validator("schema_version")
    @classmethod
    def _known_version(cls, value: int) -> int:
        if value != 1:
            raise refusal("this type has only version 1")
        return value

    @model_validator(mode="after")
    def _readable_as_a_whole(self) -> Self:
        fact = type(self.data)
        kind = self.subject.partition("/")[0]
        if kind not in fact.kinds:
            raise refusal(f"{self.type} stands on {' or '.join(f'{k}/…' for k in fact.kinds)}, not on {kind}/…", at="/subject")
        if fact.always_planned and self.modality not in {None, "planned"}:
            raise refusal(f"{self.type} is always planned; leave modality out or write 'planned'", at="/modality")
        if self.valid_mode == "at" and not edtf.parse(self.valid).single_day:
            raise refusal("'at' needs a single day in valid; use 'within' or 'throughout'", at="/valid_mode")
        return self

    @property
    def time(self) -> edtf.Edtf:
        return edtf.parse(self.valid)

    @property
    def mode(self) -> Mode:
        """How `valid` is meant: as sent, else the default of its form and type."""
        if self.valid_mode is not None:
            return self.valid_mode
        if self.time.single_day:
            return "at"
        return type(self.data).interval_mode if self.time.interval else "within"

    @property
    def claimed_as(self) -> Modality:
        """The modality as sent, else the default of the type."""
        return self.modality or ("planned" if type(self.data).always_planned else "actual")

    @property
    def published(self) -> edtf.Day:
        """The latest day on which the report can have been published."""
        latest = edtf.parse(self.source.published).latest
        assert latest is not None
        return latest
