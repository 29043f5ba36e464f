"""Our counters as they arrive: StatsD over UDP and OTLP over HTTP, both on loopback, sent by Airflow's own clients."""

from __future__ import annotations

import atexit
import gzip
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_httpserver import HTTPServer

from khuyenhoc.pipeline.crawl import CrawlReport
from khuyenhoc.pipeline.extract import ExtractReport
from khuyenhoc.pipeline.land import LandReport

FIRST = CrawlReport(
    "yenbai", "R", "unreachable", requests=3, bytes=100, outcomes={"ok": 2, "connect_failed": 1}
)
SECOND = CrawlReport("yenbai", "R", "ok", requests=9, bytes=900, outcomes={"ok": 11, "connect_failed": 1})
EXTRACTED = ExtractReport("yenbai", "R", 11, 9, 1, 0, 57, 3, 0, by_rule={"page.kind": 2, "figure": 1})
LANDED = LandReport("R", "R", "success", 100, 900, 9, 57, 3)


@contextmanager
def told(monkeypatch: pytest.MonkeyPatch, **metrics: str) -> Iterator[None]:
    """Airflow's metrics switched on by settings, as a task's process does it, and off again."""
    from airflow.sdk.observability import stats
    from airflow.sdk.observability.metrics import stats_utils

    for name, value in metrics.items():
        monkeypatch.setenv(f"AIRFLOW__METRICS__{name.upper()}", value)
    stats.initialize(factory=stats_utils.get_stats_factory(), export_legacy_names=True)
    yield
    monkeypatch.undo()
    stats.initialize(factory=stats_utils.get_stats_factory(), export_legacy_names=True)


def tell_everything() -> None:
    from khuyenhoc_airflow import count

    count.crawled(None, FIRST)
    count.crawled(FIRST, SECOND)
    count.crawled(SECOND, SECOND)  # asked again after its end: nothing new
    count.crawled(SECOND, None)  # no report: nothing to count
    count.extracted(EXTRACTED)
    count.landed(LANDED)


def test_statsd_gets_every_counter_by_name(monkeypatch: pytest.MonkeyPatch, airflow_database: None) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(5)
        port = str(listener.getsockname()[1])
        with told(monkeypatch, statsd_on="True", statsd_host="127.0.0.1", statsd_port=port):
            tell_everything()
        heard: list[str] = []
        while "airflow.khuyenhoc.release_rows.observations:900|g" not in heard:  # the last that is told
            heard.append(listener.recv(4096).decode())
    named = [line for line in heard if line.count(".") > 2 or "release_rows" in line]
    assert [line.removeprefix("airflow.khuyenhoc.") for line in named if line.count(".") > 2] == [
        "outcomes.yenbai.connect_failed:1|c",
        "outcomes.yenbai.ok:2|c",
        "requests.yenbai:3|c",
        "bytes.yenbai:100|c",
        "crawls.yenbai.unreachable:1|c",
        "outcomes.yenbai.ok:9|c",
        "requests.yenbai:9|c",
        "bytes.yenbai:800|c",
        "crawls.yenbai.ok:1|c",
        "articles.yenbai:9|c",
        "figures.yenbai:57|c",
        "set_aside.yenbai.page_kind:2|c",
        "set_aside.yenbai.figure:1|c",
        "landed.articles:9|c",
        "release_rows.articles:100|g",
        "landed.observations:57|c",
        "release_rows.observations:900|g",
    ]


def test_opentelemetry_gets_them_with_their_tags(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, airflow_database: None
) -> None:
    from airflow.sdk._shared.observability.metrics import otel_logger
    from opentelemetry import metrics
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    httpserver.expect_request("/v1/metrics", method="POST").respond_with_data(b"")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", httpserver.url_for("/").rstrip("/"))
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
    with told(monkeypatch, otel_on="True"):
        tell_everything()
        metrics.get_meter_provider().shutdown()  # type: ignore[attr-defined] # sends what is held back
        atexit.unregister(otel_logger.flush_otel_metrics)
    told_of: dict[str, dict[tuple[str, ...], float]] = {}
    for request, _ in httpserver.log:
        body = gzip.decompress(request.data) if request.content_encoding == "gzip" else request.data
        for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics:
            for metric in (m for scope in resource.scope_metrics for m in scope.metrics):
                points = metric.sum.data_points or metric.gauge.data_points
                for point in points:
                    tags = tuple(sorted(tag.value.string_value for tag in point.attributes))
                    told_of.setdefault(metric.name, {})[tags] = point.as_int or point.as_double
    assert told_of["airflow.khuyenhoc.outcomes"] == {("ok", "yenbai"): 11, ("connect_failed", "yenbai"): 1}
    assert told_of["airflow.khuyenhoc.figures"] == {("yenbai",): 57}
    assert told_of["airflow.khuyenhoc.set_aside"] == {("page.kind", "yenbai"): 2, ("figure", "yenbai"): 1}
    assert told_of["airflow.khuyenhoc.release_rows"] == {("articles",): 100, ("observations",): 900}
