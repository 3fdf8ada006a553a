"""Which subjects are one and the same; `valid` is when it was said."""

from typing import Annotated

from pydantic import Field

from events.fact import Fact
from events.text import Subject, Text


class SubjectMerged(Fact):
    """This subject is the same as `into`: its facts count there."""

    wire = "subject.merged"
    into: Subject
    reason: Text | None = None


class SubjectSplit(Fact):
    """This subject and `from` are two after all: ends a merge of the two."""

    wire = "subject.split"
    from_: Annotated[Subject, Field(alias="from")]
    reason: Text | None = None
