"""The sums of days, a file for each UTC month: what questions of whole days read instead of raw clicks.

They are added up from the totals of the days: of every dimension one row a day, of ALL clicks the quarters of an hour,
since days of other zones are made of these. A file a month, since opening sixty files of days takes longer than reading
them (20 million clicks of 60 days: 99 ms for the largest tenth's cities, 13 ms so).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import duckdb

from kliqs.clicks.store import SUMS, ClickStore, quoted
from kliqs.clicks.totals.days import DAY_MS, as_date, day_ms
from kliqs.clicks.totals.rules import ALL, COLUMNS, OF_SUMS
from kliqs.database import Connection


@dataclass(frozen=True, slots=True)
class Summing:
    """A day whose sums are missing or old; `file` has its totals, which are those of the change `totalled`."""

    day: date
    totalled: int
    file: str


def make_months(connection: Connection, db: duckdb.DuckDBPyConnection, store: ClickStore) -> int:
    """Put the sums of days whose totals changed into their months; returns how many days. Killed at any step, a month
    is as it was or whole."""
    due = _due(connection)
    for month, days in groupby(due, key=lambda each: each.day.replace(day=1)):
        _make(connection, db, store, month, list(days))
    return len(due)


def _due(connection: Connection) -> list[Summing]:
    rows = connection.execute(
        "SELECT day, totalled, file FROM clicks_clickday WHERE summed <> totalled ORDER BY day"
    ).fetchall()
    return [Summing(as_date(day), int(totalled), file) for day, totalled, file in rows]


def _make(
    connection: Connection, db: duckdb.DuckDBPyConnection, store: ClickStore, month: date, due: list[Summing]
) -> None:
    db.execute(
        "CREATE OR REPLACE TEMP TABLE sums (workspace BIGINT, dimension VARCHAR, value VARCHAR, ms BIGINT,"
        " human BIGINT, preview BIGINT, bot BIGINT, visitors BIGINT)"
    )
    for query in _rows(connection, store, month, due):
        db.execute(f"INSERT INTO sums {query}")
    with store.new_name(SUMS) as name:
        store.write(db, name, f"SELECT {COLUMNS} FROM sums ORDER BY {OF_SUMS}")
        db.execute("DROP TABLE sums")
        with connection.transaction():
            connection.execute(
                "INSERT INTO clicks_clickmonth (month, file) VALUES (?, ?)"
                " ON CONFLICT (month) DO UPDATE SET file = excluded.file",
                (month.isoformat(), name),
            )
            for each in due:  # one that changed meanwhile stays due
                connection.execute(
                    "UPDATE clicks_clickday SET summed = ? WHERE day = ?", (each.totalled, each.day.isoformat())
                )


def _rows(connection: Connection, store: ClickStore, month: date, due: list[Summing]) -> Iterator[str]:
    """What the month consists of: its other days as they are, and the due ones out of their totals."""
    old = connection.execute("SELECT file FROM clicks_clickmonth WHERE month = ?", (month.isoformat(),)).fetchone()
    following = (month + timedelta(days=31)).replace(day=1)
    days = connection.execute(
        "SELECT day FROM clicks_clickday WHERE summed > 0 AND day >= ? AND day < ?",
        (month.isoformat(), following.isoformat()),
    ).fetchall()
    if old and {as_date(day) for (day,) in days} - {each.day for each in due}:
        starts = ", ".join(str(day_ms(each.day)) for each in due)
        sums = f"read_parquet({quoted(store.path(old[0]))})"
        yield f"SELECT {COLUMNS} FROM {sums} WHERE ms - ms % {DAY_MS} NOT IN ({starts})"
    for each in due:
        if each.file:
            totals = f"read_parquet({quoted(store.path(each.file))})"
            yield f"SELECT {COLUMNS} FROM {totals} WHERE dimension = '{ALL}'"
            yield (
                f"SELECT workspace, dimension, value, {day_ms(each.day)}, sum(human), sum(preview), sum(bot),"
                f" sum(visitors) FROM {totals} WHERE dimension <> '{ALL}' GROUP BY workspace, dimension, value"
            )
