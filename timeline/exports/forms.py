"""The forms of an export, by suffix and by media type."""

from typing import NamedTuple

from timeline.errors import NotFound


class Form(NamedTuple):
    """A form: the suffix of an address, the media type as answers give it, and whether an absent day means every day."""

    suffix: str
    media_type: str
    every_day: bool = False
    inline: bool = False
    """Whether a browser shows it rather than saves it."""

    @property
    def accepted(self) -> str:
        """The media type as Accept names it."""
        return self.media_type.partition(";")[0]


CSV = Form("csv", "text/csv; charset=utf-8; header=present")
NDJSON = Form("ndjson", "application/x-ndjson")
GEOJSON = Form("geojson", "application/geo+json")
ICS = Form("ics", "text/calendar; charset=utf-8", every_day=True)
ATOM = Form("atom", "application/atom+xml; charset=utf-8", every_day=True, inline=True)
TIMELINEJS = Form("timeline.json", "application/json", every_day=True)

FORMS = {form.suffix: form for form in (CSV, NDJSON, GEOJSON, ICS, ATOM, TIMELINEJS)}
WRITTEN_AS = 1
"""Raise it when a form writes the same rows otherwise: what readers keep is told from what they would get now by it."""
ACCEPTED = {form.accepted: form for form in FORMS.values() if form is not TIMELINEJS}
"""Those that have a media type of their own."""


def form_named(suffix: str) -> Form:
    """Raises NotFound for a suffix that stands for no form."""
    if suffix not in FORMS:
        raise NotFound(f"there is no form {suffix[:40]!r}; there are {', '.join(FORMS)}")
    return FORMS[suffix]
