"""The sums of days, a file for each UTC month: what questions of whole days read instead of raw clicks.

They are added up from the totals of the days: of every dimension one row a day, of ALL clicks the quarters of an hour,
since days of other zones are made of these. A file a month, since opening sixty files of days takes longer than reading
them (20 million clicks of 60 days: 99 ms for the largest tenth's cities, 13 ms so).
"""

from collections.abc import Iterator, Sequence, Set
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


@dataclass(frozen=True, slots=True)
class Plan:
    """What a month is added up from: its file so far, "" for none, and days. The sums of `lost` ones are nowhere."""

    old: str
    due: list[Summing]
    lost: tuple[Summing, ...] = ()

    def of(self, readable: Set[str], others: list[Summing]) -> "Plan":
        """The same out of these files alone. A day whose totals cannot be read keeps the sums it had; where the month
        cannot be, its other days are added up again too."""
        due = [each for each in self.due if not each.file or each.file in readable]
        if not self.old or self.old in readable:
            return Plan(self.old, due)
        found = [each for each in others if each.file in readable]
        return Plan("", [*found, *due], tuple(each for each in others if each not in found))


def make_months(connection: Connection, db: duckdb.DuckDBPyConnection, store: ClickStore) -> int:
    """Put the sums of days whose totals changed into their months; returns how many days. Killed at any step, a month
    is as it was or whole."""
    due = _days(connection, "summed <> totalled")
    months = groupby(due, key=lambda each: each.day.replace(day=1))
    return sum(_make(connection, db, store, month, list(days)) for month, days in months)


def _days(connection: Connection, condition: str, values: Sequence[str] = ()) -> list[Summing]:
    rows = connection.execute(
        f"SELECT day, totalled, file FROM clicks_clickday WHERE {condition} ORDER BY day", values
    ).fetchall()
    return [Summing(as_date(day), int(totalled), file) for day, totalled, file in rows]


def _make(
    connection: Connection, db: duckdb.DuckDBPyConnection, store: ClickStore, month: date, due: list[Summing]
) -> int:
    old = _file_of(connection, month)
    following = (month + timedelta(days=31)).replace(day=1)
    summed = _days(connection, "summed > 0 AND day >= ? AND day < ?", (month.isoformat(), following.isoformat()))
    others = [each for each in summed if each not in due]
    plan = _added_up(db, store, Plan(old if others else "", due), others)
    with store.new_name(SUMS) as name:
        store.write(db, name, f"SELECT {COLUMNS} FROM sums ORDER BY {OF_SUMS}")
        db.execute("DROP TABLE sums")
        with connection.transaction():
            connection.execute(
                "INSERT INTO clicks_clickmonth (month, file) VALUES (?, ?)"
                " ON CONFLICT (month) DO UPDATE SET file = excluded.file",
                (month.isoformat(), name),
            )
            for each in plan.due:  # one that changed meanwhile stays due
                connection.execute(
                    "UPDATE clicks_clickday SET summed = ? WHERE day = ?", (each.totalled, each.day.isoformat())
                )
            for each in plan.lost:
                connection.execute("UPDATE clicks_clickday SET summed = 0 WHERE day = ?", (each.day.isoformat(),))
    store.retire(old)
    return len(plan.due)


def _file_of(connection: Connection, month: date) -> str:
    row = connection.execute("SELECT file FROM clicks_clickmonth WHERE month = ?", (month.isoformat(),)).fetchone()
    return row[0] if row else ""


def _added_up(db: duckdb.DuckDBPyConnection, store: ClickStore, plan: Plan, others: list[Summing]) -> Plan:
    """Have the month in the table `sums`; returns what it consists of. `others` are its days that are not due."""
    try:
        _add_up(db, store, plan)
    except duckdb.InterruptException:
        raise
    except duckdb.Error:
        files = [plan.old, *(each.file for each in (*plan.due, *others))]
        readable = plan.of(set(store.readable(db, files)), others)
        if readable == plan:
            raise
        _add_up(db, store, readable)
        return readable
    return plan


def _add_up(db: duckdb.DuckDBPyConnection, store: ClickStore, plan: Plan) -> None:
    db.execute(
        "CREATE OR REPLACE TEMP TABLE sums (workspace BIGINT, dimension VARCHAR, value VARCHAR, ms BIGINT,"
        " human BIGINT, preview BIGINT, bot BIGINT, visitors BIGINT)"
    )
    for query in _rows(store, plan):
        db.execute(f"INSERT INTO sums {query}")


def _rows(store: ClickStore, plan: Plan) -> Iterator[str]:
    """What the month consists of: its other days as they are, and the due ones out of their totals."""
    if plan.old:
        starts = ", ".join(str(day_ms(each.day)) for each in plan.due)
        others = f"WHERE ms - ms % {DAY_MS} NOT IN ({starts})" if starts else ""
        yield f"SELECT {COLUMNS} FROM read_parquet({quoted(store.path(plan.old))}) {others}"
    for each in plan.due:
        if each.file:
            totals = f"read_parquet({quoted(store.path(each.file))})"
            yield f"SELECT {COLUMNS} FROM {totals} WHERE dimension = '{ALL}'"
            yield (
                f"SELECT workspace, dimension, value, {day_ms(each.day)}, sum(human), sum(preview), sum(bot),"
                f" sum(visitors) FROM {totals} WHERE dimension <> '{ALL}' GROUP BY workspace, dimension, value"
            )
