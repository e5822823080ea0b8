"""Merging small files into larger ones, sorted so that a workspace reads its own row groups."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from kliqs.clicks.manifest import (
    NewFile,
    forget_file,
    live_files,
    replace_files,
    replaced_before,
    settled_names,
)
from kliqs.clicks.store import ClickStore, quoted
from kliqs.database import Connection

KEPT = timedelta(hours=1)  # a replaced file stays this long for those who are reading it
MEGABYTE = 1024 * 1024
MERGED_BYTES = 128 * MEGABYTE  # of files that are merged at once


@dataclass(frozen=True, slots=True)
class Tier:
    """Files below `size` bytes are merged when there are `count` of them. A click is so written once for each tier."""

    size: int
    count: int


TIERS = (Tier(MEGABYTE, 40), Tier(16 * MEGABYTE, 16), Tier(64 * MEGABYTE, 8))


def choose_of(connection: Connection, store: ClickStore, *, is_shipping: bool) -> list[NewFile]:
    """The files to merge now, all of them in this folder: those that ClickHouse has, or those it has not. With
    ClickHouse a waiting one is left alone, since it is sent as it is."""
    here = [file for file in live_files(connection) if store.has(file.name) and file.name not in store.unreadable]
    shipped = choose([file for file in here if file.is_shipped])
    return shipped if shipped or is_shipping else choose([file for file in here if not file.is_shipped])


def merge(
    connection: Connection, db: duckdb.DuckDBPyConnection, store: ClickStore, *, is_shipping: bool = False
) -> bool:
    """Merge the oldest files of a tier, if one is full. Killed at any step, the old files or the new one are listed,
    never both. One that cannot be read is left alone from then on."""
    chosen = choose_of(connection, store, is_shipping=is_shipping)
    if not chosen:
        return False
    try:
        _merge(connection, db, store, chosen, is_shipping=is_shipping)
    except duckdb.InterruptException:
        raise
    except duckdb.Error:
        if len(store.readable(db, [file.name for file in chosen])) == len(chosen):
            raise
    return True


def _merge(
    connection: Connection,
    db: duckdb.DuckDBPyConnection,
    store: ClickStore,
    chosen: list[NewFile],
    *,
    is_shipping: bool,
) -> None:
    paths = ", ".join(quoted(store.path(file.name)) for file in chosen)
    with store.new_name() as name:
        store.write(db, name, f"FROM read_parquet([{paths}]) ORDER BY workspace, link, time")
        bounds = (min(file.first_ms for file in chosen), max(file.last_ms for file in chosen))
        rows = sum(file.rows for file in chosen)
        merged = store.described(name, rows, bounds, is_shipped=chosen[0].is_shipped)
        replace_files(connection, chosen, merged, datetime.now(UTC))


def choose(files: list[NewFile]) -> list[NewFile]:
    """The files to merge now: the oldest of the first tier that is full."""
    floor = 0
    for tier in TIERS:
        members = [file for file in files if floor <= file.size < tier.size]
        floor = tier.size
        if len(members) >= tier.count:
            return _oldest(members)
    return []


def _oldest(files: list[NewFile]) -> list[NewFile]:
    chosen: list[NewFile] = []
    room = MERGED_BYTES
    for file in files:
        room -= file.size
        if room < 0 and len(chosen) > 1:
            break
        chosen.append(file)
    return chosen


def remove_replaced(connection: Connection, store: ClickStore, now: datetime) -> None:
    """Delete files whose readers are done: the file first, so that its row is not lost with the file still there."""
    for name in replaced_before(connection, now - KEPT):
        store.path(name).unlink(missing_ok=True)
        forget_file(connection, name)


def remove_orphans(connection: Connection, store: ClickStore) -> int:
    """Delete files that never got a row: a loader was killed between writing and committing. Returns how many."""
    settled = store.settled()
    if not settled:
        return 0
    listed = settled_names(connection)
    orphans = [path for path in settled if path.name not in listed]
    for path in orphans:
        path.unlink()
    return len(orphans)
