"""Merging small files into larger ones, sorted so that a workspace reads its own row groups."""

from datetime import UTC, datetime

from kliqs.clicks.loader.steps import STORED, Batch, write_file
from kliqs.clicks.manifest import NewFile, add_file, live_files

MERGE_FROM = 48  # small files before they are worth merging
SMALL_BYTES = 32 * 1024 * 1024
MERGED_BYTES = 256 * 1024 * 1024


def merge(batch: Batch) -> bool:
    """Merge the oldest small files, if there are enough of them. Killed at any step, the old files or the new one
    are listed, never both."""
    chosen = _choose(live_files(batch.connection))
    if not chosen:
        return False
    paths = ", ".join(f"'{batch.store_directory / file.name}'" for file in chosen)
    merged = write_file(
        batch.db,
        batch.store_directory,
        f"SELECT {STORED} FROM read_parquet([{paths}]) ORDER BY workspace, link, time",
        sum(file.rows for file in chosen),
        (min(file.first_ms for file in chosen), max(file.last_ms for file in chosen)),
    )
    now = datetime.now(UTC)
    with batch.connection.transaction():
        add_file(batch.connection, merged, now)
        for file in chosen:
            batch.connection.execute(
                "UPDATE clicks_clickfile SET replaced_at = ? WHERE name = ?",
                (batch.connection.timestamp(now), file.name),
            )
    return True


def _choose(files: list[NewFile]) -> list[NewFile]:
    small = [file for file in files if file.size < SMALL_BYTES]
    if len(small) < MERGE_FROM:
        return []
    chosen: list[NewFile] = []
    size = 0
    for file in small:
        size += file.size
        if size > MERGED_BYTES and len(chosen) > 1:
            break
        chosen.append(file)
    return chosen
