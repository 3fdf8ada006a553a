"""Errors on their way out: one table from error class to exit code, and the lines on stderr."""

from collections.abc import Iterator

from timeline.cli.plain import one_line
from timeline.errors import BadRequest, Busy, Conflict, NotJson, StoreUnavailable, TimelineError

DONE, WRONG, USAGE, UNREACHABLE, CONFLICT = 0, 1, 2, 3, 4
BROKEN_PIPE = 141
"""What a shell shows for a program that SIGPIPE ended: whoever read the output had enough."""

EXIT_CODES: dict[type[TimelineError], int] = {
    TimelineError: WRONG,
    BadRequest: USAGE,
    NotJson: WRONG,
    StoreUnavailable: UNREACHABLE,
    Busy: UNREACHABLE,
    Conflict: CONFLICT,
}
"""The nearest class in the hierarchy counts. Content that is not JSON is no matter of usage."""


def exit_code(error: TimelineError) -> int:
    return next(EXIT_CODES[cls] for cls in type(error).__mro__ if cls in EXIT_CODES)


def lines(error: TimelineError) -> Iterator[str]:
    """The error in one line that says what to do, then each fault with its place where it says more."""
    yield f"timeline: {one_line(error.detail)}"
    for fault in error.faults:
        if fault.pointer or fault.detail not in error.detail:
            place = fault.pointer or option(fault.parameter)
            yield f"  {place}{': ' if place else ''}{one_line(fault.detail)}"


def option(parameter: str | None) -> str:
    """The option for a query parameter: ``published_by`` is ``--published-by``."""
    return f"--{parameter.replace('_', '-')}" if parameter else ""
