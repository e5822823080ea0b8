"""Dropping the clicks of deleted workspaces out of the store."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import duckdb

from kliqs.clicks.manifest import NewFile, live_files, replace_files
from kliqs.clicks.store import ClickStore, quoted
from kliqs.clicks.totals.dropping import drop_workspaces_from_clickhouse, drop_workspaces_from_totals
from kliqs.database import Connection, marks

if TYPE_CHECKING:
    from kliqs.clicks.engines.clickhouse import ClickHouseEngine

SETTLED = timedelta(minutes=30)  # by then the last clicks before the deletion are loaded
ABSENT = timedelta(days=1)  # so long a file that is not here is waited for: it is another machine's, or lost
REFUSED = timedelta(days=7)  # so long one that is here is: then ClickHouse will not have it
MOST_AT_ONCE = 500  # workspaces


class StillToBeSent(Exception):
    """ClickHouse has not got all clicks from before the deletion: no count may go."""


def waiting_to_be_dropped(connection: Connection, now: datetime) -> list[int]:
    """Deleted workspaces whose clicks are still there, or there again: some came after they were dropped."""
    rows = connection.execute(
        "SELECT w.id FROM accounts_workspace w LEFT JOIN clicks_droppedclicks d ON d.workspace_id = w.id"
        " WHERE w.deleted_at < ? AND (d.workspace_id IS NULL"
        " OR EXISTS (SELECT 1 FROM clicks_linktotal t WHERE t.workspace_id = w.id)) ORDER BY w.id LIMIT ?",
        (connection.timestamp(now - SETTLED), MOST_AT_ONCE),
    ).fetchall()
    return [row[0] for row in rows]


def drop_clicks(
    connection: Connection,
    db: duckdb.DuckDBPyConnection,
    store: ClickStore,
    gone: list[int],
    now: datetime,
    *,
    engine: "ClickHouseEngine | None" = None,
) -> bool:
    """Delete the counts of these workspaces, then write each file that holds clicks or totals of theirs anew without
    them. Killed in between, the next call goes on; clicks that come meanwhile bring new counts, and are found by these.
    A replaced file of clicks stays an hour for its readers.

    With ClickHouse all of it waits (False) for files that may hold their clicks and are still to be sent: such a file
    is never written anew, since ClickHouse may have it already and would not know it by its new name. What comes after
    days of waiting in vain goes with the daily chores (`totals.dropping`)."""
    try:
        with connection.transaction():
            _forget_counts(connection, gone)
            # Asked after it: what is counted later brings new counts.
            if engine is not None and any(_holds_up(file, store, now) for file in live_files(connection)):
                raise StillToBeSent
    except StillToBeSent:
        return False
    if engine is not None:
        drop_workspaces_from_clickhouse(engine, gone)
    for file in live_files(connection):
        if store.has(file.name) and (engine is None or file.is_shipped):
            _drop_from(connection, db, store, file, gone, now=now)
    drop_workspaces_from_totals(connection, db, store, gone)
    columns = {"workspace_id": "bigint", "dropped_at": "timestamptz"}
    connection.insert(
        "clicks_droppedclicks", columns, [(each, connection.timestamp(now)) for each in gone],
        "ON CONFLICT (workspace_id) DO UPDATE SET dropped_at = excluded.dropped_at",
    )  # fmt: skip
    return True


def _holds_up(file: NewFile, store: ClickStore, now: datetime) -> bool:
    """Whether a file is still to be sent, and has clicks from before the deletions."""
    if file.is_shipped or file.first_ms > _ms(now - SETTLED / 2):
        return False
    return file.last_ms > _ms(now - (REFUSED if store.has(file.name) else ABSENT))


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _drop_from(
    connection: Connection,
    db: duckdb.DuckDBPyConnection,
    store: ClickStore,
    file: NewFile,
    gone: list[int],
    *,
    now: datetime,
) -> None:
    rows, theirs = f"read_parquet({quoted(store.path(file.name))})", f"({', '.join(map(str, gone))})"
    counted = db.execute(f"SELECT count(*) FROM {rows} WHERE workspace IN {theirs}").fetchone()
    if counted is None or not counted[0]:
        return
    if counted[0] == file.rows:
        replace_files(connection, [file], None, now)
        return
    with store.new_name() as name:
        bounds = (file.first_ms, file.last_ms)
        kept = store.write(db, name, f"FROM {rows} WHERE workspace NOT IN {theirs} ORDER BY workspace, link, time")
        replace_files(connection, [file], store.described(name, kept, bounds, is_shipped=file.is_shipped), now)


def _forget_counts(connection: Connection, gone: list[int]) -> None:
    theirs = f"SELECT link_id FROM clicks_linktotal WHERE workspace_id IN ({marks(len(gone))})"
    connection.execute(f"DELETE FROM clicks_linkday WHERE link_id IN ({theirs})", gone)
    for table in ("clicks_linktotal", "clicks_rawkept"):
        connection.execute(f"DELETE FROM {table} WHERE workspace_id IN ({marks(len(gone))})", gone)
