"""The single clicks of a workspace, read out of whichever engine keeps them."""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from kliqs.clicks.manifest import live_files
from kliqs.clicks.store import ClickStore
from kliqs.database import Connection, Database
from kliqs.settings import Settings

COLUMNS = (
    "id", "time", "outcome", "slug", "host", "kind", "app", "device", "os", "browser", "country", "region", "city",
    "visitor", "referrer", "referrer_host", "language", "utm_source", "utm_medium", "utm_campaign", "utm_term",
    "utm_content", "qr", "dnt", "gpc",
)  # fmt: skip
TIME = COLUMNS.index("time")
MEMORY_LIMIT = "256MB"
ROWS_AT_ONCE = 1_000


def raw_clicks(workspace_id: int, settings: Settings) -> Iterator[tuple[object, ...]]:
    """Each click once, in no order; `time` is RFC 3339. Raises ClickHouse's own error at once when it is away, so that
    nobody gets half of them."""
    if settings.uses_clickhouse:
        return map(_readable, _in_clickhouse(workspace_id, settings))
    return map(_readable, _in_files(workspace_id, settings))


def _readable(row: tuple[Any, ...]) -> tuple[object, ...]:
    time: datetime = row[TIME]
    utc = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    return *row[:TIME], utc.isoformat(timespec="milliseconds").replace("+00:00", "Z"), *row[TIME + 1 :]


def _in_clickhouse(workspace_id: int, settings: Settings) -> Iterable[tuple[Any, ...]]:
    from kliqs.clicks.engines.clickhouse import ClickHouseEngine  # only where it is used

    return ClickHouseEngine(settings.clicks_url).each(
        f"SELECT {', '.join(COLUMNS)} FROM clicks WHERE workspace = {{workspace:Int64}}", {"workspace": workspace_id}
    )


def _in_files(workspace_id: int, settings: Settings) -> Iterator[tuple[Any, ...]]:
    """File by file.

    All files are opened before the first is read: whoever takes this may be slow, and a file that merging replaces is
    deleted after an hour, but stays readable for who has it open.
    """
    with ExitStack() as stack:
        paths = [stack.enter_context(_opened(path)) for path in _live(settings)]
        if not paths:
            return
        db = stack.enter_context(closing(_duckdb()))
        for path in paths:
            rows = db.execute(
                f"SELECT {', '.join(COLUMNS)} FROM read_parquet(?) WHERE workspace = ?", (path, workspace_id)
            )
            while some := rows.fetchmany(ROWS_AT_ONCE):
                yield from some


def _live(settings: Settings) -> list[Path]:
    store = ClickStore(settings.clicks_dir)
    with closing(Connection(Database(settings.database_url), read_only=True)) as connection:
        return [store.path(file.name) for file in live_files(connection)]


@contextmanager
def _opened(path: Path) -> Iterator[str]:
    """Hold a file open; yields a path that leads to it whatever becomes of its name."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield f"/dev/fd/{handle}"
    finally:
        os.close(handle)


def _duckdb() -> duckdb.DuckDBPyConnection:
    """One thread and little memory: this shares the machine with the redirects, and only filters."""
    return duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": MEMORY_LIMIT,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
