"""The table of metrics: every name with its kind and meaning."""

from typing import Literal

import msgspec


class Family(msgspec.Struct, frozen=True):
    """A metric; `labels` in the order in which readings give their values, `process` left out."""

    kind: Literal["counter", "gauge", "histogram"]
    meaning: str
    labels: tuple[str, ...] = ()


FAMILIES: dict[str, Family] = {
    "kliqs_build": Family("gauge", "Always 1; the version that runs.", ("version",)),
    "kliqs_visits": Family("counter", "Visits answered on short hosts by outcome; HEAD is no visit.", ("outcome",)),
    "kliqs_answers": Family(
        "counter", "Answers of the ordinary stack by surface and HTTP status.", ("surface", "status")
    ),
    "kliqs_connections": Family("gauge", "Open connections."),
    "kliqs_cache_entries": Family("gauge", "Links kept ready in memory."),
    "kliqs_cache_misses": Family("counter", "Visits for which the database was asked."),
    "kliqs_cache_hits": Family("counter", "Visits answered without asking the database."),
    "kliqs_create_batch_size": Family("histogram", "Creates that shared a transaction."),
    "kliqs_create_batch_seconds": Family("histogram", "Time a transaction of creates took, in seconds."),
    "kliqs_click_log_written": Family("counter", "Lines written to the click log."),
    "kliqs_click_log_lost": Family("counter", "Lines that the disk refused."),
    "kliqs_loader_elected": Family("gauge", "1 in the process whose loader loads clicks."),
    "kliqs_loader_rows": Family("counter", "Clicks loaded since the process started."),
    "kliqs_loader_lag_seconds": Family("gauge", "Time since the loader last had nothing left to load."),
    "kliqs_loader_rejected": Family(
        "counter", "Lines of the click log that could not be used, by reason.", ("reason",)
    ),
    "kliqs_database_up": Family("gauge", "1 when the database answered this scrape."),
}
