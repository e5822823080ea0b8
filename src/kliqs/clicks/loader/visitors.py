"""Unique visitors of a day, exact over batches and restarts."""

import secrets
from collections.abc import Iterable
from datetime import date

import duckdb

from kliqs.clicks.loader.engine import hold, release
from kliqs.clicks.manifest import files_between, waiting_between
from kliqs.clicks.store import ClickStore
from kliqs.clicks.totals.days import DAY_MS, day_ms
from kliqs.database import Connection


class Salts:
    """The secret of each day that is being loaded. It is in the main database, so that a day has one, whoever loads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: dict[date, str] = {}

    def of(self, days: Iterable[date]) -> dict[date, str]:
        """Made when a day is first seen. Call inside no transaction: what is made must be there before it is used."""
        return {day: self._held.get(day) or self._keep(day) for day in days}

    def forget(self, before: date) -> None:
        """Throw away the salts of days that are loaded: with them goes the way from a visitor back to an address."""
        if any(day < before for day in self._held):
            self._held.clear()
        self._connection.execute("DELETE FROM clicks_daysalt WHERE day < ?", (before.isoformat(),))

    def _keep(self, day: date) -> str:
        salt = self._find(day)
        if salt is None:
            self._connection.execute(
                "INSERT INTO clicks_daysalt (day, salt) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (day.isoformat(), secrets.token_hex(16)),
            )
            salt = self._find(day)
        assert salt is not None
        self._held[day] = salt
        return salt

    def _find(self, day: date) -> str | None:
        row = self._connection.execute("SELECT salt FROM clicks_daysalt WHERE day = ?", (day.isoformat(),)).fetchone()
        return str(row[0]) if row else None


class SeenVisitors:
    """Which people were seen on which link, for the days now being loaded: in memory, made again from the store's
    files after a restart, and added to only after a commit. A visitor's number is made with the day's salt, so the
    same number never stands for two days."""

    def __init__(self, db: duckdb.DuckDBPyConnection, store: ClickStore) -> None:
        self._db = db
        self._store = store
        self._days: set[date] = set()
        db.execute("CREATE OR REPLACE TABLE seen (link BIGINT, visitor UBIGINT, day DATE)")

    def hold(self, connection: Connection, days: Iterable[date]) -> None:
        """Have these days in memory."""
        for day in days:
            if day not in self._days:
                self._load(connection, day)

    def find_new(self) -> None:
        """The people of `clicks` that were not seen yet, into `fresh`; there they wait for `remember`."""
        hold(
            self._db,
            "fresh",
            "SELECT * FROM (SELECT DISTINCT link, visitor, day FROM clicks"
            " WHERE kind = 'human' AND visitor IS NOT NULL)"
            " ANTI JOIN seen USING (link, visitor)",
        )

    def remember(self) -> None:
        """The batch is committed."""
        self._db.execute("INSERT INTO seen FROM fresh")
        release(self._db, "fresh")

    def forget(self, before: date) -> None:
        """Let go of days that are loaded."""
        if any(day < before for day in self._days):
            self._db.execute("CREATE OR REPLACE TABLE seen AS SELECT * FROM seen WHERE day >= ?", [before])
            self._days = {day for day in self._days if day >= before}

    def _load(self, connection: Connection, day: date) -> None:
        """Counting does not wait for a file that cannot be read: whoever was seen there alone may be new once more."""
        bounds = (day_ms(day), day_ms(day) + DAY_MS - 1)
        listed = files_between(connection, *bounds)
        names = [name for name in listed if self._store.has(name)]
        if len(names) < len(listed):  # others are another machine's, which sends them to ClickHouse, or lost
            for name in set(waiting_between(connection, *bounds)).difference(names):
                self._store.report(name, "it is not in this folder")
        try:
            self._add(names, day)
        except duckdb.Error:
            readable = self._store.readable(self._db, names)
            if len(readable) == len(names):
                raise
            self._add(readable, day)
        self._days.add(day)

    def _add(self, names: list[str], day: date) -> None:
        if names:
            self._db.execute(
                "INSERT INTO seen SELECT DISTINCT link, visitor, day FROM read_parquet(?)"
                " WHERE day = ? AND kind = 'human' AND outcome = 'r' AND visitor IS NOT NULL",
                [[str(self._store.path(name)) for name in names], day],
            )
