"""What is counted and timed, for Prometheus: one registry for each application, nothing in the global one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

TEXT = "text/plain"
OPENMETRICS = "application/openmetrics-text"
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the histograms: an append takes about a millisecond, and no read waits longer than two seconds for rows."""


class Standing(NamedTuple):
    """One moment: the head, how far the rows of each view reflect it, and of how many subjects those as published do not tell yet.

    Also how often keeping rows failed, and how many live streams are open.
    """

    position: int
    views: Mapping[str, int]
    keeping_failures: int
    subscribers: int = 0
    untold: int = 0


class _Standing(Collector):
    """What is asked for when it is shown, and not counted as it happens."""

    def __init__(self) -> None:
        self.at = Standing(0, {}, 0)

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("timeline_position", "The head of the log.", self.at.position)
        positions = GaugeMetricFamily("timeline_view_position", "The last position that the rows of a view reflect.", labels=["view"])
        lags = GaugeMetricFamily("timeline_view_lag_events", "Events in the log that the rows of a view do not reflect.", labels=["view"])
        for view, position in self.at.views.items():
            positions.add_metric([view], position)
            lags.add_metric([view], self.at.position - position)
        yield positions
        yield lags
        yield GaugeMetricFamily("timeline_subjects_untold", "Subjects whose rows as published by a day are not kept yet.", self.at.untold)
        yield GaugeMetricFamily("timeline_subscribers", "Live streams that are open.", self.at.subscribers)
        failures = "Times that keeping the rows of the views failed and was begun again."
        yield CounterMetricFamily("timeline_keeping_failures", failures, self.at.keeping_failures)


class Metrics:
    """The metrics of one application with these views."""

    def __init__(self, views: Sequence[str]) -> None:
        self._registry = CollectorRegistry()
        self._standing = _Standing()
        self._registry.register(self._standing)
        ProcessCollector(registry=self._registry)
        GCCollector(self._registry)
        self._appends = Counter("timeline_appends", "Appends that were answered, repeated ones among them.", registry=self._registry)
        self._events = Counter("timeline_events_appended", "Events that were appended.", registry=self._registry)
        self._append_seconds = Histogram(
            "timeline_append_seconds", "From a readable append until it is durable.", buckets=SECONDS, registry=self._registry
        )
        reads = Histogram(
            "timeline_view_read_seconds", "Until a page or a row of a view is found.", ["view"], buckets=SECONDS, registry=self._registry
        )
        self._read_seconds = {view: reads.labels(view) for view in views}

    def appended(self, events: int, seconds: float) -> None:
        """An append was answered; so many of its events were new."""
        self._appends.inc()
        self._events.inc(events)
        self._append_seconds.observe(seconds)

    def read(self, view: str, seconds: float) -> None:
        """A page or a row of a view was found."""
        self._read_seconds[view].observe(seconds)

    def shown(self, standing: Standing, media_type: str = TEXT) -> tuple[bytes, str]:
        """All of them in one of the text formats of Prometheus, and its full media type."""
        self._standing.at = standing
        encode, full = choose_encoder(media_type)
        return encode(self._registry), full
