"""Rows of a view that is joined from others when it is read: value by value, and of each value subject by subject."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import merge

from timeline.engine.asking.finder import Finder
from timeline.engine.asking.source import Asked
from timeline.engine.reading import latest_of
from timeline.projections.projection import Part
from timeline.question import Row
from timeline.rows.protocol import RowStore
from timeline.rows.wanted import LAST_KEY, Wanted


class Joined:
    """One question to a joined view; `wanted` are the rows of its parts, by name of the view."""

    def __init__(self, rows: RowStore, finder: Finder, wanted: Mapping[str, Wanted], asked: Asked) -> None:
        self._rows = rows
        self._finder = finder
        self._wanted = wanted
        self._asked = asked
        self._others: dict[str, Mapping[str, list[Row]]] = {}
        """By view and value what rows of everything known do not tell, where all values are asked for."""

    async def page(self, limit: int) -> list[Row]:
        """The first rows after the key asked for, in order of key, which is that of the values and then of the parts' keys."""
        value_after, _, key_after = self._asked.after.partition("#")
        found: list[Row] = []
        for value in await self._values(value_after):
            found += await self._of_value(value, key_after if value == value_after else "", limit - len(found))
            if len(found) == limit:
                break
        return found

    async def row(self, key: str) -> Row | None:
        """The row of a key on one day, of everything that was published."""
        value, _, part_key = key.partition("#")
        for part in self._asked.view.parts:
            row = await self._rows.row(self._wanted[part.view.name], part_key)
            for made in self._made(part, value, [row] if row is not None else []):
                return made
        return None

    async def _values(self, least: str) -> list[str]:
        asked = self._asked.question.filters.get(self._asked.view.joined_by)
        if asked is not None:
            return sorted(value for value in set(asked) if value >= least)
        found = set[str]()
        for part in self._asked.view.parts:
            wanted = self._wanted[part.view.name]
            for name in part.filters:
                found.update(await self._rows.values(wanted.set_id, name, least))
            self._others[part.view.name] = await self._by_value(part, wanted)
            found.update(self._others[part.view.name])
        return sorted(value for value in found if value >= least)

    async def _by_value(self, part: Part, wanted: Wanted) -> Mapping[str, list[Row]]:
        """The rows of a part that it has to be asked for apart, once for all values."""
        found = defaultdict[str, list[Row]](list)
        for row in await self._finder.others(part.view, wanted):
            for value in dict.fromkeys(made.key.partition("#")[0] for made in part.rows(row)):
                found[value].append(row)
        return found

    async def _of_value(self, value: str, after: str, limit: int) -> list[Row]:
        """The first rows of a value after a key of a part, in order of key: part by part, since each has keys of its own kind."""
        found: list[Row] = []
        for part in sorted(self._asked.view.parts, key=_kind):
            if len(found) < limit and after < f"{_kind(part)}/{LAST_KEY}":
                found += await self._of_part(part, value, after, limit - len(found))
        return found

    async def _of_part(self, part: Part, value: str, after: str, limit: int) -> list[Row]:
        found: list[Row] = []
        scopes = tuple((name, value) for name in part.filters)
        others = self._others.get(part.view.name)
        wanted = self._wanted[part.view.name]._replace(after=after, limit=limit, scopes=scopes, other=others is None)
        while len(found) < limit:
            stretch = await self._finder.find(part.view, wanted)
            rows = stretch.rows
            if others is not None:
                beside = [row for row in others.get(value, ()) if wanted.after < row.key <= stretch.last]
                rows = list(merge(rows, beside, key=lambda row: row.key)) if beside else rows
            found += self._made(part, value, rows)
            if stretch.last == LAST_KEY:
                break
            wanted = wanted._replace(after=stretch.last)
        return found[:limit]

    def _made(self, part: Part, value: str, rows: Sequence[Row]) -> list[Row]:
        """What rows of a part make for a value, as far as it passes: the last sure one of each key, else the last possible one."""
        question = self._asked.question
        made = (one for row in rows for one in part.rows(row) if one.key == f"{value}#{row.key}")
        return [row for row in latest_of(self._asked.view, made, question.filters) if question.certainty in {None, row.certainty}]


def _kind(part: Part) -> str:
    """The kind of subject that has rows in the part."""
    (kind,) = part.view.kinds
    return kind
