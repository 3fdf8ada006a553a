"""Three-valued periods: on which days a row belongs to a view surely, possibly or not, and how it reads on each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from events.edtf import Bound, Day
from timeline.question import Row, Window


class Period(NamedTuple):
    """Days on which one row is the row of its key, unchanged."""

    days: Window
    row: Row


ALWAYS = Window(None, None)


class StatusSpan(NamedTuple):
    """The days on which a status is possible, and those of them on which it is sure."""

    status: str | None
    possible: Window
    sure: Window | None


FIRST_DATE, LAST_DATE = 1, date.max.toordinal()
"""Days that can be written. The eve of the first and the day after the last are no days."""


def window(first: Bound, last: Bound) -> Window | None:
    """The days from first to last, None if there are none in the calendar."""
    if (first is not None and first > LAST_DATE) or (last is not None and last < FIRST_DATE):
        return None
    return None if first is not None and last is not None and first > last else Window(first, last)


def before(day: Bound) -> Bound:
    """Its eve, which may lie outside the calendar: for `window`."""
    return None if day is None else day - 1


def after(day: Bound) -> Bound:
    """The day after it, which may lie outside the calendar: for `window`."""
    return None if day is None else day + 1


def meet(a: Window | None, b: Window | None) -> Window | None:
    """The days that both hold."""
    if a is None or b is None:
        return None
    first = a.first if b.first is None or (a.first is not None and a.first > b.first) else b.first
    last = a.last if b.last is None or (a.last is not None and a.last < b.last) else b.last
    return window(first, last)


def hull(windows: Sequence[Window]) -> Window:
    """From the first day of any of them to the last, of one at least."""
    firsts, lasts = [each.first for each in windows], [each.last for each in windows]
    return Window(
        None if None in firsts else min(day for day in firsts if day is not None),
        None if None in lasts else max(day for day in lasts if day is not None),
    )


def stretches(windows: Iterable[Window]) -> list[Window]:
    """The days of all of them, as stretches that neither meet nor touch, in order."""
    found: list[Window] = []
    for each in sorted(windows, key=lambda window: FIRST_DATE - 1 if window.first is None else window.first):
        if found and (found[-1].last is None or each.first is None or each.first <= found[-1].last + 1):
            found[-1] = hull((found[-1], each))
        else:
            found.append(each)
    return found


def between(a: Window | None, b: Window | None) -> list[Window]:
    """The days that one of them holds and the other does not, perhaps with some at their edges."""
    if a is None or b is None:
        return [each for each in (a, b) if each is not None]
    found = []
    if a.first != b.first:
        found.append(Window(hull((a, b)).first, max(first for first in (a.first, b.first) if first is not None)))
    if a.last != b.last:
        found.append(Window(min(last for last in (a.last, b.last) if last is not None), hull((a, b)).last))
    return found


def edges(windows: Iterable[Window | None]) -> set[Day]:
    """The days on which one of the windows begins, or on whose eve one ended."""
    found: set[Day] = set()
    for each in windows:
        if each is not None:
            first, last = each
            if first is not None:
                found.add(first)
            if last is not None:
                found.add(last + 1)
    return found


def segments(cuts: Iterable[Day], within: Window = ALWAYS) -> Iterator[Window]:
    """The stretches of days between the cuts, from the first day (ever) to the last, in order. A cut begins a stretch."""
    start, end = within
    least, most = FIRST_DATE if start is None else start, LAST_DATE if end is None else end
    for cut in sorted({cut for cut in cuts if least < cut <= most}):
        yield Window(start, cut - 1)
        start = cut
    yield Window(start, end)


def day_in(stretch: Window) -> Day:
    """Some day of a stretch."""
    if stretch.first is not None:
        return stretch.first
    return stretch.last if stretch.last is not None else 1


def holding(spans: Sequence[StatusSpan], day: Day) -> tuple[StatusSpan, bool] | None:
    """The status of a day: the one that is sure, else the latest that is possible; and whether it is sure."""
    if len(spans) == 1:  # as most often
        (span,) = spans
        return (span, span.sure is not None and span.sure.holds(day)) if span.possible.holds(day) else None
    latest = None
    for span in reversed(spans):
        if span.possible.holds(day):
            if span.sure is not None and span.sure.holds(day):
                return span, True
            latest = latest or span
    return (latest, False) if latest is not None else None


def periods(
    spans: Sequence[StatusSpan], cuts: Iterable[Day], row: Callable[[StatusSpan, bool, Day], Row], within: Window = ALWAYS
) -> Iterator[Period]:
    """The rows of one key: `spans` in the order of history, `cuts` the further days on which the row may change."""
    own = edges(w for span in spans for w in (span.possible, span.sure))
    previous: Row | None = None
    first: Bound = None
    last: Bound = None
    for stretch in segments(own.union(cuts), within):
        day = day_in(stretch)
        found = holding(spans, day)
        made = row(*found, day) if found else None
        if previous is not None and made != previous:
            yield Period(Window(first, last), previous)
            previous = None
        if made is not None:
            first = stretch.first if previous is None else first
            previous, last = made, stretch.last
    if previous is not None:
        yield Period(Window(first, last), previous)
