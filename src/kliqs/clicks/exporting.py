"""Writing clicks out to a file of one's own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import duckdb

from kliqs.clicks.loader.engine import open_duckdb
from kliqs.clicks.manifest import files_between
from kliqs.clicks.questions.scope import milliseconds
from kliqs.clicks.store import ClickStore, quoted
from kliqs.database import Connection
from kliqs.errors import ConfigurationError
from kliqs.settings import Settings

Format = Literal["csv", "parquet"]
Told = Callable[[int, int], None]

LOOK_EVERY_S = 0.2
# All that is kept of a click, but for the hash that tells visitors apart.
COLUMNS = (
    "id, time, outcome, workspace, link, slug, host, kind, app, device, os, browser, country, region, city, referrer,"
    " referrer_host, language, utm_source, utm_medium, utm_campaign, utm_term, utm_content, qr, dnt, gpc"
)
WRITTEN = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet, COMPRESSION zstd"}
CLICKHOUSE_FORMATS = {"csv": "CSVWithNames", "parquet": "Parquet"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Clicks of one workspace, or of all, from `since` until just before `until`."""

    workspace_id: int | None
    since: datetime
    until: datetime
    format: Format


def export_clicks(settings: Settings, connection: Connection, wanted: Wanted, target: Path, told: Told) -> int:
    """Write them to `target`, oldest first, a piece in memory at a time; the file is there when it is whole. `told`
    hears how much is done, of how much, where the engine says. Returns the number of clicks. Raises
    ConfigurationError when there are no files of that time."""
    draft = target.with_name(f".{target.name}.part")
    try:
        if settings.uses_clickhouse:
            rows = _from_clickhouse(settings, wanted, draft)
        else:
            rows = _from_files(settings, connection, wanted, draft, told)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return rows


def _from_files(settings: Settings, connection: Connection, wanted: Wanted, draft: Path, told: Told) -> int:
    first, last = milliseconds(wanted.since), milliseconds(wanted.until) - 1
    store = ClickStore(settings.clicks_dir)
    paths = [quoted(store.path(name)) for name in files_between(connection, first, last)]
    if not paths:
        raise ConfigurationError("There are no clicks of that time.")
    source = f"read_parquet([{', '.join(paths)}], union_by_name = true)"
    where = f"epoch_ms(time) BETWEEN {first} AND {last}"
    if wanted.workspace_id is not None:
        where += f" AND workspace = {wanted.workspace_id:d}"
    with open_duckdb(settings.data_dir / "scratch") as db, _watched(db, told):
        query = f"SELECT {COLUMNS} FROM {source} WHERE {where} ORDER BY time, id"
        return int(db.execute(f"COPY ({query}) TO {quoted(draft)} ({WRITTEN[wanted.format]})").fetchall()[0][0])


@contextmanager
def _watched(db: duckdb.DuckDBPyConnection, told: Told) -> Iterator[None]:
    """Tell how far a connection's query is, in per cent, from a thread beside it."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_EVERY_S):
            told(max(0, int(db.query_progress())), 100)

    thread = threading.Thread(target=watch, name="kliqs-export-progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _from_clickhouse(settings: Settings, wanted: Wanted, draft: Path) -> int:
    from kliqs.clicks.engines.clickhouse import ClickHouseEngine  # only where it is used

    with closing(ClickHouseEngine(settings.clicks_url)) as engine, draft.open("wb") as out:
        moment = engine.dialect.moment
        where = f"time >= {moment(milliseconds(wanted.since))} AND time < {moment(milliseconds(wanted.until))}"
        if wanted.workspace_id is not None:
            where += f" AND workspace = {wanted.workspace_id:d}"
        query = f"SELECT {COLUMNS} FROM clicks WHERE {where} ORDER BY time, id"
        return engine.write(query, CLICKHOUSE_FORMATS[wanted.format], out)
