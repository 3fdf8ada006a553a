"""Where something held."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from events.figure import Number
from events.model import Closed, refusal
from events.text import Country, Text

Latitude = Annotated[Number, Field(ge=-90, le=90)]
Longitude = Annotated[Number, Field(ge=-180, le=180)]


class Place(Closed):
    """A place by name, country (ISO 3166-1 alpha-2) or point (WGS 84, degrees), as precise as the report."""

    name: Text | None = None
    country: Country | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    precision: Literal["exact", "area", "region", "country"] | None = None

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if (self.lat is None) != (self.lon is None):
            lacking = "lat" if self.lat is None else "lon"
            raise refusal(f"lat and lon go together; add {lacking}", at=f"/{lacking}")
        if self.name is None and self.country is None and self.lat is None:
            raise refusal("a place needs a name, a country or lat and lon")
        return self
