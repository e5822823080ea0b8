"""The click log: one append-only segment a process, written by the edge before its answers leave. No Django.

A record is a line of 15 fields between tabs: version, id, time (ms since 1970 UTC), outcome (`r` redirected,
`e` expired, `u` unknown slug), workspace, link, slug, host, method, address, user agent, referrer, language, query,
flags (`d` DNT, `g` Sec-GPC, `q` QR code, `p` prefetch). All bytes are printable ASCII: others, tabs and backslashes
inside a field are written `\\xHH`, so that no header can forge a line.

A segment is locked while its process lives, which is how the loader tells the living from the dead.
"""

import fcntl
import os
import re
import secrets
import threading
import time
from pathlib import Path

import structlog

from kliqs.settings import Settings

VERSION = b"1"
FIELDS = 15
TABS = FIELDS - 1
SUFFIX = ".log"
LOST_SUFFIX = ".lost"
SEGMENT_BYTES = 64 * 1024 * 1024
NOT_PLAIN = re.compile(rb"[^\x20-\x5b\x5d-\x7e]")
ESCAPED = re.compile(r"\\x([0-9a-f]{2})")

log = structlog.get_logger("clicks")


class ClickLog:
    """The log of this process. Everything but syncing happens on the event loop's thread.

    `written` and `lost` count lines; `lost` are those that a full or broken disk refused.
    """

    def __init__(self, settings: Settings) -> None:
        self._directory = settings.click_log_dir
        self._directory.mkdir(parents=True, exist_ok=True)
        self.process_id = secrets.token_hex(8)
        self._line = (
            VERSION
            + b"\t"
            + self.process_id.encode("ascii")
            + b"-%d\t%d\t%b\t%b\t%b\t%b\tGET\t%b\t%b\t%b\t%b\t%b\t%b\n"
        )
        self._count = 0
        self._batch: list[bytes] = []
        self.written = 0
        self.lost = 0
        self._lost_file = -1
        self._complained_at = 0.0
        self._segments = 0
        self._file, self._size = -1, 0
        self._open_segment()
        self._syncer = _Syncer(settings.click_log_sync_ms / 1000)
        self._syncer.follow(self._file)

    def line(  # noqa: PLR0917 (called a hundred thousand times a second: names would cost)
        self,
        now_ms: int,
        outcome: bytes,
        reference: bytes,
        slug: bytes,
        host: bytes,
        address: bytes,
        agent: bytes,
        referrer: bytes,
        language: bytes,
        query: bytes,
        flags: bytes,
    ) -> bytes:
        """One record; `reference` is `workspace TAB link`."""
        self._count += 1
        line = self._line % (
            self._count, now_ms, outcome, reference, slug, host, address, agent, referrer, language, query, flags,
        )  # fmt: skip
        if line.isascii() and line.count(b"\t") == TABS and b"\\" not in line:
            return line
        parts = (slug, host, address, agent, referrer, language, query, flags)
        return self._line % (self._count, now_ms, outcome, reference, *map(escape, parts))

    def append(self, line: bytes) -> None:
        """Add a record to this tick's batch."""
        self._batch.append(line)

    def flush(self) -> None:
        """Hand the batch to the kernel with one write. What the disk refuses is counted as lost; nothing is raised."""
        if not self._batch:
            return
        data, lines = b"".join(self._batch), len(self._batch)
        self._batch.clear()
        try:
            if self._file < 0:
                self._open_segment()
                self._syncer.follow(self._file)
            self._write(data)
        except OSError as problem:
            self._lose(lines, problem)
            return
        self.written += lines
        self._syncer.is_dirty = True
        if self._size >= SEGMENT_BYTES:
            self._syncer.retire(self._file)
            self._file = -1

    def close(self) -> None:
        """Flush, force to disk, and let the loader have the segment."""
        self.flush()
        self._syncer.close()
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        if self._lost_file >= 0:
            os.close(self._lost_file)

    def _write(self, data: bytes) -> None:
        """All of it or none: a write that ends short is continued, and taken back when it cannot be."""
        done = 0
        try:
            while done < len(data):
                done += os.write(self._file, data[done:] if done else data)
        except OSError:
            os.ftruncate(self._file, self._size)
            raise
        self._size += done

    def _open_segment(self) -> None:
        """A new segment, locked before it gets the name that the loader looks for."""
        name = f"{time.time_ns() // 1_000_000:013d}-{self.process_id}-{self._segments:04d}"
        draft = self._directory / f"{name}.new"
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        draft.rename(draft.with_suffix(SUFFIX))
        if self._lost_file < 0:
            # Made while there is room, so that the count can be kept when there is none.
            lost = self._directory / f"{self.process_id}{LOST_SUFFIX}"
            self._lost_file = os.open(lost, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.pwrite(self._lost_file, b"%020d\n" % 0, 0)
        self._segments += 1
        self._file, self._size = file, 0

    def _lose(self, lines: int, problem: OSError) -> None:
        self.lost += lines
        if self._lost_file >= 0:
            try:
                os.pwrite(self._lost_file, b"%020d\n" % self.lost, 0)
            except OSError as second:
                problem = second
        if time.monotonic() - self._complained_at > 1:
            self._complained_at = time.monotonic()
            log.error("clicks.lost", lost=self.lost, problem=str(problem))


class _Syncer:
    """Forces the log to disk every `interval` seconds, off the event loop's thread."""

    def __init__(self, interval: float) -> None:
        self._interval = interval
        self._lock = threading.Lock()
        self._current = -1
        self._retired: list[int] = []
        self.is_dirty = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kliqs-click-sync", daemon=True)
        self._thread.start()

    def follow(self, file: int) -> None:
        with self._lock:
            self._current = file

    def retire(self, file: int) -> None:
        """Sync a full segment once more, then close it."""
        with self._lock:
            self._current = -1
            self._retired.append(file)

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._interval):
            self._sync()
        self._sync()

    def _sync(self) -> None:
        with self._lock:
            retired, self._retired = self._retired, []
            current, dirty = self._current, self.is_dirty
            self.is_dirty = False
        try:
            if dirty and current >= 0:
                os.fdatasync(current)
        except OSError as problem:
            log.error("clicks.sync_failed", problem=str(problem))
        for file in retired:
            try:
                os.fdatasync(file)
            except OSError as problem:
                log.error("clicks.sync_failed", problem=str(problem))
            os.close(file)


def escape(field: bytes) -> bytes:
    """A field as it stands in a line."""
    return NOT_PLAIN.sub(lambda match: b"\\x%02x" % match[0][0], field)


def unescape(field: str) -> str:
    """What was escaped, as text; bytes that are no UTF-8 become replacement characters."""
    if "\\" not in field:
        return field
    raw = ESCAPED.sub(lambda match: chr(int(match[1], 16)), field).encode("latin-1")
    return raw.decode("utf-8", "replace")


def lost_lines(directory: Path) -> int:
    """Lines that the processes of this data folder could not log, ever."""
    return sum(int(path.read_bytes().strip() or b"0") for path in directory.glob(f"*{LOST_SUFFIX}"))
