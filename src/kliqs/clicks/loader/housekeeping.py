"""What goes on beside the loading, in a thread of its own: a merge takes seconds, and counts must not wait for it."""

import sqlite3
import threading
from datetime import UTC, datetime

import duckdb
import psycopg
import structlog

from kliqs.clicks.loader.dropping import drop_clicks, waiting_to_be_dropped
from kliqs.clicks.loader.engine import open_duckdb, scratch_folder
from kliqs.clicks.loader.merging import choose, merge, remove_orphans, remove_replaced
from kliqs.clicks.manifest import live_files
from kliqs.clicks.niceness import be_nice
from kliqs.clicks.store import ClickStore
from kliqs.database import Connection, Database
from kliqs.settings import Settings

EVERY_S = 20.0
NICENESS = 15

log = structlog.get_logger("clicks")


class Housekeeping:
    """Merges files and removes what is no longer needed, for as long as its loader is elected."""

    def __init__(self, settings: Settings, store: ClickStore) -> None:
        self._settings = settings
        self._store = store
        self._stop = threading.Event()
        self._merging: duckdb.DuckDBPyConnection | None = None
        self._thread = threading.Thread(target=self._run, name="kliqs-housekeeping", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Break off a merge that is under way: it leaves nothing but an orphan."""
        self._stop.set()
        merging = self._merging
        if merging is not None:
            merging.interrupt()
        self._thread.join()

    def _run(self) -> None:
        be_nice(NICENESS)
        while True:
            try:
                self._keep_house()
            except duckdb.InterruptException:
                return
            except (psycopg.Error, sqlite3.Error, duckdb.Error, OSError) as problem:
                log.warning("clicks.housekeeping_failed", problem=str(problem))
            if self._stop.wait(EVERY_S):
                return

    def _keep_house(self) -> None:
        connection = Connection(Database(self._settings.database_url))
        try:
            orphans = remove_orphans(connection, self._store)
            if orphans:
                log.info("clicks.orphans_removed", files=orphans)
            remove_replaced(connection, self._store, datetime.now(UTC))
            gone = waiting_to_be_dropped(connection, datetime.now(UTC))
            if gone or choose(live_files(connection)):
                self._rewrite(connection, gone)
        finally:
            connection.close()

    def _rewrite(self, connection: Connection, gone: list[int]) -> None:
        """Drop the clicks of these workspaces, then merge."""
        db = self._merging = open_duckdb(scratch_folder(self._settings) / "merging")
        try:
            if gone:
                drop_clicks(connection, db, self._store, gone, datetime.now(UTC))
                log.info("clicks.dropped", workspaces=gone)
            while not self._stop.is_set() and merge(connection, db, self._store):
                log.info("clicks.merged")
        finally:
            self._merging = None
            db.close()
