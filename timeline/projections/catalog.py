"""Every view, found in this package: a module with a `VIEW` is enough."""

import pkgutil
from functools import cache
from importlib import import_module

import timeline.projections
from timeline.projections.projection import Projection


@cache
def views() -> dict[str, Projection]:
    """Every view by its name, in order of name."""
    modules = (import_module(f"timeline.projections.{found.name}") for found in pkgutil.iter_modules(timeline.projections.__path__))
    found = [view for module in modules if isinstance(view := getattr(module, "VIEW", None), Projection)]
    return {view.name: view for view in sorted(found, key=lambda view: view.name)}
