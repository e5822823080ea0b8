"""Reading one process's counters. Nothing here writes to them, so nothing waits."""

import time
from collections.abc import Mapping
from importlib.metadata import version

import msgspec

from kliqs.measuring import Distribution
from kliqs.process import Process

# surface and HTTP status, with how many answers there were
Answers = Mapping[tuple[str, int], int]


class Reading(msgspec.Struct, frozen=True):
    """One value of a family, under the values of its labels."""

    name: str
    value: float
    labels: tuple[str, ...] = ()


class Readings(msgspec.Struct, frozen=True):
    """All of one process."""

    values: list[Reading]
    spreads: dict[str, Distribution]


def read(process: Process, answers: Answers) -> Readings:
    """What the process counts at this moment."""
    lane, log, loader, writer = process.lane, process.click_log, process.loader, process.writer
    rare = dict(lane.recorded)
    lines = log.written + log.lost
    misses = lane.cache.lookups
    values = [
        Reading("kliqs_build", 1, (version("kliqs"),)),
        # The hot path counts nothing of its own: its redirects are the lines that no rarer case has written.
        Reading("kliqs_visits", max(0, lines - rare[b"u"] - rare[b"e"]), ("redirected",)),
        Reading("kliqs_visits", rare[b"u"], ("unknown",)),
        Reading("kliqs_visits", rare[b"e"], ("expired",)),
        Reading("kliqs_connections", len(process.deferred.connections)),
        Reading("kliqs_cache_entries", len(lane.cache)),
        Reading("kliqs_cache_misses", misses),
        Reading("kliqs_cache_hits", max(0, lines - misses)),
        Reading("kliqs_click_log_written", log.written),
        Reading("kliqs_click_log_lost", log.lost),
        Reading("kliqs_loader_elected", int(loader.is_elected)),
        Reading("kliqs_loader_rows", loader.rows),
    ]
    if loader.is_elected:
        values.append(Reading("kliqs_loader_lag_seconds", time.monotonic() - loader.idle_at))
    values += [
        Reading("kliqs_answers", count, (surface, str(status))) for (surface, status), count in list(answers.items())
    ]
    spreads = {"kliqs_create_batch_size": writer.sizes, "kliqs_create_batch_seconds": writer.seconds}
    return Readings(values, spreads)
