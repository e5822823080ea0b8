"""From readings to what Prometheus scrapes."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psycopg
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from kliqs.database import Connection, Database
from kliqs.measuring import Distribution
from kliqs.metrics.families import FAMILIES, Family
from kliqs.metrics.readings import Reading, Readings
from kliqs.metrics.sharing import of_others


class EveryProcess(Collector):
    """Answers a scrape for all processes of this server."""

    def __init__(self, own: Callable[[], Readings], folder: Path, database: Database) -> None:
        self._own = own
        self._folder = folder
        self._database = database

    def collect(self) -> Iterable[Metric]:
        processes = {os.getpid(): self._own()} | of_others(self._folder)
        processes[os.getpid()].values.extend(_ask_database(self._database))
        for name, family in FAMILIES.items():
            yield _histogram(name, family, processes) if family.kind == "histogram" else _plain(name, family, processes)


def _plain(name: str, family: Family, processes: dict[int, Readings]) -> Metric:
    kind = CounterMetricFamily if family.kind == "counter" else GaugeMetricFamily
    metric = kind(name, family.meaning, labels=[*family.labels, "process"])
    for pid, readings in processes.items():
        for reading in readings.values:
            if reading.name == name:
                metric.add_metric([*reading.labels, str(pid)], reading.value)
    return metric


def _histogram(name: str, family: Family, processes: dict[int, Readings]) -> Metric:
    metric = HistogramMetricFamily(name, family.meaning, labels=["process"])
    for pid, readings in processes.items():
        spread = readings.spreads.get(name)
        if spread is not None:
            metric.add_metric([str(pid)], list(_buckets(spread)), spread.total)
    return metric


def _buckets(spread: Distribution) -> Iterator[tuple[str, float]]:
    below = 0
    for bound, count in zip([*(str(float(each)) for each in spread.bounds), "+Inf"], spread.counts, strict=True):
        below += count
        yield bound, below


def _ask_database(database: Database) -> Iterator[Reading]:
    """What is counted in the database; when it is away, that is the reading."""
    try:
        connection = Connection(database, read_only=True, timeout_ms=1_000)
        try:
            rows = connection.execute("SELECT reason, count FROM clicks_loadercount").fetchall()
        finally:
            connection.close()
    except (sqlite3.Error, psycopg.Error, OSError):
        yield Reading("kliqs_database_up", 0)
        return
    yield Reading("kliqs_database_up", 1)
    for reason, count in rows:
        yield Reading("kliqs_loader_rejected", count, (reason,))
