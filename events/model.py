"""How every model of the vocabulary behaves: frozen, closed, strict; an explicit null is an absent field."""

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

T = TypeVar("T")


class Closed(BaseModel):
    """A value that cannot change and takes no field that it does not name, so that a typo never vanishes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


@dataclass(frozen=True, slots=True)
class NullMeans:
    """Marks a field whose explicit null is read as the same default that its absence has."""

    default: Any

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._read, core_schema.nullable_schema(handler(source)))

    def _read(self, value: Any) -> Any:
        return self.default if value is None else value


Many = Annotated[tuple[T, ...], NullMeans(())]
"""An optional list; its default is ()."""


def step(name: str | int) -> str:
    """One step of a JSON Pointer (RFC 6901), without its slash."""
    return str(name).replace("~", "~0").replace("/", "~1")


def refusal(message: str, at: str = "") -> PydanticCustomError:
    """What a validator of a whole model raises; `at` is the JSON Pointer, from that model, of the field that is wrong."""
    return PydanticCustomError("refused", "{message}", {"message": message, "at": at})
