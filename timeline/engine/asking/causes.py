"""Which events caused a row to read differently. A superset rather than a gap: where no rule finds one, all that is new counts."""

from collections.abc import Iterable, Iterator, Mapping, Set

from timeline.question import Row
from timeline.record import Recorded

WINDOWS = ("status", "possible", "sure")
"""The parts of the evidence that stand behind the days and the status of a row."""


def shown_by(rows: Iterable[Row | None]) -> set[str]:
    """The events in the evidence of the rows."""
    return {event for row in rows if row is not None for events in row.evidence.by_field.values() for event in events}


def bearing(new: Mapping[str, Recorded], shown: Set[str], told: Mapping[str, Recorded], *, vanished: bool) -> set[str]:
    """The events of `new`, known on one side only, that bear on rows with the evidence `shown`.

    They stand in the evidence, or speak of what does, directly or through other claims, or merge or split subjects. Where the
    side that knows them has `vanished` rows, no evidence of it is left: facts akin to those in the evidence count then.
    `told` is every event of the subjects that either side knows, by id.
    """
    akin = {_family(told[event]) for event in shown if event in told} - {"claim"} if vanished else set()
    return {event.id for event in new.values() if any(_touches(each, shown, akin) for each in _thread(event, told))}


def _touches(event: Recorded, shown: Set[str], akin: Set[str]) -> bool:
    return event.id in shown or _family(event) == "subject" or _family(event) in akin


def _family(event: Recorded) -> str:
    return event.type.partition(".")[0]


def _thread(event: Recorded, told: Mapping[str, Recorded]) -> Iterator[Recorded]:
    """The event, what it speaks of, what that speaks of, and so on; claims may go in a circle."""
    seen: set[str] = set()
    here: Recorded | None = event
    while here is not None and here.id not in seen:
        seen.add(here.id)
        yield here
        here = told.get(here.target or "")


def behind_difference(before: Row | None, after: Row | None) -> set[str]:
    """The events behind the parts in which the rows of two days differ; behind days and status where there is only one row."""
    rows = [row for row in (before, after) if row is not None]
    parts = set(WINDOWS)
    if before is not None and after is not None:
        parts = set(WINDOWS) if _windows(before) != _windows(after) else set()
        parts |= {name for name in {*before.state, *after.state} if before.state.get(name) != after.state.get(name)}
    found = {event for row in rows for part in parts for event in row.evidence.by_field.get(part, ())}
    return found or shown_by([before]) ^ shown_by([after]) or shown_by(rows)


def _windows(row: Row) -> tuple[object, ...]:
    return row.status, row.certainty, row.possible, row.sure
