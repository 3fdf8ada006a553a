"""Windows that are kept apart, put on the rows that wait for them."""

from timeline.projections.row_windows import RowWindows, Told
from timeline.question import Evidence, Row, Window
from timeline.rows import body

WINDOWS = RowWindows(
    Window(3, None), Window(4, 5), {"possible": (Told(("a", "c"), ("P",)), Told(("b",), ("Q", "R"))), "sure": (Told(("b",), ("Q",)),)}
)


def row(evidence: Evidence) -> Row:
    return Row("k", "sure", None, Window(None, None), None, {"x": 1}, evidence)


def test_a_row_gets_windows_and_each_fact_behind_them_counts_once() -> None:
    waiting = row(Evidence(1, 1, {"x": ("a", "c")}, ("P",)))
    whole = WINDOWS.on(waiting)
    assert (whole.possible, whole.sure) == (Window(3, None), Window(4, 5))
    assert whole.evidence == Evidence(2, 3, {"x": ("a", "c"), "possible": ("a", "c", "b"), "sure": ("b",)})
    assert body.read(body.whole(body.write(waiting) + b"\t" + body.write_windows(WINDOWS))) == whole


def test_a_row_that_waits_for_none_stays_as_it_is() -> None:
    failed = row(Evidence(0, 0, {}))
    assert WINDOWS.on(failed) == failed
    assert body.whole(body.write(failed)) == body.write(failed)
