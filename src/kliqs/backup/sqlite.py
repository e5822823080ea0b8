"""A SQLite database as of one moment, while it is written to."""

import os
import sqlite3
from pathlib import Path

from kliqs.backup.archive import SEPARATE
from kliqs.database import Connection, Database


def snapshot(database: Database, target: Path) -> None:
    """Copy the whole database into `target`, ready to be put away."""
    target.touch(mode=0o600)
    source = Connection(database, read_only=True)
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        # All pages in one step: writers go on, and nothing they write makes the copy begin again.
        source.raw.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("PRAGMA secure_delete = ON")  # a deleted salt must not stay readable in a free page
        for table in SEPARATE:
            copy.execute(f"DELETE FROM {table}")
        copy.execute("DELETE FROM clicks_clickfile WHERE replaced_at IS NOT NULL")
    finally:
        copy.close()
        source.close()


def put_back(snapshot_file: Path, database: Database) -> None:
    """Make the snapshot the database; what was there is gone. Nobody may have it open."""
    path = Path(database.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with snapshot_file.open("rb+") as file:
        os.fsync(file.fileno())
    for leftover in (f"{path}-wal", f"{path}-shm"):
        Path(leftover).unlink(missing_ok=True)
    snapshot_file.replace(path)
