"""Reading the click log's segments: whole lines from where the last commit left off."""

import fcntl
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from kliqs.clicks.log.record import FIELDS, SUFFIX, VERSION
from kliqs.database import Connection

KEPT_S = 300.0  # a finished segment stays this long: it alone holds addresses
LONGEST_LINE = 1024 * 1024  # bytes; the edge reads 32 kB of a request's head, escaping makes at most four of one
LINE_START = VERSION + b"\t"


@dataclass(slots=True)
class Reading:
    """What one batch takes: whole, well-formed lines, the position each segment will be at, and what was dropped."""

    data: bytes = b""
    positions: dict[str, tuple[int, bool]] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.data and not self.positions

    def reject(self, reason: str, count: int) -> None:
        if count:
            self.rejected[reason] = self.rejected.get(reason, 0) + count


def read_batch(directory: Path, connection: Connection, most_bytes: int) -> Reading:
    """At most `most_bytes` of new lines, oldest segments first."""
    known = {
        name: (position, bool(finished))
        for name, position, finished in connection.execute(
            "SELECT segment, position, finished FROM clicks_logposition"
        ).fetchall()
    }
    reading = Reading()
    parts: list[bytes] = []
    room = most_bytes
    for path in sorted(directory.glob(f"*{SUFFIX}")):
        position, finished = known.get(path.name, (0, False))
        if finished or room <= 0:
            continue
        room -= _read_segment(path, position, room, reading, parts)
    reading.data = b"".join(parts)
    return reading


def _read_segment(path: Path, position: int, room: int, reading: Reading, parts: list[bytes]) -> int:
    """Take the new whole lines of one segment; returns how many bytes were looked at."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return 0
    try:
        is_dead = _owner_is_gone(file)  # asked before reading: nothing can be added to what a dead owner left
        data = os.pread(file, room, position)
        size = os.fstat(file).st_size
    finally:
        os.close(file)
    whole = data[: data.rfind(b"\n") + 1]
    end = position + len(whole)
    reaches_end = position + len(data) >= size
    torn = len(data) - len(whole)
    if torn and reaches_end and is_dead:
        reading.reject("torn line", 1)
        end = size
    elif not whole and len(data) >= LONGEST_LINE:
        reading.reject("endless line", 1)
        end = position + len(data)
    is_finished = is_dead and end >= size
    if end > position or is_finished:
        reading.positions[path.name] = (end, is_finished)
        parts.append(well_formed(whole, reading))
    return len(data)


def well_formed(data: bytes, reading: Reading) -> bytes:
    """Only lines of this version's shape. Counting decides for the whole, as it nearly always can."""
    lines = data.count(b"\n")
    if data.count(b"\t") == lines * (FIELDS - 1) and data.isascii() and b"\x00" not in data and b"\r" not in data:
        return data
    good = []
    for line in data.split(b"\n")[:-1]:
        if not line.startswith(LINE_START):
            reading.reject("unknown version", 1)
        elif line.count(b"\t") != (FIELDS - 1) or not line.isascii() or b"\x00" in line or b"\r" in line:
            reading.reject("malformed line", 1)
        else:
            good.append(line + b"\n")
    return b"".join(good)


def _owner_is_gone(file: int) -> bool:
    """A segment is locked for as long as its process lives."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return True


def remove_finished(directory: Path, connection: Connection) -> None:
    """Delete segments that have been loaded whole for a while; a position goes once its file is gone."""
    for name, finished in connection.execute("SELECT segment, finished FROM clicks_logposition").fetchall():
        path = directory / name
        try:
            age = time.time() - path.stat().st_mtime
        except FileNotFoundError:
            connection.execute("DELETE FROM clicks_logposition WHERE segment = ?", (name,))
            continue
        if finished and abs(age) > KEPT_S:  # either way: the clock may have stepped back
            path.unlink()
