"""What is counted and timed, and that it costs next to nothing."""

import time

from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from timeline.metrics import Metrics, Standing

NOTHING = Standing(0, {}, 0)
MICROSECONDS_MAX = 50
"""Some four are usual; the rest is for a busy machine."""


def values(metrics: Metrics, standing: Standing = NOTHING) -> dict[tuple[str, str], float]:
    """Every sample by its name and the view that it is about."""
    families = text_string_to_metric_families(metrics.shown(standing)[0].decode())
    return {(sample.name, sample.labels.get("view", "")): sample.value for family in families for sample in family.samples}


def test_appends_and_their_events_are_counted_and_timed() -> None:
    metrics = Metrics(["exercises"])
    metrics.appended(3, 0.002)
    metrics.appended(0, 0.25)
    found = values(metrics)
    assert (found["timeline_appends_total", ""], found["timeline_events_appended_total", ""]) == (2, 3)
    assert (found["timeline_append_seconds_count", ""], found["timeline_append_seconds_sum", ""]) == (2, 0.252)


def test_reads_are_timed_by_view() -> None:
    metrics = Metrics(["exercises", "presence"])
    metrics.read("presence", 0.5)
    found = values(metrics)
    assert found["timeline_view_read_seconds_sum", "presence"] == 0.5
    assert found["timeline_view_read_seconds_count", "exercises"] == 0


def test_positions_and_lags_are_those_of_the_moment() -> None:
    metrics = Metrics(["exercises"])
    assert values(metrics, Standing(5, {"exercises": 3}, 0))["timeline_view_lag_events", "exercises"] == 2
    found = values(metrics, Standing(9, {"exercises": 9}, 4, 2, 7))
    assert (found["timeline_subscribers", ""], found["timeline_subjects_untold", ""]) == (2, 7)
    assert (found["timeline_position", ""], found["timeline_view_position", "exercises"]) == (9, 9)
    assert (found["timeline_view_lag_events", "exercises"], found["timeline_keeping_failures_total", ""]) == (0, 4)


def test_the_process_is_measured_too() -> None:
    assert values(Metrics([]))["process_open_fds", ""] > 0


def test_applications_share_nothing_and_leave_the_global_registry_alone() -> None:
    before = {family.name for family in REGISTRY.collect()}
    first, second = Metrics(["exercises"]), Metrics(["exercises"])
    first.appended(1, 0.1)
    assert values(second)["timeline_appends_total", ""] == 0
    assert {family.name for family in REGISTRY.collect()} == before


def test_counting_and_timing_takes_microseconds() -> None:
    metrics = Metrics(["exercises"])
    began = time.perf_counter()
    for _ in range(2_000):
        metrics.appended(1, 0.001)
        metrics.read("exercises", 0.001)
    assert (time.perf_counter() - began) / 4_000 * 1e6 < MICROSECONDS_MAX
