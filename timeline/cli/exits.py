"""Errors on their way out: one table from error class to exit code, and the line on stderr."""

from timeline.cli.plain import one_line
from timeline.errors import BadRequest, Busy, Conflict, Fault, NotJson, StoreUnavailable, TimelineError

DONE, WRONG, USAGE, UNREACHABLE, CONFLICT = 0, 1, 2, 3, 4
BROKEN_PIPE = 141
"""What a shell shows for a program that SIGPIPE ended: whoever read the output had enough."""
FAULTS_MAX = 5
COMMANDS = {"GET /v1/types": "timeline types", "GET /v1/webhooks": "timeline webhooks list", "GET /v1/views": "timeline view --help"}
"""Where to look, for who is at a terminal."""

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


def line(error: TimelineError) -> str:
    """The error in one line that says what to do, with the place of each fault."""
    told = [_told(fault, error) for fault in error.faults if fault.pointer or fault.detail not in error.detail]
    more = [f"and {len(told) - FAULTS_MAX} more"] if len(told) > FAULTS_MAX else []
    text = "; ".join([f"timeline: {one_line(error.detail)}", *told[:FAULTS_MAX], *more])
    for address, command in COMMANDS.items():
        text = text.replace(address, command)
    return text


def _told(fault: Fault, error: TimelineError) -> str:
    place = fault.pointer or option(fault.parameter)
    if fault.detail in error.detail:
        return f"at {place}"
    return f"{place}{': ' if place else ''}{one_line(fault.detail)}"


def option(parameter: str | None) -> str:
    """The option for a query parameter: ``published_by`` is ``--published-by``."""
    return f"--{parameter.replace('_', '-')}" if parameter else ""
