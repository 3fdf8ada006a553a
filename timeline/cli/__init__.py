"""The command line: `timeline COMMAND`. A command is one file in `timeline/cli/commands`, found by its name."""

import pkgutil
from importlib import import_module

import typer

from timeline.cli import commands
from timeline.cli.group import Commands

EPILOG = "Exit codes: 0 done, 1 refused or found wrong, 2 usage, 3 store or server unreachable, 4 conflict."


def make_app() -> typer.Typer:
    """Every command of the package: `run` of the module or its GROUP of commands; EXAMPLE says how it is used."""
    app = typer.Typer(
        cls=Commands,
        name="timeline",
        help="Reported facts, and the picture of any day, as known at any time.",
        epilog=EPILOG,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for module in pkgutil.iter_modules(commands.__path__):
        command, name = import_module(f"{commands.__name__}.{module.name}"), module.name.strip("_")
        if hasattr(command, "GROUP"):
            app.add_typer(command.GROUP, name=name, epilog=f"Example: {command.EXAMPLE}")
        else:
            app.command(name=name, epilog=f"Example: {command.EXAMPLE}")(command.run)
    return app


def _root() -> None:
    """A group also when it has a single command."""


def main() -> None:
    """Entry point of the program."""
    make_app()()
