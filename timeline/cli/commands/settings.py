"""`timeline settings`: what is set, and where each value came from."""

from timeline.cli import options, output
from timeline.cli.output import Column
from timeline.settings import load, origins

EXAMPLE = "timeline settings --json"

COLUMNS = (Column("Setting", "cyan"), Column("Value", "bold"), Column("From"), Column("Variable", "dim"), Column("What it is", "dim"))
NARROW = (Column("Setting, variable", "cyan", width_max=30), Column("Value, from", "bold"), Column("What it is", "dim"))
WIDE = 120
"""Below so many columns of a terminal, two cells of a setting stand in one."""


def run(as_json: options.Json = False) -> None:
    """Show every setting with its value and its origin."""
    found = list(origins(load()))
    if as_json:
        output.document({"settings": [setting._asdict() for setting in found]})
    elif output.at_terminal() and output.width() < WIDE:
        output.table(NARROW, [[[s.name, s.variable], [s.value, s.origin], [s.description]] for s in found])
    else:
        output.table(COLUMNS, [[[s.name], [s.value], [s.origin], [s.variable], [s.description]] for s in found])
