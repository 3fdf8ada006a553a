"""Small templates over the cells of a row: ``{Column}``, ``{Column|date}``, ``exercise/{Name|slug}-{Start|year}``.

A template that is one placeholder keeps what its filters make (a number, a list); any other is text. A cell that says "not known"
is empty, and a template all of whose cells are empty has no value.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from timeline.errors import BadRequest
from timeline.importers import countries
from timeline.importers.dates import Order, numeric, taiwanese
from timeline.importers.naming import id_part, slug

_PLACEHOLDER = re.compile(r"\{([^{}|]+)((?:\|[^{}|]+)*)\}")
_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?")


class CellError(ValueError):
    """A cell that cannot be read as the template says; `column` is where it stands."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column


class Hole(NamedTuple):
    """A placeholder: its column and its filters with their argument, in order."""

    column: str
    filters: tuple[tuple[str, str], ...]


class Template(NamedTuple):
    """Literal texts and placeholders in turn, beginning and ending with a text."""

    texts: tuple[str, ...]
    holes: tuple[Hole, ...]


def parse(text: str, at: str) -> Template:
    """Raises BadRequest for what is no template; `at` is its place in the mapping."""
    pieces = _PLACEHOLDER.split(text)
    texts, holes = tuple(pieces[::3]), []
    if any("{" in piece or "}" in piece for piece in texts):
        raise BadRequest(f"{at}: a brace in {text!r} belongs to no placeholder; write {{Column}} or {{Column|filter}}")
    for column, chain in zip(pieces[1::3], pieces[2::3], strict=True):
        filters = tuple((name, argument) for name, _, argument in (one.strip().partition(" ") for one in chain.split("|")[1:]))
        for name, _ in filters:
            if name not in FILTERS:
                raise BadRequest(f"{at}: there is no filter {name!r}; there are {', '.join(sorted(FILTERS))}")
        holes.append(Hole(column.strip(), filters))
    return Template(texts, tuple(holes))


def value(template: Template, cells: dict[str, str], dates: Order) -> Any:
    """What the template makes of a row, None where it has no value. Raises CellError."""
    made = [_filled(hole, cells[hole.column], dates) for hole in template.holes]
    if template.holes and all(one in {None, ""} if isinstance(one, str | None) else one == [] for one in made):
        return None
    if len(made) == 1 and template.texts == ("", ""):
        return made[0]
    texts = [text + _as_text(one) for text, one in zip(template.texts, [*made, ""], strict=True)]
    return "".join(texts)


def _as_text(made: Any) -> str:
    return " ".join(map(_as_text, made)) if isinstance(made, list) else "" if made is None else str(made)


def _filled(hole: Hole, cell: str, dates: Order) -> Any:
    made: Any = cell
    try:
        for name, argument in hole.filters:
            if isinstance(made, list):
                made = [one for one in (FILTERS[name](each, argument, dates) for each in made) if one is not None]
            elif made not in {None, ""}:
                made = FILTERS[name](made, argument, dates)
    except ValueError as error:
        raise CellError(hole.column, str(error)) from None
    return made


def _date(cell: str, _: str, dates: Order) -> str | None:
    reading = numeric(cell, dates)
    if reading.doubt:
        minguo = taiwanese(cell)
        if minguo.doubt or minguo.text is None:
            raise ValueError(reading.doubt)
        return minguo.text
    return reading.text


def _year(cell: str, argument: str, dates: Order) -> str | None:
    read = _date(cell, argument, dates)
    return read and read[:4]


def _number(cell: str, *_: Any) -> int | float:
    if not _NUMBER.fullmatch(cell):
        raise ValueError(f"{cell!r} is no number")
    plain = cell.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def _country(cell: str, *_: Any) -> str:
    if found := countries.by_any(cell):
        return found
    raise ValueError(f"{cell!r} is no country by its English name or ISO code")


def _split(cell: str, argument: str, _: Order) -> Sequence[str]:
    return [part.strip() for part in cell.split(argument or ";") if part.strip()]


FILTERS: dict[str, Callable[[str, str, Order], Any]] = {
    "country": _country,
    "date": _date,
    "id": lambda cell, *_: id_part(cell),
    "lower": lambda cell, *_: cell.lower(),
    "number": _number,
    "slug": lambda cell, *_: slug(cell),
    "split": _split,
    "upper": lambda cell, *_: cell.upper(),
    "year": _year,
}
