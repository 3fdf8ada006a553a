"""The rows of one case: the plain reading that every faster path is held against."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from timeline.projections.case import Case
from timeline.projections.period import Period, meet
from timeline.projections.projection import FAILED, Projection
from timeline.question import Evidence, Row, Window

NO_FILTERS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


def periods_of(view: Projection, case: Case) -> Iterable[Period]:
    """What the view makes of the case. A fold that raises shows the subject as failed, with the error, and others go on."""
    return _or_failed(view.periods, case)


def bare_periods_of(view: Projection, case: Case) -> Iterable[Period]:
    """The same, where the view keeps windows apart with rows that wait for them."""

    def bare(case: Case) -> Iterable[Period]:
        if view.windows is not None:
            view.windows(case)
        return view.fold(case)

    return _or_failed(bare, case)


def _or_failed(fold: Callable[[Case], Iterable[Period]], case: Case) -> list[Period]:
    try:
        return list(fold(case))
    except Exception as error:  # noqa: BLE001  shown in the row: one subject must not take the view from all others
        return [failed(case, error)]


def failed(case: Case, error: Exception) -> Period:
    """What a view shows of a subject of which it can make nothing."""
    always, nothing = Window(None, None), Evidence(0, 0, {})
    return Period(always, Row(case.subject, "possible", FAILED, always, None, {"error": f"{type(error).__name__}: {error}"}, nothing))


def rows_of(view: Projection, case: Case, days: Window, filters: Mapping[str, tuple[str, ...]] = NO_FILTERS) -> Iterable[Row]:
    """The rows that pass the filters on at least one of the days, each as on its last sure such day, else the last possible one."""
    return shown_of(view, periods_of(view, case), days, filters)


def shown_of(
    view: Projection, periods: Iterable[Period], days: Window, filters: Mapping[str, tuple[str, ...]] = NO_FILTERS
) -> Iterable[Row]:
    """`rows_of` where the periods are at hand."""
    return latest_of(view, (period.row for period in periods if meet(period.days, days) is not None), filters)


def latest_of(view: Projection, rows: Iterable[Row], filters: Mapping[str, tuple[str, ...]]) -> Iterable[Row]:
    """Of rows in order of their days one for each key: the last sure one that passes the filters, else the last possible one."""
    latest: dict[str, Row] = {}
    for row in rows:
        if filters and not passes(view, filters, row):
            continue
        shown = latest.get(row.key)
        if shown is None or row.certainty == "sure" or shown.certainty == "possible":
            latest[row.key] = row
    return latest.values()


def passes(view: Projection, filters: Mapping[str, tuple[str, ...]], row: Row) -> bool:
    """Whether the row has one of the values asked for by every filter."""
    return all(set(values) & set(view.filters[name].values(row)) for name, values in filters.items())
