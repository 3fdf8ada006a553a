"""Every type of the vocabulary, found in this package, and the one union that reads them all.

A new type is a subclass of `Fact` with a wire name in any module here; nothing else has to be edited.
"""

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Annotated, Any, Literal, Union

from pydantic import Field, TypeAdapter, create_model

import events
from events.fact import Fact, Report


def _facts(base: type[Fact]) -> Iterator[type[Fact]]:
    for cls in base.__subclasses__():
        if "wire" in vars(cls):
            yield cls
        yield from _facts(cls)


@cache
def facts() -> dict[str, type[Fact]]:
    """Every type by its wire name, in order of name."""
    for module in pkgutil.iter_modules(events.__path__):
        import_module(f"events.{module.name}")
    return {cls.wire: cls for cls in sorted(_facts(Fact), key=lambda cls: cls.wire)}


@cache
def reports() -> dict[str, type[Report[Fact]]]:
    """The envelope of every type, with `type` and `data` narrowed to it."""
    return {wire: _envelope(wire, cls) for wire, cls in facts().items()}


def _envelope(wire: str, cls: Any) -> type[Report[Fact]]:
    fields: dict[str, Any] = {"type": (Literal[wire], ...)}
    made: type[Report[Fact]] = create_model(f"{cls.__name__}Report", __base__=Report[cls], __doc__=cls.__doc__, **fields)
    return made


@cache
def _any_report() -> Any:
    return Annotated[Union[tuple(reports().values())], Field(discriminator="type")]


@cache
def reader() -> TypeAdapter[Report[Fact]]:
    """Reads one report of any type, strictly, in one pass."""
    return TypeAdapter(_any_report())


@cache
def batch_reader() -> TypeAdapter[list[Report[Fact]]]:
    """Reads a JSON array of reports of any type, strictly, in one pass."""
    batch: Any = list[_any_report()]  # type: ignore[misc]
    return TypeAdapter(batch)


def schema(wire: str) -> dict[str, Any]:
    """JSON Schema 2020-12 of one type as submitted. Raises KeyError for an unknown type."""
    made = reports()[wire].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"/v1/types/{wire}", **made, "title": wire}
