"""The importers by name: a file in this package with an IMPORTER is found by itself."""

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType

from timeline import importers
from timeline.importers.item import Importer


@cache
def catalog() -> MappingProxyType[str, Importer]:
    """Every importer that needs nothing but the file, in order of name."""
    modules = (import_module(f"{importers.__name__}.{module.name}") for module in pkgutil.iter_modules(importers.__path__))
    found = [module.IMPORTER for module in modules if hasattr(module, "IMPORTER")]
    return MappingProxyType({importer.name: importer for importer in sorted(found, key=lambda importer: importer.name)})
