"""How every command ends: errors as one line on stderr, and the exit codes of the contract."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from timeline.cli import exits
from timeline.cli.plain import one_line
from timeline.errors import TimelineError

NAME = "timeline"


class Commands(TyperGroup):
    """The commands of `timeline`, ordered by name."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx))

    def main(self, args: Sequence[str] | None = None, *, prog_name: str | None = None, standalone_mode: bool = True, **kwargs: Any) -> Any:  # type: ignore[override]
        """Run a command and end the process with its code, unless `standalone_mode` is false."""
        try:
            code = super().main(args, prog_name=prog_name or NAME, standalone_mode=False, **kwargs) or exits.DONE
        except TimelineError as error:
            code = _fail([exits.line(error)], exits.exit_code(error))
        except typer.TyperException as error:
            code = _fail(_usage(error), exits.USAGE)
        if standalone_mode:
            sys.exit(code)
        return code

    def invoke(self, ctx: Any) -> Any:
        """Run it, and hand a closed pipe on as one: Typer would make it an ordinary failure."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(exits.BROKEN_PIPE) from None


def _usage(error: typer.TyperException) -> Iterable[str]:
    message = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        return []  # the help was shown, on stdout
    context = getattr(error, "ctx", None)
    command = context.command_path if context else NAME
    return [f"{command}: {one_line(message).replace('Value error, ', '').rstrip('.')}; see {command} --help"]


def _fail(lines: Iterable[str], code: int) -> int:
    for line in lines:
        sys.stderr.write(f"{line}\n")
    return code
