"""Unique visitors of a day, exact over batches and restarts."""

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from kliqs.clicks.manifest import files_between
from kliqs.database import Connection

DAY_MS = 86_400_000
DAYS_HELD = 3


def salts_for(connection: Connection, wanted: Iterable[date]) -> dict[date, str]:
    """The secret of each day, made when the day is first seen. Call inside no transaction: each commits at once."""
    salts = {}
    for day in wanted:
        connection.execute(
            "INSERT INTO clicks_daysalt (day, salt) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (day.isoformat(), secrets.token_hex(32)),
        )
        salts[day] = connection.execute("SELECT salt FROM clicks_daysalt WHERE day = ?", (day.isoformat(),)).fetchone()[
            0
        ]
    return salts


def forget_salts(connection: Connection, now: datetime) -> None:
    """Throw away the salts of days that are loaded: with them goes the way from a visitor back to an address."""
    connection.execute("DELETE FROM clicks_daysalt WHERE day < ?", (now.astimezone(UTC).date().isoformat(),))


class SeenVisitors:
    """Which people were seen on which link, for the days now being loaded: in memory, made again from the store's
    files after a restart, and added to only after a commit."""

    def __init__(self, db: duckdb.DuckDBPyConnection, directory: Path) -> None:
        self._db = db
        self._directory = directory
        self._days: set[date] = set()
        db.execute("CREATE OR REPLACE TABLE seen (day DATE, link BIGINT, visitor UBIGINT)")

    def hold(self, connection: Connection, wanted: Iterable[date]) -> None:
        """Have these days in memory."""
        for day in wanted:
            if day not in self._days:
                self._load(connection, day)
        if len(self._days) > DAYS_HELD:
            self._let_go(sorted(self._days)[: len(self._days) - DAYS_HELD], keep=set(wanted))

    def count_new(self) -> dict[tuple[int, date], int]:
        """`batch`'s people that were not seen yet, by link and day; they wait in `fresh` for `remember`."""
        self._db.execute(
            "CREATE OR REPLACE TEMP TABLE fresh AS SELECT DISTINCT day, link, visitor FROM batch"
            " WHERE kind = 'human' AND outcome = 'r' EXCEPT SELECT day, link, visitor FROM seen"
        )
        rows = self._db.execute("SELECT link, day, count(*) FROM fresh GROUP BY ALL").fetchall()
        return {(link, day): count for link, day, count in rows}

    def remember(self) -> None:
        """The batch is committed."""
        self._db.execute("INSERT INTO seen SELECT day, link, visitor FROM fresh")

    def _load(self, connection: Connection, day: date) -> None:
        start = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
        paths = [str(self._directory / name) for name in files_between(connection, start, start + DAY_MS - 1)]
        if paths:
            self._db.execute(
                "INSERT INTO seen SELECT DISTINCT day, link, visitor FROM read_parquet(?)"
                " WHERE day = ? AND kind = 'human' AND outcome = 'r'",
                [paths, day],
            )
        self._days.add(day)

    def _let_go(self, days: list[date], keep: set[date]) -> None:
        for day in days:
            if day not in keep:
                self._db.execute("DELETE FROM seen WHERE day = ?", [day])
                self._days.discard(day)
