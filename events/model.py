"""How every model of the vocabulary behaves: frozen, closed, strict."""

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


class Closed(BaseModel):
    """A value that cannot change and takes no field that it does not name, so that a typo never vanishes."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def refusal(message: str, at: str = "") -> PydanticCustomError:
    """What a validator of a whole model raises; `at` is the JSON Pointer, from that model, of the field that is wrong."""
    return PydanticCustomError("refused", "{message}", {"message": message, "at": at})
