"""Rows that are built beside those that answer: of which views, on which half-built sets they go on, and how far they are."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from timeline.errors import NoRows, NotFound
from timeline.projections.projection import Projection
from timeline.rows.protocol import RowSet, RowStore


class Order(NamedTuple):
    """Views of which somebody wants the rows built anew; `afresh` goes on with nothing that an earlier build left behind."""

    views: frozenset[str]
    afresh: bool = False


NOTHING = Order(frozenset())


class Building(NamedTuple):
    """How far rows are that do not answer yet: by which version of the code, and how many of the events up to the head they reflect."""

    version: int
    events: int
    head: int


class Mark(NamedTuple):
    """How a view stands: the version of its code, that of the rows that answer, and what is being built beside them."""

    version: int
    kept: int
    outdated: bool
    building: Building | None


def rebuildable(names: Collection[str], views: Mapping[str, Projection]) -> frozenset[str]:
    """The views named, or all that have rows where none is. Raises NotFound, and NoRows for one that is joined from others."""
    for name in names:
        view = views.get(name)
        if view is None:
            raise NotFound(f"there is no view {name!r}; there are {', '.join(views)}")
        if view.parts:
            parts = ", ".join(sorted({part.view.name for part in view.parts}))
            raise NoRows(f"{name} has no rows of its own: it is joined from {parts} when it is read; rebuild those")
    return frozenset(names) or frozenset(name for name, view in views.items() if not view.parts)


def outdated(views: Mapping[str, Projection], kept: Mapping[str, RowSet]) -> set[str]:
    """The views whose rows were made by another version of the code than theirs."""
    return {name for name, view in views.items() if name in kept and kept[name].version != view.version}


def mark_of(view: Projection, kept: Mapping[str, RowSet], old: Collection[str], building: Building | None) -> Mark:
    """A joined view is outdated while a part of it is among the `old`, and has nothing to build; without kept rows the code answers."""
    own = kept[view.name].version if view.name in kept else view.version
    return Mark(view.version, own, any(name in old for name in ([part.view.name for part in view.parts] or [view.name])), building)


async def begun(rows: RowStore, wanted: Mapping[str, int], until: int, *, afresh: bool) -> Mapping[str, RowSet]:
    """Sets of these views in these versions, all equally far: those on which an earlier build stopped, else new ones.

    Half-built sets of other views are left for a build that wants them.
    """
    found = await rows.building()
    half = {name: found[name] for name, version in wanted.items() if name in found and found[name].version == version}
    if not afresh and half.keys() == wanted.keys() and len({(each.position, each.built) for each in half.values()}) == 1:
        return half
    return await rows.begin(wanted, until)


async def drop_useless(rows: RowStore, versions: Mapping[str, int]) -> None:
    """Drop half-built sets that no build can go on with: of views that are gone, and of other versions of the code."""
    useless = [found.id for name, found in (await rows.building()).items() if versions.get(name) != found.version]
    if useless:
        await rows.drop(useless)
