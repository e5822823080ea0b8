"""Reading the click log's segments: whole lines from where the last commit left off."""

import fcntl
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kliqs.clicks.log.lost import SUFFIX as LOST_SUFFIX
from kliqs.clicks.log.lost import read_lost
from kliqs.clicks.log.record import LONGEST, SUFFIX, VERSION
from kliqs.clicks.log.segment import DRAFT_SUFFIX
from kliqs.clicks.store import force_to_disk
from kliqs.database import Connection

KEPT_S = 120.0  # a finished segment stays this long
LOADED_SUFFIX = ".loaded"  # it waits for its row to go, then goes itself
LONGEST_VERSION = 8  # bytes
OF_LATE_S = 3600.0
COPIED_AT_ONCE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a batch takes of one segment: the bytes from `start` to `lines_end` are whole lines, `end` is where the
    next batch goes on. `is_known` when the segment has a row already."""

    segment: Path
    start: int
    lines_end: int
    end: int
    is_finished: bool
    is_known: bool

    @property
    def is_whole(self) -> bool:
        """Whether it is all that the segment will ever hold, and nothing but lines."""
        return self.is_finished and self.start == 0 and self.lines_end == self.end


@dataclass(slots=True)
class Reading:
    """What one batch takes: `bytes` of whole lines in `files`, where they stood, and what was dropped by reason.
    `is_full` when it took as much as a batch may, so that more may be waiting."""

    bytes: int = 0
    files: list[Path] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    rejected: dict[str, int] = field(default_factory=dict)
    is_full: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.stretches

    def reject(self, reason: str, count: int = 1) -> None:
        if count:
            self.rejected[reason] = self.rejected.get(reason, 0) + count


def read_batch(directory: Path, connection: Connection, scratch: Path, most_bytes: int) -> Reading:
    """Find at most `most_bytes` of new lines, oldest segments first. Segments that are taken whole are read where they
    are, parts of others are copied to a scratch file."""
    rows = connection.execute("SELECT segment, position, finished FROM clicks_logposition").fetchall()
    known = {name: (int(position), bool(finished)) for name, position, finished in rows}
    reading = Reading()
    room, least = most_bytes, min(most_bytes, LONGEST)
    for path in sorted(directory.glob(f"*{SUFFIX}")):
        position, is_finished = known.get(path.name, (0, False))
        if is_finished:
            continue
        if room < least or (room < most_bytes // 2 and _left_of(path, position) > room):
            reading.is_full = True
            break
        stretch = _look(path, position, room, reading, is_known=path.name in known)
        if stretch is not None:
            reading.stretches.append(stretch)
            room -= stretch.lines_end - stretch.start
            reading.is_full = not stretch.is_finished and room < least
    _hand_over(reading, scratch)
    return reading


def _look(path: Path, position: int, room: int, reading: Reading, *, is_known: bool) -> Stretch | None:
    """The new whole lines of one segment; None when there is nothing to note down. A segment of a newer version stays
    as it is, for the one that can read it."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        is_dead = is_unlocked(file)  # asked before the size: nothing is added to what a dead owner left
        if is_newer(file):
            return None
        size = os.fstat(file).st_size
        until = min(size, position + room)
        lines_end = _last_line_end(file, position, until)
    finally:
        os.close(file)
    end = lines_end
    if until == size and is_dead:
        end = size
        reading.reject("torn line", int(lines_end < size))
    elif lines_end == position and until - position >= LONGEST:
        end = until
        reading.reject("endless line")
    is_finished = is_dead and end == size
    if end == position and not is_finished:
        return None
    return Stretch(path, position, lines_end, end, is_finished, is_known)


def is_unlocked(file: int) -> bool:
    """Whether the owner of a file of the log is gone: it is locked for as long as its process has it open."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(file, fcntl.LOCK_UN)
    return True


def is_newer(file: int) -> bool:
    """Whether a version of Kliqs after this one wrote a segment. Each is one process's, so its first line tells."""
    version, tab, _ = os.pread(file, LONGEST_VERSION + 1, 0).partition(b"\t")
    return bool(tab) and version.isdigit() and int(version) > int(VERSION)


def _last_line_end(file: int, start: int, end: int) -> int:
    """Just behind the last line end between two positions; `start` when there is none."""
    upper = end
    while upper > start:
        lower = max(start, upper - LONGEST)
        found = os.pread(file, upper - lower, lower).rfind(b"\n")
        if found >= 0:
            return lower + found + 1
        upper = lower
    return start


def _left_of(path: Path, position: int) -> int:
    """Bytes of a segment that are still to be loaded."""
    try:
        return path.stat().st_size - position
    except FileNotFoundError:
        return 0


def _hand_over(reading: Reading, scratch: Path) -> None:
    """Name the files with the lines. Copies go in pieces: no byte string is large, and nothing holds the interpreter
    long."""
    parts = []
    for stretch in reading.stretches:
        reading.bytes += stretch.lines_end - stretch.start
        if stretch.lines_end == stretch.start:
            continue
        if stretch.is_whole:
            reading.files.append(stretch.segment)
        else:
            parts.append(stretch)
    if not parts:
        return
    reading.files.append(scratch)
    with scratch.open("wb") as out:
        for part in parts:
            for piece in _pieces(part):
                out.write(piece)


def _pieces(stretch: Stretch) -> Iterator[bytes]:
    """The lines of a stretch."""
    length = stretch.lines_end - stretch.start
    with stretch.segment.open("rb") as segment:
        segment.seek(stretch.start)
        while length > 0:
            piece = segment.read(min(length, COPIED_AT_ONCE))
            if not piece:
                raise OSError(f"{segment.name} is shorter than it was")
            length -= len(piece)
            yield piece


def remove_finished(directory: Path, connection: Connection) -> None:
    """Delete segments of this folder that have been loaded whole for a while, and their rows with them: rows of other
    machines' segments are theirs. Set aside first, a segment cannot be read again once its row is gone, whoever dies
    when."""
    rows = connection.execute("SELECT segment FROM clicks_logposition WHERE finished").fetchall()
    loaded = [directory / name for (name,) in rows if _is_old(directory / name)]
    for path in loaded:
        path.rename(path.with_name(path.name + LOADED_SUFFIX))
    if loaded:
        force_to_disk(directory)
    for path in directory.glob(f"*{LOADED_SUFFIX}"):
        connection.execute("DELETE FROM clicks_logposition WHERE segment = ?", (path.name.removesuffix(LOADED_SUFFIX),))
        path.unlink()


def has_others(directory: Path, connection: Connection) -> bool:
    """Whether other machines load clicks into this database: of late there were segments that never lay here."""
    since = (time.time() - OF_LATE_S) * 1000
    rows = connection.execute("SELECT segment FROM clicks_logposition").fetchall()
    recent = [name for (name,) in rows if name[:13].isdigit() and int(name[:13]) > since]
    return any(not (directory / name).exists() for name in recent)


def remove_leftovers(directory: Path) -> None:
    """Delete what dead processes left that holds nothing: drafts of segments, counts of lost lines that are 0."""
    for path in [*directory.glob(f"*{DRAFT_SUFFIX}"), *directory.glob(f"*{LOST_SUFFIX}")]:
        if not _is_old(path):
            continue
        with path.open("rb") as file:
            is_left = is_unlocked(file.fileno()) and (path.suffix == DRAFT_SUFFIX or read_lost(path) == 0)
        if is_left:
            path.unlink()


def _is_old(path: Path) -> bool:
    """Whether a file is there, and was last written long ago."""
    try:
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return False
    return abs(age) > KEPT_S  # either way: the clock may have stepped back
