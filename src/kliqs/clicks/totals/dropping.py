"""Dropping raw clicks that a plan no longer keeps, once their totals are made."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import duckdb

from kliqs.accounts.plans import SHORTEST_RAW_DAYS, UNLIMITED, plan
from kliqs.clicks.manifest import NewFile, live_files, replace_files
from kliqs.clicks.store import SUMS, TOTALS, ClickStore, quoted
from kliqs.clicks.totals.days import TotalsPlace, as_date, day_ms, first_untotalled, kept_since
from kliqs.clicks.totals.rules import OF_SUMS, OF_TOTALS
from kliqs.database import Connection

if TYPE_CHECKING:
    from kliqs.clicks.engines.clickhouse import ClickHouseEngine

# A file is written anew when clicks in it are overdue by so long: not each day for a day's worth.
SLACK = timedelta(days=7)
AT_ONCE = 1_000
NOBODYS = 0  # the workspace of visits to unknown slugs
NOBODYS_DAYS = 90
RAW_KEPT = {"workspace_id": "bigint", "since": "date"}


def limits(connection: Connection, now: datetime, place: TotalsPlace) -> dict[int, date]:
    """For workspaces whose plan ends the keeping: the first UTC day that is kept. Never beyond a day without totals."""
    untotalled = first_untotalled(connection, place)
    found = {}
    rows = connection.execute("SELECT id, plan FROM accounts_workspace").fetchall()
    for workspace, days in [(NOBODYS, NOBODYS_DAYS), *((row[0], plan(row[1]).raw_days) for row in rows)]:
        if days != UNLIMITED:
            since = first_kept_day(now, days)
            found[int(workspace)] = min(since, untotalled) if untotalled else since
    return found


def first_kept_day(now: datetime, days: int) -> date:
    """The first UTC day whose raw clicks a plan of so many days keeps."""
    return now.astimezone(UTC).date() - timedelta(days=days)


def note_limits(connection: Connection, limits: dict[int, date], now: datetime) -> None:
    """Say that older clicks are gone, before any is: answers turn to totals, which are exact either way. A day later
    than any plan has now was noted by a clock that ran ahead, and would hide new clicks: it is set back."""
    kept, latest = kept_since(connection), first_kept_day(now, SHORTEST_RAW_DAYS)
    ahead = {workspace: latest for workspace, since in kept.items() if since > latest}
    moved = {workspace: since for workspace, since in limits.items() if since > kept.get(workspace, date.min)}
    back = {workspace: limits.get(workspace, since) for workspace, since in ahead.items()}
    rows = [(workspace, since.isoformat()) for workspace, since in sorted((moved | back).items())]
    for start in range(0, len(rows), AT_ONCE):
        connection.insert(
            "clicks_rawkept", RAW_KEPT, rows[start : start + AT_ONCE],
            "ON CONFLICT (workspace_id) DO UPDATE SET since = excluded.since",
        )  # fmt: skip


def drop_from_files(connection: Connection, db: duckdb.DuckDBPyConnection, store: ClickStore, now: datetime) -> int:
    """Write files anew without the clicks that are overdue; returns how many clicks went. Killed at any step, a file or
    its successor is listed."""
    ends = limits(connection, now, "files")
    note_limits(connection, ends, now)
    ends |= dict.fromkeys(_dropped(connection), date.max)
    latest = max((day_ms(since) for since in ends.values()), default=0)
    db.execute("CREATE OR REPLACE TEMP TABLE limits (workspace BIGINT, since DATE)")
    db.execute("INSERT INTO limits SELECT unnest(?), unnest(?)", [list(ends), list(ends.values())])
    files = [file for file in live_files(connection) if file.first_ms < latest and store.has(file.name)]
    return sum(_drop(connection, db, store, file) for file in files)


def _dropped(connection: Connection) -> list[int]:
    """Deleted workspaces whose clicks were dropped: visits of theirs may have come since that no count tells of."""
    return [row[0] for row in connection.execute("SELECT workspace_id FROM clicks_droppedclicks").fetchall()]


def _drop(connection: Connection, db: duckdb.DuckDBPyConnection, store: ClickStore, file: NewFile) -> int:
    """Clicks of a file that cannot be read stay in it."""
    try:
        return _drop_from(connection, db, store, file)
    except duckdb.InterruptException:
        raise
    except duckdb.Error:
        if store.readable(db, [file.name]):
            raise
        return 0


def _drop_from(connection: Connection, db: duckdb.DuckDBPyConnection, store: ClickStore, file: NewFile) -> int:
    source = f"read_parquet({quoted(store.path(file.name))}) AS c LEFT JOIN limits USING (workspace)"
    overdue = db.execute(f"SELECT count(*) FROM {source} WHERE c.day < since - {SLACK.days}").fetchall()[0][0]
    if not overdue:
        return 0
    now = datetime.now(UTC)
    kept = f"SELECT c.* FROM {source} WHERE since IS NULL OR c.day >= since"
    bounds = db.execute(f"SELECT min(epoch_ms(time)), max(epoch_ms(time)) FROM ({kept})").fetchall()[0]
    if bounds[0] is None:
        replace_files(connection, [file], None, now)
        return file.rows
    with store.new_name() as name:
        rows = store.write(db, name, f"{kept} ORDER BY workspace, link, time")
        replace_files(connection, [file], store.described(name, rows, bounds, is_shipped=file.is_shipped), now)
    return file.rows - rows


def drop_from_clickhouse(connection: Connection, engine: "ClickHouseEngine", now: datetime) -> None:
    """The same there, where the server does the writing anew in its own time. A machine that was away may bring clicks
    of a deleted workspace late: then their totals go as well."""
    ends = limits(connection, now, "clickhouse")
    note_limits(connection, ends, now)
    dropped = _dropped(connection)
    come_since = sorted({*dropped} & {*engine.column("SELECT DISTINCT workspace FROM clicks")}) if dropped else []
    if come_since:
        drop_workspaces_from_clickhouse(engine, come_since)
    for since in sorted(set(ends.values())):
        workspaces = ", ".join(str(workspace) for workspace, end in ends.items() if end == since)
        engine.command(
            f"DELETE FROM clicks WHERE workspace IN ({workspaces}) AND time < {engine.dialect.moment(day_ms(since))}"
        )


def drop_workspaces_from_totals(
    connection: Connection, db: duckdb.DuckDBPyConnection, store: ClickStore, gone: list[int]
) -> None:
    """Write the totals of days and the sums of months anew without deleted workspaces. A day that is totalled meanwhile
    keeps its newer file, which is made of clicks: the caller drops those too."""
    theirs = f"({', '.join(map(str, gone))})"
    for table, key, kind, order in (
        ("clicks_clickday", "day", TOTALS, OF_TOTALS),
        ("clicks_clickmonth", "month", SUMS, OF_SUMS),
    ):
        for when, file in connection.execute(f"SELECT {key}, file FROM {table} WHERE file <> ''").fetchall():
            if not store.has(file):
                continue
            rows = f"read_parquet({quoted(store.path(file))})"
            if not db.execute(f"SELECT count(*) FROM {rows} WHERE workspace IN {theirs}").fetchall()[0][0]:
                continue
            with store.new_name(kind) as name:
                store.write(db, name, f"FROM {rows} WHERE workspace NOT IN {theirs} ORDER BY {order}")
                connection.execute(
                    f"UPDATE {table} SET file = ? WHERE {key} = ? AND file = ?", (name, as_date(when).isoformat(), file)
                )
            store.retire(file)


def drop_workspaces_from_clickhouse(engine: "ClickHouseEngine", gone: list[int]) -> None:
    """Everything there is of deleted workspaces, clicks last: as long as there are any, it is done again."""
    for table in ("click_totals", "clicks"):
        engine.command(f"DELETE FROM {table} WHERE workspace IN ({', '.join(map(str, gone))})")
