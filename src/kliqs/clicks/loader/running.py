"""The loader's thread: election, ticks, and what goes on between batches."""

import fcntl
import os
import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta

import duckdb
import psycopg
import structlog

from kliqs.clicks.geography import Geography
from kliqs.clicks.loader.enriching import prepare
from kliqs.clicks.loader.merging import merge
from kliqs.clicks.loader.segments import remove_finished
from kliqs.clicks.loader.steps import STEPS, Batch
from kliqs.clicks.loader.visitors import SeenVisitors, forget_salts
from kliqs.clicks.manifest import KEPT_S, remove_orphans, remove_replaced
from kliqs.database import Connection, Database
from kliqs.settings import Settings

MEMORY_LIMIT = "512MB"
HOUSEKEEPING_S = 30.0
NICENESS = 10

log = structlog.get_logger("clicks")


class Loader:
    """Loads clicks in a thread for as long as this process holds the machine's lock.

    `rows` counts what this process has loaded; `idle_at` is when (monotonic, s) it last found nothing new.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._interval = settings.loader_interval_ms / 1000
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kliqs-loader", daemon=True)
        self.rows = 0
        self.idle_at = time.monotonic()
        self.is_elected = False

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._settings.clicks_dir.mkdir(parents=True, exist_ok=True)
        self._settings.click_log_dir.mkdir(parents=True, exist_ok=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch at hand, load what is there, and let another process take over."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        # On a core that is full, redirects go first (Linux schedules threads by their own niceness).
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        lock = os.open(self._settings.click_log_dir / "loader.lock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not self._elect(lock):
                if self._stop.wait(self._interval):
                    return
            self.is_elected = True
            while not self._stop.is_set():
                try:
                    self._serve()
                except (psycopg.Error, sqlite3.Error, duckdb.Error, OSError) as problem:
                    log.warning("clicks.loading_failed", problem=str(problem), exc_info=True)
                    self._stop.wait(1.0)
        finally:
            os.close(lock)

    def _elect(self, lock: int) -> bool:
        """The lock is the kernel's: it is free the moment its holder dies."""
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _serve(self) -> None:
        """Load until told to stop, with fresh connections; any failure ends this and is begun again."""
        settings = self._settings
        connection = Connection(Database(settings.database_url))
        db = open_duckdb(settings)
        try:
            orphans = remove_orphans(connection, settings.clicks_dir)
            if orphans:
                log.info("clicks.orphans_removed", files=orphans)
            batch = new_batch(settings, connection, db)
            kept_house = time.monotonic()
            while True:
                is_stopping = self._stop.is_set()
                self._catch_up(batch)
                if is_stopping:
                    return
                if time.monotonic() - kept_house > HOUSEKEEPING_S:
                    kept_house = time.monotonic()
                    keep_house(batch)
                self._stop.wait(self._interval)
        finally:
            db.close()
            connection.close()

    def _catch_up(self, batch: Batch) -> None:
        """Batches until nothing new is found."""
        while True:
            load_once(batch)
            self.rows += batch.rows
            if batch.reading.is_empty:
                self.idle_at = time.monotonic()
                return


def new_batch(settings: Settings, connection: Connection, db: duckdb.DuckDBPyConnection) -> Batch:
    """What the steps work with, over these connections."""
    prepare(db)
    seen = SeenVisitors(db, settings.clicks_dir)
    return Batch(settings.click_log_dir, settings.clicks_dir, connection, db, Geography(), seen)


def load_once(batch: Batch) -> None:
    """One batch, if there is anything new."""
    batch.rows, batch.file, batch.fresh = 0, None, {}
    for step in STEPS:
        step(batch)
        if batch.reading.is_empty:
            return


def keep_house(batch: Batch) -> None:
    """Between batches: merge files, drop what is no longer needed."""
    now = datetime.now(UTC)
    while merge(batch):
        pass
    remove_replaced(batch.connection, batch.store_directory, now - timedelta(seconds=KEPT_S))
    remove_finished(batch.log_directory, batch.connection)
    forget_salts(batch.connection, now)


def open_duckdb(settings: Settings) -> duckdb.DuckDBPyConnection:
    """DuckDB in memory, with bounds: it shares the machine with the redirects."""
    return duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(settings.data_dir / "duckdb-tmp"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        },
    )
