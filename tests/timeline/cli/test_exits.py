"""Exit codes and the lines on stderr."""

import pytest

from timeline import errors
from timeline.cli.exits import exit_code, line
from timeline.errors import Fault, TimelineError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.BadRequest, 2),
        (errors.BadSetting, 2),
        (errors.NotJson, 1),
        (errors.Unreadable, 1),
        (errors.UnknownTarget, 1),
        (errors.TooLarge, 1),
        (errors.NotFound, 1),
        (errors.Refused, 1),
        (errors.StoreUnavailable, 3),
        (errors.StoreOwned, 3),
        (errors.Busy, 3),
        (errors.Conflict, 4),
        (errors.IdReused, 4),
        (errors.VersionConflict, 4),
        (TimelineError, 1),
    ],
)
def test_every_error_ends_with_the_code_of_its_nearest_class(error: type[TimelineError], code: int) -> None:
    assert exit_code(error("no")) == code


def test_a_fault_that_says_what_the_error_said_is_not_said_twice() -> None:
    assert line(errors.BadRequest("on is no day", faults=(Fault("on is no day", parameter="on"),))) == "timeline: on is no day"


def test_an_error_is_one_line_in_which_each_fault_has_its_place() -> None:
    error = errors.Unreadable("cannot be read", faults=(Fault("is required", pointer="/0/type"), Fault("too late", parameter="known_at")))
    assert line(error) == "timeline: cannot be read; /0/type: is required; --known-at: too late"
    again = errors.IdReused("choose another id", faults=(Fault("choose another id", pointer="/3/id"),))
    assert line(again) == "timeline: choose another id; at /3/id"


def test_of_many_faults_the_first_are_told() -> None:
    error = errors.Unreadable("no", faults=tuple(Fault("is required", pointer=f"/{n}") for n in range(9)))
    assert line(error).endswith("; /4: is required; and 4 more")


def test_who_is_at_a_terminal_is_sent_to_a_command() -> None:
    assert line(errors.NotFound("no such type; GET /v1/types lists them")) == "timeline: no such type; timeline types lists them"


def test_control_characters_of_an_input_never_reach_the_terminal() -> None:
    assert line(errors.NotFound("no \x1b[31mview\nhere")) == "timeline: no [31mview here"
