"""The manifest: which Parquet files make up the store."""

from dataclasses import dataclass
from datetime import UTC, datetime

from kliqs.database import Connection, as_datetime

FILES_OF_TOTALS = "SELECT file FROM clicks_clickday WHERE file <> '' UNION ALL SELECT file FROM clicks_clickmonth"


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is complete on disk and waits for its row. Times are ms since 1970 UTC, `size` bytes.
    `is_shipped` when ClickHouse has its clicks."""

    name: str
    rows: int
    size: int
    first_ms: int
    last_ms: int
    is_shipped: bool = False


def add_file(connection: Connection, file: NewFile, now: datetime) -> None:
    """Make a file visible, when the open transaction commits."""
    connection.execute(
        "INSERT INTO clicks_clickfile (name, rows, size, first_ms, last_ms, created_at, shipped_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            file.name,
            file.rows,
            file.size,
            file.first_ms,
            file.last_ms,
            connection.timestamp(now),
            connection.timestamp(now) if file.is_shipped else None,
        ),
    )


def replace_files(connection: Connection, old: list[NewFile], new: NewFile | None, now: datetime) -> None:
    """Show one file (or none, where no click is left) in place of others, in one transaction: readers see the old ones
    or the new one."""
    with connection.transaction():
        if new is not None:
            add_file(connection, new, now)
        for file in old:
            connection.execute(
                "UPDATE clicks_clickfile SET replaced_at = ? WHERE name = ?", (connection.timestamp(now), file.name)
            )


def live_files(connection: Connection) -> list[NewFile]:
    """The files that make up the store now, oldest first."""
    rows = connection.execute(
        "SELECT name, rows, size, first_ms, last_ms, shipped_at IS NOT NULL FROM clicks_clickfile"
        " WHERE replaced_at IS NULL ORDER BY id"
    ).fetchall()
    return [NewFile(row[0], row[1], row[2], row[3], row[4], bool(row[5])) for row in rows]


def newest_file(connection: Connection) -> datetime | None:
    """When clicks last came: the latest moment that a file was made, or that a click in one happened."""
    made, last_ms = connection.execute("SELECT max(created_at), max(last_ms) FROM clicks_clickfile").fetchone()
    return max(as_datetime(made), datetime.fromtimestamp(last_ms / 1000, UTC)) if made is not None else None


def unshipped(connection: Connection) -> list[str]:
    """Names of the files that ClickHouse may not have yet, oldest first."""
    rows = connection.execute(
        "SELECT name FROM clicks_clickfile WHERE shipped_at IS NULL AND replaced_at IS NULL ORDER BY id"
    ).fetchall()
    return [row[0] for row in rows]


def unshipped_before(connection: Connection, moment: datetime) -> tuple[int, datetime | None]:
    """How many files that are older than this ClickHouse may not have yet, and when the oldest of them was made."""
    count, oldest = connection.execute(
        "SELECT count(*), min(created_at) FROM clicks_clickfile"
        " WHERE shipped_at IS NULL AND replaced_at IS NULL AND created_at < ?",
        (connection.timestamp(moment),),
    ).fetchone()
    return int(count), None if oldest is None else as_datetime(oldest)


def waiting_between(connection: Connection, first_ms: int, last_ms: int) -> list[str]:
    """Names of the files with clicks between two moments that ClickHouse may not have yet."""
    rows = connection.execute(
        "SELECT name FROM clicks_clickfile"
        " WHERE shipped_at IS NULL AND replaced_at IS NULL AND last_ms >= ? AND first_ms <= ?",
        (first_ms, last_ms),
    ).fetchall()
    return [row[0] for row in rows]


def mark_shipped(connection: Connection, name: str, now: datetime) -> None:
    """ClickHouse has the file's clicks. Totals that were made there without them are old: another machine cannot know
    of a file that comes late."""
    with connection.transaction():
        rows = connection.execute(
            "UPDATE clicks_clickfile SET shipped_at = ? WHERE name = ? RETURNING first_ms, last_ms",
            (connection.timestamp(now), name),
        ).fetchall()
        for bounds in rows:
            first, last = (datetime.fromtimestamp(ms / 1000, UTC).date().isoformat() for ms in bounds)
            days = connection.execute(
                "SELECT day FROM clicks_clickday WHERE day >= ? AND day <= ? ORDER BY day", (first, last)
            ).fetchall()
            for (day,) in days:
                connection.execute("UPDATE clicks_clickday SET changes = changes + 1 WHERE day = ?", (str(day),))


def retire_shipped(connection: Connection, before_ms: int, now: datetime) -> None:
    """Let go of files that ClickHouse has, and whose days are loaded."""
    connection.execute(
        "UPDATE clicks_clickfile SET replaced_at = ?"
        " WHERE shipped_at IS NOT NULL AND replaced_at IS NULL AND last_ms < ?",
        (connection.timestamp(now), before_ms),
    )


def files_between(connection: Connection, first_ms: int, last_ms: int) -> list[str]:
    """Names of the live files with clicks between two moments."""
    rows = connection.execute(
        "SELECT name FROM clicks_clickfile WHERE replaced_at IS NULL AND last_ms >= ? AND first_ms <= ?",
        (first_ms, last_ms),
    ).fetchall()
    return [row[0] for row in rows]


def totals_between(connection: Connection, first_ms: int, last_ms: int) -> list[str]:
    """Names of the files with the totals of the UTC days between two moments."""
    first, last = (datetime.fromtimestamp(ms / 1000, UTC).date().isoformat() for ms in (first_ms, last_ms))
    rows = connection.execute(
        "SELECT file FROM clicks_clickday WHERE file <> '' AND day >= ? AND day <= ?", (first, last)
    ).fetchall()
    return [row[0] for row in rows]


def months_between(connection: Connection, first_ms: int, last_ms: int) -> list[str]:
    """Names of the files with the sums of the UTC days between two moments."""
    first, last = (datetime.fromtimestamp(ms / 1000, UTC).date() for ms in (first_ms, last_ms))
    rows = connection.execute(
        "SELECT file FROM clicks_clickmonth WHERE month >= ? AND month <= ?",
        (first.replace(day=1).isoformat(), last.isoformat()),
    ).fetchall()
    return [row[0] for row in rows]


def replaced_before(connection: Connection, moment: datetime) -> list[str]:
    """Names of files whose readers are done."""
    rows = connection.execute(
        "SELECT name FROM clicks_clickfile WHERE replaced_at < ?", (connection.timestamp(moment),)
    ).fetchall()
    return [row[0] for row in rows]


def forget_file(connection: Connection, name: str) -> None:
    """Drop a row whose file is gone. Never before: a file without a row is an orphan, a row without a file a loss."""
    connection.execute("DELETE FROM clicks_clickfile WHERE name = ?", (name,))


def all_names(connection: Connection) -> set[str]:
    """Every file with a row, replaced ones and those of totals included."""
    rows = connection.execute(f"SELECT name FROM clicks_clickfile UNION ALL {FILES_OF_TOTALS}").fetchall()
    return {row[0] for row in rows}


def settled_names(connection: Connection) -> set[str]:
    """Every file with a row, once all transactions under way are through.

    A commit whose answer was lost may still arrive after its loader has begun anew: this waits for it.
    """
    with connection.transaction():
        if not connection.is_sqlite:
            connection.execute(
                "LOCK TABLE clicks_clickfile, clicks_clickday, clicks_clickmonth IN SHARE ROW EXCLUSIVE MODE"
            )
        return all_names(connection)
