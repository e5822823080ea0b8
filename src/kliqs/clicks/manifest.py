"""The manifest: which Parquet files make up the store."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kliqs.database import Connection

KEPT_S = 3_600  # a replaced file stays this long for those who are reading it


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is complete on disk and waits for its row. Times are ms since 1970 UTC, `size` bytes."""

    name: str
    rows: int
    size: int
    first_ms: int
    last_ms: int


def add_file(connection: Connection, file: NewFile, now: datetime) -> None:
    """Make a file visible, when the open transaction commits."""
    connection.execute(
        "INSERT INTO clicks_clickfile (name, rows, size, first_ms, last_ms, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        (file.name, file.rows, file.size, file.first_ms, file.last_ms, connection.timestamp(now)),
    )


def live_files(connection: Connection) -> list[NewFile]:
    """The files that make up the store now, oldest first."""
    rows = connection.execute(
        "SELECT name, rows, size, first_ms, last_ms FROM clicks_clickfile WHERE replaced_at IS NULL ORDER BY id"
    ).fetchall()
    return [NewFile(*row) for row in rows]


def files_between(connection: Connection, first_ms: int, last_ms: int) -> list[str]:
    """Names of the live files with clicks between two moments."""
    rows = connection.execute(
        "SELECT name FROM clicks_clickfile WHERE replaced_at IS NULL AND last_ms >= ? AND first_ms <= ?",
        (first_ms, last_ms),
    ).fetchall()
    return [row[0] for row in rows]


def all_names(connection: Connection) -> set[str]:
    """Every file with a row, replaced ones included."""
    return {row[0] for row in connection.execute("SELECT name FROM clicks_clickfile").fetchall()}


def remove_replaced(connection: Connection, directory: Path, before: datetime) -> None:
    """Delete files that were replaced long enough ago: the file first, so that no row is lost with it still there."""
    rows = connection.execute(
        "SELECT id, name FROM clicks_clickfile WHERE replaced_at < ?", (connection.timestamp(before),)
    ).fetchall()
    for number, name in rows:
        (directory / name).unlink(missing_ok=True)
        connection.execute("DELETE FROM clicks_clickfile WHERE id = ?", (number,))


def remove_orphans(connection: Connection, directory: Path) -> int:
    """Delete files that never got a row: a loader was killed between writing and committing. The loader alone calls
    this, before it writes anything."""
    names = all_names(connection)
    orphans = [path for path in directory.glob("*") if path.is_file() and path.name not in names]
    for path in orphans:
        path.unlink()
    return len(orphans)
