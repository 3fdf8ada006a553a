"""Rows of a view that is joined from others when it is read: value by value, and of each value subject by subject."""

from collections.abc import Mapping

from timeline.engine.asking.keys import LAST_KEY
from timeline.engine.asking.source import Asked
from timeline.engine.reading import passes
from timeline.projections.projection import Part
from timeline.question import Row
from timeline.rows.protocol import RowStore, Wanted


class Joined:
    """One question to a joined view; `sets` are the kept rows of its parts, by name of the view."""

    def __init__(self, rows: RowStore, sets: Mapping[str, int], asked: Asked) -> None:
        self._rows = rows
        self._sets = sets
        self._asked = asked

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
        value, _, part_key = key.partition("#")
        for part in self._asked.view.parts:
            row = await self._rows.row(self._wanted(part, "", value, "", 1), part_key)
            for made in part.rows(row) if row is not None else ():
                if made.key == key:
                    return made
        return None

    async def _values(self, least: str) -> list[str]:
        asked = self._asked.question.filters.get(self._asked.view.joined_by)
        if asked is not None:
            return sorted(value for value in set(asked) if value >= least)
        filed = {(part.view.name, name) for part in self._asked.view.parts for name in part.filters}
        return sorted({value for view, name in filed for value in await self._rows.values(self._sets[view], name, least)})

    async def _of_value(self, value: str, after: str, limit: int) -> list[Row]:
        """The first rows of a value after a key of a part, in order of key: part by part, since each has keys of its own kind."""
        found: list[Row] = []
        for part in sorted(self._asked.view.parts, key=_kind):
            if len(found) < limit and after < f"{_kind(part)}/{LAST_KEY}":
                found += await self._of_part(part, value, after, limit - len(found))
        return found

    async def _of_part(self, part: Part, value: str, after: str, limit: int) -> list[Row]:
        found: list[Row] = []
        while len(found) < limit:
            made: dict[str, Row] = {}
            ends = []
            for name in part.filters:
                rows = await self._rows.page(self._wanted(part, name, value, after, limit))
                made |= {one.key: one for row in rows for one in part.rows(row) if one.key == f"{value}#{row.key}"}
                if len(rows) == limit:
                    ends.append(rows[-1].key)
            whole = min(ends, default=None)  # beyond it there may be more rows
            found += [made[key] for key in sorted(made) if (whole is None or key <= f"{value}#{whole}") and self._wants(made[key])]
            if whole is None:
                break
            after = whole
        return found[:limit]

    def _wants(self, row: Row) -> bool:
        question = self._asked.question
        return question.certainty in {None, row.certainty} and passes(self._asked.view, question.filters, row)

    def _wanted(self, part: Part, name: str, value: str, after: str, limit: int) -> Wanted:
        values = (value,) if name else ("",)
        return Wanted(self._sets[part.view.name], self._asked.on, self._asked.until, after, limit, None, name, values)


def _kind(part: Part) -> str:
    """The kind of subject that has rows in the part."""
    (kind,) = part.view.kinds
    return kind
