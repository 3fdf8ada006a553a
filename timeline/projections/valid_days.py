"""The days that one fact speaks of: those on which it may have held, those on which it surely did."""

from events.edtf import Range
from timeline.projections.fact_in_force import FactInForce
from timeline.projections.period import window
from timeline.question import Window


def ends_of(fact: FactInForce) -> tuple[Range, Range]:
    """The ranges of start and end that a report of a whole span gives."""
    time = fact.time
    if fact.mode != "throughout":
        whole = Range(time.earliest, time.latest, time.qualified)
        return whole, whole
    if time.interval:
        return time.start, time.end
    return Range(time.earliest, time.earliest, time.qualified), Range(time.latest, time.latest, time.qualified)


def possible_days(fact: FactInForce) -> Window:
    """The days from the earliest to the latest."""
    return Window(fact.time.earliest, fact.time.latest)


def sure_days(fact: FactInForce) -> Window | None:
    """The days on which it surely held: only an actual fact, at or throughout dates that nobody qualified, makes any."""
    start, end = ends_of(fact)
    dated = start.last is not None and end.first is not None
    if fact.modality != "actual" or fact.mode == "within" or fact.time.qualified or not dated:
        return None
    return window(start.last, end.first)
