"""Checks of the click store and of the click log."""

import fcntl
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kliqs.clicks.loader.segments import has_others, is_newer
from kliqs.clicks.manifest import all_names, live_files, unshipped_before
from kliqs.clicks.store import READ_FOR_S, SUMS, TOTALS
from kliqs.doctor.findings import Finding, Patient

LATE_S = 60
JUST_WRITTEN_S = 60
UNSENT_S = 600
MARK = b"PAR1"  # a Parquet file begins and ends with it
FOOTER_LENGTH = 4  # bytes, before the last mark


def click_files(patient: Patient) -> Iterator[Finding]:
    """Every file of the manifest is there, at its size, unless ClickHouse has its clicks."""
    folder = patient.settings.clicks_dir
    cure = "Restore a backup."
    if not patient.db.is_sqlite:
        cure += " Where other machines serve on this database, look first whether one of them has it."
    for file in live_files(patient.db):
        path = folder / file.name
        if patient.settings.uses_clickhouse and file.is_shipped:
            continue
        if not path.is_file():
            yield Finding(f"The click file {file.name} with {file.rows:,} clicks is missing.", cure)
        elif path.stat().st_size != file.size:
            yield Finding(
                f"The click file {file.name} has {path.stat().st_size:,} bytes instead of {file.size:,}.",
                "The disk may be failing. Restore a backup.",
            )


def total_files(patient: Patient) -> Iterator[Finding]:
    """The totals of every day and month are there, and whole as far as their ends tell."""
    rows = patient.db.execute(
        "SELECT day, file FROM clicks_clickday WHERE file <> '' UNION ALL SELECT month, file FROM clicks_clickmonth"
        " ORDER BY day"
    ).fetchall()
    broken = [str(day) for day, file in rows if not _has_both_ends(patient.settings.clicks_dir / file)]
    if broken:
        yield Finding(
            f"{len(broken)} files of totals are missing or damaged, the first of {broken[0]}.",
            "Run: kliqs clicks rebuild. Where single clicks are gone already, restore a backup.",
        )


def other_machines(patient: Patient) -> Iterator[Finding]:
    """Where several machines serve, clicks are where all of them see them."""
    if not patient.settings.uses_clickhouse and has_others(patient.settings.click_log_dir, patient.db):
        yield Finding(
            "Another machine serves on this database, and each keeps its clicks in files that the other has not.",
            "Set KLIQS_CLICKS_URL to one ClickHouse on all of them. If there was none in the last hour, all is well.",
        )


def waiting_for_clickhouse(patient: Patient) -> Iterator[Finding]:
    """What is loaded reaches ClickHouse."""
    if not patient.settings.uses_clickhouse:
        return
    waiting, oldest = unshipped_before(patient.db, datetime.now(UTC) - timedelta(seconds=UNSENT_S))
    if oldest is not None:
        yield Finding(
            f"ClickHouse still lacks the clicks of {waiting:,} files, the oldest of"
            f" {oldest:%Y-%m-%d %H:%M} UTC. Totals of those days wait for them.",
            "Look for `clicks.not_shipped` (it is away) and `clicks.file_refused` (and why) in the log of each server.",
        )


def orphan_files(patient: Patient) -> Iterator[Finding]:
    """No file lies in the store that the manifest does not know. One being written just now is no orphan, nor are
    totals that were replaced within the hour."""
    folder, known = patient.settings.clicks_dir, all_names(patient.db)
    if not folder.is_dir():
        return
    paths = [path for path in folder.glob("*.parquet") if path.name not in known]
    orphans = [path for path in paths if time.time() - path.stat().st_mtime > _kept_s(path.name)]
    if orphans:
        yield Finding(
            f"{len(orphans)} click files were written and never listed (a loader was killed then): {orphans[0].name}.",
            "Nothing is lost. The next start removes them.",
        )


def _kept_s(name: str) -> float:
    """For how long after its last change a file may be in no list."""
    return JUST_WRITTEN_S + (READ_FOR_S if name.startswith((TOTALS, SUMS)) else 0)


def lost_clicks(patient: Patient) -> Iterator[Finding]:
    """No click was refused by the disk."""
    lost = sum(_count_in(path) for path in patient.settings.click_log_dir.glob("*.lost"))
    if lost:
        yield Finding(
            f"{lost:,} clicks could not be written to the click log: the disk was full or broken.",
            f"Make room, then remove {patient.settings.click_log_dir}/*.lost to forget them.",
        )


def rejected_lines(patient: Patient) -> Iterator[Finding]:
    """The loader could use every line of the log."""
    for reason, count in patient.db.execute("SELECT reason, count FROM clicks_loadercount").fetchall():
        if count:
            yield Finding(
                f"{count:,} lines of the click log were dropped: {reason}.",
                "A torn line is one request that died unanswered with its process. Report other reasons.",
            )


def loader_lag(patient: Patient) -> Iterator[Finding]:
    """What is in the log is loaded."""
    positions = dict(patient.db.execute("SELECT segment, position FROM clicks_logposition").fetchall())
    waiting, oldest = 0, time.time()
    for path in patient.settings.click_log_dir.glob("*.log"):
        if _is_newer(path):
            continue
        behind = path.stat().st_size - positions.get(path.name, 0)
        if behind > 0:
            waiting += behind
            oldest = min(oldest, path.stat().st_mtime)
    if not waiting:
        return
    if not _is_loading(patient.settings.click_log_dir / "loader.lock"):
        yield Finding(
            f"{waiting:,} bytes of the click log wait to be loaded, and no server is running.", "Run: kliqs serve"
        )
    elif time.time() - oldest > LATE_S:
        yield Finding(
            f"The loader is more than {LATE_S} s behind: {waiting:,} bytes of the click log wait.",
            "Look for `clicks.loading_failed` in the log of the server.",
        )


def newer_segments(patient: Patient) -> Iterator[Finding]:
    """This version can read all of the log."""
    rows = patient.db.execute("SELECT segment FROM clicks_logposition WHERE finished").fetchall()
    finished = {name for (name,) in rows}
    paths = [path for path in patient.settings.click_log_dir.glob("*.log") if path.name not in finished]
    newer = [path.name for path in paths if _is_newer(path)]
    if newer:
        yield Finding(
            f"{len(newer)} files of the click log were written by a newer version: {min(newer)}.",
            "Nothing is lost: their clicks wait. Start that version, or a later one, to have them counted.",
        )


def _is_newer(path: Path) -> bool:
    try:
        with path.open("rb") as segment:
            return is_newer(segment.fileno())
    except FileNotFoundError:  # loaded and deleted meanwhile
        return False


def _is_loading(lock_file: Path) -> bool:
    """The loader's process holds this lock for as long as it lives; the file itself means nothing."""
    if not lock_file.exists():
        return False
    with lock_file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _has_both_ends(path: Path) -> bool:
    """Whether a Parquet file is there, and neither cut short nor overwritten: its footer, whose length stands before
    the last mark, lies between two marks."""
    try:
        with path.open("rb") as file:
            head, size = file.read(len(MARK)), file.seek(0, os.SEEK_END)
            room = size - 2 * len(MARK) - FOOTER_LENGTH
            if room < 0:
                return False
            file.seek(-len(MARK) - FOOTER_LENGTH, os.SEEK_END)
            length, tail = int.from_bytes(file.read(FOOTER_LENGTH), "little"), file.read()
    except OSError:
        return False
    return head == tail == MARK and length <= room


def _count_in(path: Path) -> int:
    text = path.read_text(encoding="ascii", errors="replace").strip()
    return int(text) if text.isdigit() else 0
