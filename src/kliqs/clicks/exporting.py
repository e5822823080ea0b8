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

STANDARD_OUTPUT = Path("/dev/stdout")
LOOK_EVERY_S = 0.2
# All that is kept of a click, but for the hash that tells visitors apart.
COLUMNS = (
    "id, time, outcome, workspace, link, slug, host, kind, app, device, os, browser, country, region, city, referrer,"
    " referrer_host, language, utm_source, utm_medium, utm_campaign, utm_term, utm_content, qr, dnt, gpc"
)
WRITTEN = {"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet, COMPRESSION zstd"}
NO_CLICKS = "There are no clicks of that time."
FULL = "No space left on device"
CLICKHOUSE_FORMATS = {"csv": "CSVWithNames", "parquet": "Parquet"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Clicks of one workspace, or of all, from `since` until just before `until`."""

    workspace_id: int | None
    since: datetime
    until: datetime
    format: Format


def export_clicks(settings: Settings, connection: Connection, wanted: Wanted, target: Path | None, told: Told) -> int:
    """Write them to `target`, oldest first, a piece in memory at a time; the file is there when it is whole. Without
    one they go to standard output as they come. `told` hears how much is done, of how much, where the engine says.
    Returns the number of clicks. Raises ConfigurationError when there are none, or no way to read or write them."""
    if target is None:
        return _write(settings, connection, wanted, STANDARD_OUTPUT, told)
    if not target.parent.is_dir():
        raise ConfigurationError(f"There is no folder {target.parent}.")
    draft = target.with_name(f".{target.name}.part")
    try:
        rows = _write(settings, connection, wanted, draft, told)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return rows


def _write(settings: Settings, connection: Connection, wanted: Wanted, place: Path, told: Told) -> int:
    if settings.uses_clickhouse:
        rows = _from_clickhouse(settings, wanted, place)
    else:
        rows = _from_files(settings, connection, wanted, place, told)
    if not rows:
        raise ConfigurationError(NO_CLICKS)
    return rows


def _from_files(settings: Settings, connection: Connection, wanted: Wanted, place: Path, told: Told) -> int:
    first, last = milliseconds(wanted.since), milliseconds(wanted.until) - 1
    store = ClickStore(settings.clicks_dir)
    names = files_between(connection, first, last)
    if not names:
        return 0
    source = f"read_parquet([{', '.join(quoted(store.path(name)) for name in names)}], union_by_name = true)"
    where = f"epoch_ms(time) BETWEEN {first} AND {last}"
    if wanted.workspace_id is not None:
        where += f" AND workspace = {wanted.workspace_id:d}"
    with open_duckdb(settings.data_dir / "scratch") as db:
        db.execute("SET enable_progress_bar = true")  # or it does not say how far it is
        db.execute("SET enable_progress_bar_print = false")
        query = f"SELECT {COLUMNS} FROM {source} WHERE {where} ORDER BY time, id"
        try:
            with _watched(db, told):
                copied = db.execute(f"COPY ({query}) TO {quoted(place)} ({WRITTEN[wanted.format]})").fetchall()
        except duckdb.Error as problem:
            raise ConfigurationError(_why(db, store, names, problem)) from problem
    return int(copied[0][0])


def _why(db: duckdb.DuckDBPyConnection, store: ClickStore, names: list[str], problem: duckdb.Error) -> str:
    """In a sentence, why clicks could not be copied."""
    if lost := [name for name in names if store.flaw(db, name)]:
        return f"{len(lost)} of the click files cannot be read, such as {lost[0]}. `kliqs doctor` says more."
    words = " ".join(str(problem).split())
    return f"The clicks could not be written: {FULL if FULL in words else words}."


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


def _from_clickhouse(settings: Settings, wanted: Wanted, place: Path) -> int:
    from kliqs.clicks.engines.clickhouse import ClickHouseEngine  # only where it is used

    with closing(ClickHouseEngine(settings.clicks_url)) as engine, place.open("wb") as out:
        moment = engine.dialect.moment
        where = f"time >= {moment(milliseconds(wanted.since))} AND time < {moment(milliseconds(wanted.until))}"
        if wanted.workspace_id is not None:
            where += f" AND workspace = {wanted.workspace_id:d}"
        query = f"SELECT {COLUMNS} FROM clicks WHERE {where} ORDER BY time, id"
        return engine.write(query, CLICKHOUSE_FORMATS[wanted.format], out)
