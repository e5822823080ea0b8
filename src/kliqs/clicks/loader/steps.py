"""One batch, step by step. A fault test can kill the process after any of them."""

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from kliqs.clicks.geography import Geography
from kliqs.clicks.loader import enriching
from kliqs.clicks.loader.segments import Reading, read_batch
from kliqs.clicks.loader.visitors import SeenVisitors, salts_for
from kliqs.clicks.manifest import NewFile, add_file
from kliqs.database import Connection

BATCH_BYTES = 32 * 1024 * 1024
ROWS_AT_ONCE = 1_000
LINK_DAY = {
    "link_id": "bigint",
    "workspace_id": "bigint",
    "day": "date",
    "human": "bigint",
    "preview": "bigint",
    "bot": "bigint",
    "visitors": "bigint",
}
STORED = (
    "id, time, day, outcome, workspace, link, slug, host, kind, app, device, os, browser, country, region, city,"
    " visitor, referrer, referrer_host, language, utm_source, utm_medium, utm_campaign, utm_term, utm_content,"
    " qr, dnt, gpc"
)


@dataclass(slots=True)
class Batch:
    """What the steps hand on to each other."""

    log_directory: Path
    store_directory: Path
    connection: Connection
    db: duckdb.DuckDBPyConnection
    geography: Geography
    seen: SeenVisitors
    reading: Reading = field(default_factory=Reading)
    rows: int = 0
    file: NewFile | None = None
    fresh: dict[tuple[int, date], int] = field(default_factory=dict)


def read(batch: Batch) -> None:
    """Whole new lines of every segment."""
    batch.reading = read_batch(batch.log_directory, batch.connection, BATCH_BYTES)


def parse(batch: Batch) -> None:
    """Lines to rows, through a scratch file: DuckDB reads files."""
    if not batch.reading.data:
        return
    lines = batch.reading.data.count(b"\n")
    scratch = batch.store_directory / "loading.tmp"
    scratch.write_bytes(batch.reading.data)
    try:
        batch.rows = enriching.parse(batch.db, scratch)
    finally:
        scratch.unlink()
    batch.reading.reject("unusable values", lines - batch.rows)


def enrich(batch: Batch) -> None:
    """People, previews and bots; places; visitors."""
    if not batch.rows:
        return
    wanted = enriching.days(batch.db)
    enriching.enrich(batch.db, batch.geography, salts_for(batch.connection, wanted))
    batch.seen.hold(batch.connection, wanted)
    batch.fresh = batch.seen.count_new()


def write(batch: Batch) -> None:
    """One immutable Parquet file, complete on disk before anything names it."""
    if not batch.rows:
        return
    bounds = batch.db.execute("SELECT min(ms), max(ms) FROM batch").fetchone()
    assert bounds is not None
    batch.file = write_file(batch.db, batch.store_directory, f"SELECT {STORED} FROM batch", batch.rows, bounds)


def commit(batch: Batch) -> None:
    """The file's row, the log's positions and the counts, in one transaction of the main database."""
    db = batch.connection
    with db.transaction():
        if batch.file is not None:
            add_file(db, batch.file, datetime.now(UTC))
            _add_counts(batch)
        for segment, (position, finished) in batch.reading.positions.items():
            db.execute(
                "INSERT INTO clicks_logposition (segment, position, finished) VALUES (?, ?, ?)"
                " ON CONFLICT (segment) DO UPDATE SET position = excluded.position, finished = excluded.finished",
                (segment, position, finished),
            )
        for reason, count in batch.reading.rejected.items():
            db.execute(
                "INSERT INTO clicks_loadercount (reason, count) VALUES (?, ?)"
                " ON CONFLICT (reason) DO UPDATE SET count = clicks_loadercount.count + excluded.count",
                (reason, count),
            )


def remember(batch: Batch) -> None:
    """Only now have these visitors been seen."""
    if batch.rows:
        batch.seen.remember()


STEPS: tuple[Callable[[Batch], None], ...] = (read, parse, enrich, write, commit, remember)


def write_file(
    db: duckdb.DuckDBPyConnection, directory: Path, query: str, rows: int, bounds: tuple[int, int]
) -> NewFile:
    """The rows of a query as a Parquet file, forced to disk under its final name."""
    name = f"clicks-{time.time_ns() // 1_000_000:013d}-{secrets.token_hex(4)}.parquet"
    draft, path = directory / f"{name}.tmp", directory / name
    db.execute(f"COPY ({query}) TO '{draft}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 61440)")
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.rename(path)
    folder = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return NewFile(name, rows, path.stat().st_size, *bounds)


def _add_counts(batch: Batch) -> None:
    rows = batch.db.execute(
        "SELECT link, any_value(workspace), day, count(*) FILTER (kind = 'human'),"
        " count(*) FILTER (kind = 'preview'), count(*) FILTER (kind = 'bot')"
        " FROM batch WHERE outcome = 'r' GROUP BY link, day ORDER BY link, day"
    ).fetchall()
    for start in range(0, len(rows), ROWS_AT_ONCE):
        batch.connection.insert(
            "clicks_linkday",
            LINK_DAY,
            [
                (link, workspace, day.isoformat(), human, preview, bot, batch.fresh.get((link, day), 0))
                for link, workspace, day, human, preview, bot in rows[start : start + ROWS_AT_ONCE]
            ],
            "ON CONFLICT (link_id, day) DO UPDATE SET human = clicks_linkday.human + excluded.human,"
            " preview = clicks_linkday.preview + excluded.preview, bot = clicks_linkday.bot + excluded.bot,"
            " visitors = clicks_linkday.visitors + excluded.visitors",
        )
