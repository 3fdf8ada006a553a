"""Who reported something, where and when, and how well graded."""

from typing import Annotated, Literal

from pydantic import Field

from events.model import Closed, Many, NullMeans
from events.text import Date, Language, PublishedDate, Text, Url

Reliability = Literal["A", "B", "C", "D", "E", "F"]
"""Admiralty grade of the source: A completely reliable to E unreliable, F cannot be judged."""
Credibility = Annotated[int, Field(ge=1, le=6)]
"""Admiralty grade of the claim: 1 confirmed to 5 improbable, 6 cannot be judged."""


class Source(Closed):
    """The report that an event rests on. `chain` lists whom the publisher relies on, the nearest first."""

    publisher: Text
    published: PublishedDate
    url: Url | None = None
    title: Text | None = None
    lang: Language | None = None
    stated: Date | None = None
    attributed_to: Many[Text] = ()
    chain: Many[Text] = ()
    unnamed: Annotated[bool, NullMeans(False)] = False
    reliability: Reliability | None = None
    credibility: Credibility | None = None
    quote: Text | None = None

    @property
    def origin(self) -> str:
        """The last link: two reports are independent when theirs differ, compared as written."""
        return self.chain[-1] if self.chain else self.publisher
