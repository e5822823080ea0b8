"""The segments of one process: the one being written, its successors, and forcing them to disk."""

import os
import threading
import time
from pathlib import Path

import structlog

from kliqs.clicks.log.segment import Segment

FULL_BYTES = 64 * 1024 * 1024
OLD_S = 120.0  # a segment with clicks in it is closed after this long, so that it can be loaded and deleted
SHORTEST_INTERVAL_S = 0.005

log = structlog.get_logger("clicks")


class Segments:
    """Appended to from the event loop's thread. Opening, syncing and closing happen in a thread of its own, so that
    the loop never waits for them; the two share only the moment of exchange."""

    def __init__(self, directory: Path, process_id: str, sync_interval: float) -> None:
        """`sync_interval` in s: what a power cut may lose at most."""
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self._process_id = process_id
        self._interval = max(sync_interval, SHORTEST_INTERVAL_S)
        self._opened = 0
        self._lock = threading.Lock()
        self._current: Segment | None = None
        self._finished: list[Segment] = []
        self.problem: OSError | None = None
        self._is_stuck = False
        self._renew()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kliqs-click-log", daemon=True)
        self._thread.start()

    def append(self, data: bytes) -> int:
        """Whole lines to the kernel; returns how many bytes of them were taken, `problem` says why not all."""
        with self._lock:
            segment = self._current
            if segment is None:
                return 0
            taken = segment.append(data)
            if taken < len(data):
                self.problem = segment.problem
                if segment.is_spoilt:
                    self._current = None
                    self._finished.append(segment)
            return taken

    def close(self) -> None:
        """Force everything to disk and let the loader have it."""
        self._stop.set()
        self._thread.join()
        with self._lock:
            if self._current is not None:
                self._finished.append(self._current)
                self._current = None
        self._sync()

    def _run(self) -> None:
        while not self._stop.wait(self._interval):
            self._renew()
            self._sync()

    def _renew(self) -> None:
        """See to it that there is a segment, neither full nor old."""
        current = self._current
        if current is not None and not _is_due(current):
            return
        try:
            fresh = self._open()
        except OSError as problem:
            if not self._is_stuck:  # once: a full disk has no room for a line every few milliseconds
                log.error("clicks.no_segment", problem=str(problem))
            self.problem = problem
            self._is_stuck = True
            return
        self._is_stuck = False
        with self._lock:
            if self._current is not None:
                self._finished.append(self._current)
            self._current = fresh

    def _open(self) -> Segment:
        name = f"{time.time_ns() // 1_000_000:013d}-{self._process_id}-{self._opened:06d}"
        self._opened += 1
        segment = Segment(self.directory, name)
        try:
            _sync_folder(self.directory)  # or a power cut forgets the file's name, and what was synced into it
        except OSError:
            segment.close()
            raise
        return segment

    def _sync(self) -> None:
        with self._lock:
            finished, self._finished = self._finished, []
            current = self._current
        for segment in (*finished, *([current] if current else [])):
            try:
                segment.sync()
            except OSError as problem:
                self.problem = problem
                log.error("clicks.sync_failed", problem=str(problem))
        for segment in finished:
            segment.close()


def _sync_folder(directory: Path) -> None:
    folder = os.open(directory, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _is_due(segment: Segment) -> bool:
    return segment.size >= FULL_BYTES or (segment.size > 0 and time.monotonic() - segment.opened > OLD_S)
