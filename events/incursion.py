"""Ships and aircraft where they should not be, and what was done about it."""

from typing import Annotated, Literal

from pydantic import Field

from events.fact import Fact
from events.figure import Figure
from events.model import Closed, Many
from events.text import Actor, Text

Zone = Literal["territorial_sea", "contiguous_zone", "eez", "airspace", "adiz", "median_line"]


class Platform(Closed):
    """A ship or an aircraft, or `count` of one kind."""

    kind: Text | None = None
    class_: Annotated[Text | None, Field(alias="class")] = None
    name: Text | None = None
    hull: Text | None = None
    count: Annotated[int, Field(ge=0)] | None = None


class _IncursionFact(Fact):
    kinds = ("incursion",)


class IncursionReported(_IncursionFact):
    """`valid` is the time inside the zone; `of` the coastal state."""

    wire = "incursion.reported"
    actor: Actor
    zone: Zone
    of: Actor
    platforms: Many[Platform] = ()
    duration: Figure | None = None


class IncursionEnded(_IncursionFact):
    """`valid` is the end."""

    wire = "incursion.ended"


class IncursionResponded(_IncursionFact):
    """What the coastal state did; `valid` is the time of it."""

    wire = "incursion.responded"
    actor: Actor
    response: Literal["scramble", "shadow", "warn", "intercept"]


class IncursionProtestLodged(_IncursionFact):
    """`valid` is the time of the protest."""

    wire = "incursion.protest_lodged"
    by: Actor
    to: Actor
