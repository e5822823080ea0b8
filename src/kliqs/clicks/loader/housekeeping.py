"""What goes on beside the loading, in a thread of its own: a merge takes seconds, and counts must not wait for it."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb
import psycopg
import structlog

from kliqs.clicks.loader.dropping import drop_clicks, waiting_to_be_dropped
from kliqs.clicks.loader.engine import open_duckdb, scratch_folder
from kliqs.clicks.loader.merging import choose_of, merge, remove_orphans, remove_replaced
from kliqs.clicks.manifest import newest_file, retire_shipped
from kliqs.clicks.niceness import be_nice
from kliqs.clicks.store import ClickStore
from kliqs.clicks.totals.days import day_ms, due_days, first_untotalled, place_of
from kliqs.clicks.totals.dropping import drop_from_clickhouse, drop_from_files
from kliqs.clicks.totals.making import ClickHouseTotals, FileTotals, make_totals
from kliqs.clicks.totals.months import make_months
from kliqs.database import Connection, Database
from kliqs.settings import Settings

if TYPE_CHECKING:
    from kliqs.clicks.engines.clickhouse import ClickHouseEngine

EVERY_S = 20.0
QUIET = timedelta(days=2)  # when no click came for longer, the clock may be wrong: its word alone drops nothing
NICENESS = 15

log = structlog.get_logger("clicks")


class Housekeeping:
    """Merges files and removes what is no longer needed, for as long as its loader is elected.

    `has_caught_up` says whether all that was in the log at the start is loaded: nothing is dropped before, or clicks
    that are loaded after it would stay, and count for nothing. `rounds` is how often it has looked for work.
    """

    def __init__(self, settings: Settings, store: ClickStore, has_caught_up: Callable[[], bool]) -> None:
        self._settings = settings
        self._store = store
        self._has_caught_up = has_caught_up
        self.rounds = 0
        self._is_shipping = settings.uses_clickhouse
        self._stop = threading.Event()
        self._started = time.monotonic()
        self._dropped_on: date | None = None
        self._working: duckdb.DuckDBPyConnection | None = None
        self._thread = threading.Thread(target=self._run, name="kliqs-housekeeping", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Break off what is under way: it leaves nothing but an orphan."""
        self._stop.set()
        working = self._working
        if working is not None:
            working.interrupt()
        self._thread.join()

    def _run(self) -> None:
        be_nice(NICENESS)
        while True:
            try:
                self._keep_house()
            except duckdb.InterruptException:
                return
            except (psycopg.Error, sqlite3.Error, OSError) as problem:
                log.warning("clicks.housekeeping_failed", problem=str(problem))
            self.rounds += 1
            if self._stop.wait(EVERY_S):
                return

    def _keep_house(self) -> None:
        """One chore after the other: one that fails holds no other up."""
        connection = Connection(Database(self._settings.database_url))
        try:
            for chore in (self._remove_files, self._drop, self._keep_totals, self._merge):
                if self._stop.is_set():
                    return
                try:
                    chore(connection)
                except duckdb.InterruptException:
                    raise
                except (duckdb.Error, OSError) as problem:
                    log.warning("clicks.housekeeping_failed", problem=str(problem))
        finally:
            connection.close()

    def _remove_files(self, connection: Connection) -> None:
        orphans = remove_orphans(connection, self._store)
        if orphans:
            log.info("clicks.orphans_removed", files=orphans)
        remove_replaced(connection, self._store, datetime.now(UTC))
        if self._is_shipping:
            self._retire_shipped(connection, datetime.now(UTC))

    def _retire_shipped(self, connection: Connection, now: datetime) -> None:
        """Files go when ClickHouse has their clicks, and the totals of these."""
        yesterday = now.date() - timedelta(days=1)
        untotalled = first_untotalled(connection, "clickhouse") or yesterday
        retire_shipped(connection, day_ms(min(yesterday, untotalled)), now)

    def _drop(self, connection: Connection) -> None:
        """Drop the clicks of deleted workspaces."""
        if not self._has_caught_up():
            return
        gone = waiting_to_be_dropped(connection, datetime.now(UTC))
        if not gone:
            return
        with ExitStack() as opened:
            db = opened.enter_context(self._duckdb())
            engine = opened.enter_context(self._clickhouse()) if self._is_shipping else None
            if not drop_clicks(connection, db, self._store, gone, datetime.now(UTC), engine=engine):
                return
        log.info("clicks.dropped", workspaces=gone)

    def _keep_totals(self, connection: Connection) -> None:
        """Totals of days that are over, then letting go of raw clicks: once a day, since it reads all files."""
        now = datetime.now(UTC)
        is_dropping = self._dropped_on != now.date() and self._has_caught_up() and self._is_likely(connection, now)
        if not is_dropping and not due_days(connection, now, place_of(self._settings)):
            return
        if self._is_shipping:
            self._keep_totals_in_clickhouse(connection, now, is_dropping=is_dropping)
        else:
            with self._duckdb() as db:
                days = make_totals(connection, FileTotals(connection, db, self._store), now)
                make_months(connection, db, self._store)
                dropped = drop_from_files(connection, db, self._store, now) if is_dropping else 0
            if days or dropped:
                log.info("clicks.totals_kept", days=days, dropped=dropped)
        if is_dropping:
            self._dropped_on = now.date()

    def _is_likely(self, connection: Connection, now: datetime) -> bool:
        """Whether it can be as late as the clock says: some click or file of clicks is not much older, or this process
        has been here for long, so that nobody clicks."""
        newest = newest_file(connection)
        is_quiet = time.monotonic() - self._started > QUIET.total_seconds()
        return newest is not None and (is_quiet or now - newest < QUIET)

    def _keep_totals_in_clickhouse(self, connection: Connection, now: datetime, *, is_dropping: bool) -> None:
        with self._clickhouse() as engine:
            make_totals(connection, ClickHouseTotals(connection, engine, self._store), now)
            if is_dropping:
                drop_from_clickhouse(connection, engine, now)

    @contextmanager
    def _clickhouse(self) -> "Iterator[ClickHouseEngine]":
        """Raises OSError for what the server refuses, or when it is away."""
        from clickhouse_connect.driver.exceptions import ClickHouseError  # only where it is used

        from kliqs.clicks.engines.clickhouse import ClickHouseEngine

        try:
            with closing(ClickHouseEngine(self._settings.clicks_url)) as engine:
                yield engine
        except ClickHouseError as problem:
            raise OSError(f"ClickHouse: {problem}") from problem

    @contextmanager
    def _duckdb(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One that `stop` may interrupt."""
        db = self._working = open_duckdb(scratch_folder(self._settings) / "merging")
        try:
            yield db
        finally:
            self._working = None
            db.close()

    def _merge(self, connection: Connection) -> None:
        if not choose_of(connection, self._store, is_shipping=self._is_shipping):
            return
        with self._duckdb() as db:
            while not self._stop.is_set() and merge(connection, db, self._store, is_shipping=self._is_shipping):
                log.info("clicks.merged")
