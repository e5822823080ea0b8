"""The loader's thread: election, ticks, and what it forgets in time."""

import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb
import psycopg
import structlog

from kliqs.clicks.geography import Geography
from kliqs.clicks.loader.election import is_elected, open_lock
from kliqs.clicks.loader.engine import clear_scratch, open_duckdb, scratch_folder
from kliqs.clicks.loader.enriching import Enricher
from kliqs.clicks.loader.housekeeping import Housekeeping
from kliqs.clicks.loader.segments import has_others, remove_finished, remove_leftovers
from kliqs.clicks.loader.steps import Batch, load_once
from kliqs.clicks.loader.visitors import Salts, SeenVisitors
from kliqs.clicks.niceness import PromptThread, be_nice
from kliqs.clicks.store import ClickStore
from kliqs.database import Connection, Database
from kliqs.settings import Settings

if TYPE_CHECKING:
    from kliqs.clicks.loader.shipping import Shipping

NICENESS = 15  # of a full core a thirtieth: the redirects have the rest
FORGET_EVERY_S = 10.0
RETRY_S = 1.0
STUCK_S = 30.0  # a problem that lasts so long is none of those that pass
STOPPING_S = 5.0  # what is still not loaded then is loaded by the next start
# A day's secret stays this long after it, for lines that a clock stepped back brings late.
SALT_KEPT = timedelta(hours=1)

log = structlog.get_logger("clicks")


class Loader:
    """Loads clicks in a thread for as long as this process holds the machine's lock.

    `rows` counts what this process has loaded; `idle_at` is when (monotonic, s) it last had everything; `problem` is
    what keeps it from loading, empty while all is well.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._interval = settings.loader_interval_ms / 1000
        self._store = ClickStore(settings.clicks_dir)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kliqs-loader", daemon=True)
        self.rows = 0
        self.idle_at = time.monotonic()
        self.is_elected = False
        self.problem = ""
        self._well_at = time.monotonic()
        self._is_warned = False
        self._has_caught_up = False

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def is_stuck(self) -> bool:
        """Whether it has had a problem for a while: clicks are logged, and counted when that is over."""
        return bool(self.problem) and time.monotonic() - self._well_at > STUCK_S

    def start(self) -> None:
        self._settings.clicks_dir.mkdir(parents=True, exist_ok=True)
        self._settings.click_log_dir.mkdir(parents=True, exist_ok=True)
        # Creates wait for the transaction, for seconds on a full core if a nice thread held it.
        self._committer = PromptThread("kliqs-loader-commit")
        self._thread.start()

    def stop(self) -> None:
        """Load what is there, if it is not too much, and let another process take over. A loader that waits for a
        database that hangs is left to die with the process: each of its steps may be cut off."""
        self._stop.set()
        self._thread.join(2 * STOPPING_S)
        if self._thread.is_alive():
            log.warning("clicks.loader_given_up")

    def _run(self) -> None:
        be_nice(NICENESS)
        with open_lock(self._settings) as lock:
            while not is_elected(lock):
                if self._stop.wait(self._interval):
                    return
            self._serve_for_good()

    def _serve_for_good(self) -> None:
        """Whatever goes wrong, begin anew from what is committed."""
        self.is_elected = True
        clear_scratch(self._settings)
        housekeeping = Housekeeping(self._settings, self._store, lambda: self._has_caught_up)
        try:
            while not self._stop.is_set():
                try:
                    self._serve()
                except (psycopg.OperationalError, sqlite3.OperationalError, OSError) as problem:
                    self._report(f"{type(problem).__name__}: {problem}")
                except Exception as problem:
                    log.exception("clicks.loading_failed")
                    self._report(f"{type(problem).__name__}: {problem}")
                self._stop.wait(RETRY_S)
        finally:
            housekeeping.stop()
            self._committer.stop()

    def _report(self, problem: str) -> None:
        if problem != self.problem:
            log.warning("clicks.not_loading", problem=problem)
        self.problem = problem

    def _serve(self) -> None:
        """Load until told to stop, with fresh connections."""
        connection = Connection(Database(self._settings.database_url))
        db = open_duckdb(scratch_folder(self._settings))
        shipping = _shipping(self._settings, connection, self._store)
        try:
            batch = new_batch(self._settings, connection, db, self._store)
            batch.committer = self._committer
            forgot = time.monotonic()
            while not self._stop.is_set():
                self._catch_up(batch, shipping)
                if time.monotonic() - forgot > FORGET_EVERY_S:
                    forgot = time.monotonic()
                    forget(batch, datetime.now(UTC))
                    self._look_for_others(connection)
                self._stop.wait(self._interval)
            self._catch_up(batch, shipping)
        finally:
            if shipping is not None:
                shipping.close()
            db.close()
            connection.close()

    def _look_for_others(self, connection: Connection) -> None:
        """Say once that clicks in files are seen by their own machine alone."""
        if self._settings.uses_clickhouse or self._is_warned:
            return
        if not has_others(self._settings.click_log_dir, connection):
            return
        self._is_warned = True
        log.warning(
            "clicks.several_machines",
            problem="Another machine serves on this database, and each keeps its clicks in files of its own."
            " Set KLIQS_CLICKS_URL to one ClickHouse on all of them.",
        )

    def _catch_up(self, batch: Batch, shipping: "Shipping | None") -> None:
        """Batches for as long as more is waiting than one holds."""
        stopping: float | None = None
        while True:
            load_once(batch)
            if shipping is not None:
                shipping.ship()
            self.rows += batch.rows.count
            self.problem, self._well_at = "", time.monotonic()
            if not batch.reading.is_full:
                self.idle_at, self._has_caught_up = time.monotonic(), True
                return
            if self._stop.is_set():
                stopping = stopping or time.monotonic() + STOPPING_S
                if time.monotonic() > stopping:
                    return


def _shipping(settings: Settings, connection: Connection, store: ClickStore) -> "Shipping | None":
    if not settings.uses_clickhouse:
        return None
    from kliqs.clicks.loader.shipping import Shipping  # only where it is used: its client takes 0.2 s to import

    return Shipping(connection, store, settings.clicks_url)


def new_batch(
    settings: Settings, connection: Connection, db: duckdb.DuckDBPyConnection, store: ClickStore | None = None
) -> Batch:
    """What the steps work with, over these connections."""
    scratch = scratch_folder(settings)
    scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = store or ClickStore(settings.clicks_dir)
    return Batch(
        settings.click_log_dir,
        scratch,
        store,
        connection,
        db,
        Enricher(db, scratch, Geography()),
        Salts(connection),
        SeenVisitors(db, store),
    )


def forget(batch: Batch, now: datetime) -> None:
    """Between batches, when all there is has been loaded: let go of past days' secrets, and of addresses."""
    if batch.reading.is_full:
        return
    ended = (now - SALT_KEPT).astimezone(UTC).date()
    batch.salts.forget(ended)
    batch.seen.forget(ended)
    remove_finished(batch.log_directory, batch.connection)
    remove_leftovers(batch.log_directory)
